import type { DutyRule } from "../failure.ts";
import type { Role } from "../model/person.ts";
import type { RetentionOrder, RetentionOrderName, SignedStep } from "../model/retention.ts";

const keepers: readonly Role[] = ["caseOfficer", "legalOfficer", "archivist", "approver", "compliance"];

/** Who may sign which act about keeping and destroying. The head (负责人) is whoever approves; the pack may name another for F13. */
export const retentionRoles: Readonly<Record<RetentionOrderName, readonly Role[]>> = {
  "case.facts": ["caseOfficer", "legalOfficer", "archivist"],
  "hold.register": keepers,
  "hold.approve": ["approver"],
  "hold.dismiss": ["legalOfficer", "approver"],
  "hold.askRelease": keepers,
  "hold.release": ["approver"],
  "list.draw": ["archivist", "legalOfficer"],
  "list.approve": ["approver"],
  "list.execute": ["archivist"],
  "list.witness": ["compliance", "legalOfficer", "inspector", "roomSupervisor"],
  "list.wiped": ["compliance", "legalOfficer"],
  "archive.handOver": ["officer", "caseOfficer"],
  "archive.accept": ["archivist"],
  "archive.sendBack": ["archivist"],
};

/** What a person may not have signed before on the same list, hold or hand-over. */
const apart: readonly (readonly [DutyRule, RetentionOrderName, RetentionOrderName])[] = [
  ["drawer-approves", "list.approve", "list.draw"],
  ["approver-destroys", "list.execute", "list.approve"],
  ["approver-destroys", "list.witness", "list.approve"],
  ["executor-is-witness", "list.witness", "list.execute"],
  ["registrar-approves", "hold.approve", "hold.register"],
  ["asker-releases", "hold.release", "hold.askRelease"],
  ["hander-accepts", "archive.accept", "archive.handOver"],
  ["hander-accepts", "archive.sendBack", "archive.handOver"],
];

/** What nobody signs about a recording that they wore the camera for. */
const notByWearer: Readonly<Partial<Record<RetentionOrderName, DutyRule>>> = {
  "hold.approve": "wearer-decides",
  "hold.dismiss": "wearer-decides",
  "hold.release": "wearer-decides",
  "list.draw": "wearer-destroys",
  "list.approve": "wearer-destroys",
  "list.execute": "wearer-destroys",
  "list.witness": "wearer-destroys",
};

/** What a signed order is called among the steps of what it is about. */
export function stepNameOf(order: RetentionOrder): string {
  return "agree" in order && !order.agree ? `${order.order}.refused` : order.order;
}

/**
 * Separation of duties in destroying, releasing and archiving (rule R8): one person, one hand.
 *
 * @param earlier what was signed on the same list, hold or hand-over before.
 * @returns the first rule that is broken, or `null`.
 */
export function brokenRetentionDuty(
  order: RetentionOrderName,
  person: string,
  { wearers, earlier }: { readonly wearers: readonly string[]; readonly earlier: readonly SignedStep[] },
): DutyRule | null {
  if (wearers.includes(person) && notByWearer[order] !== undefined) {
    return notByWearer[order];
  }
  const broken = apart.find(
    ([, now, before]) => now === order && earlier.some((step) => step.act === before && step.person === person),
  );
  return broken?.[0] ?? null;
}
