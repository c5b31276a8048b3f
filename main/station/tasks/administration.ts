import type { TaskContext, Waiting } from "./registry.ts";

/** Orders that wait for a second administrator, machines that ask to become stations, and signed packs that wait for their day. */
export async function administrationTasks({ rooms, person }: TaskContext): Promise<Waiting[]> {
  if (!person.roles.includes("administrator")) {
    return [];
  }
  const view = await rooms.administration.show();
  if (!view.ok) {
    return [];
  }
  const { orders, enrolments } = view.value;
  const offers = await rooms.policyOffers.list();
  return [
    // Who signed a pack does not put it into force (rule R8).
    ...(offers.ok ? offers.value : [])
      .filter(({ state, signedBy }) => state === "offered" && signedBy !== person.person)
      .map(({ digest, pack, version, signedAt }): Waiting => ({
        id: `activatePolicy:${digest}`,
        kind: "activatePolicy",
        subject: `${pack} ${version}`,
        reference: digest.slice(0, 12),
        since: signedAt,
      })),
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
