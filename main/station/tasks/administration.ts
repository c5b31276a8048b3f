import type { TaskContext, Waiting } from "./registry.ts";

/** Orders that wait for a second administrator, and machines that ask to become stations. */
export async function administrationTasks({ rooms, person }: TaskContext): Promise<Waiting[]> {
  if (!person.roles.includes("administrator")) {
    return [];
  }
  const view = await rooms.administration.show();
  if (!view.ok) {
    return [];
  }
  const { orders, enrolments } = view.value;
  return [
    ...orders
      .filter(({ state, by }) => state === "waiting" && by !== person.person)
      .map(({ digest, order, at }): Waiting => ({
        id: `countersignOrder:${digest}`,
        kind: "countersignOrder",
        subject: order.order,
        reference: digest.slice(0, 12),
        since: at,
      })),
    ...enrolments.map(({ enrolment, name, askedAt }): Waiting => ({
      id: `enrolStation:${enrolment}`,
      kind: "enrolStation",
      subject: name,
      reference: enrolment.slice(0, 12),
      since: askedAt,
    })),
  ];
}
