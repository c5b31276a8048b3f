import { leftOf } from "../../../shared/access/standing-order.ts";
import type { StandingOrder } from "../../../shared/model/standing-order.ts";
import { endOfDate } from "../../../shared/time/local-day.ts";
import type { TaskContext, Waiting } from "./registry.ts";

/** Standing orders that wait for the approver whom the pack names, and those under which the person has viewings left today. */
export async function standingTasks({ rooms, person, policy }: TaskContext): Promise<Waiting[]> {
  const listed = policy?.urgent.allowed === true ? await rooms.standingOrders.list() : null;
  if (policy === null || listed?.ok !== true) {
    return [];
  }
  const { approver } = policy.urgent;
  const task = (kind: Waiting["kind"], order: StandingOrder, day: string, article: string): Waiting => ({
    id: `${kind}:${order.id}`,
    kind,
    subject: order.number,
    reference: order.id,
    since: order.decision?.at ?? order.at,
    due: new Date(endOfDate(policy.authority.timeZone, day)).toISOString(),
    article,
  });
  const mayDecide = ({ by, form }: StandingOrder): boolean =>
    person.roles.includes(approver.role) &&
    ![by.person, ...form.holders, ...form.supervisors].some((one) => one === person.person);
  const isUsable = ({ form, uses, today }: StandingOrder): boolean =>
    form.holders.some((one) => one === person.person) && form.validFrom <= today && leftOf(form, uses, today).ofDay > 0;
  return listed.value.flatMap((order) => {
    const { state, form } = order;
    if (state === "proposed" && mayDecide(order)) {
      return [task("decideStandingOrder", order, form.validTo, approver.article)];
    }
    return state === "inForce" && isUsable(order)
      ? [task("useStandingOrder", order, form.validTo, policy.urgent.plan.article)]
      : [];
  });
}
