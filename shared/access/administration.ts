import type { Order } from "../model/administration.ts";
import type { Role } from "../model/person.ts";
import type { AdministrationRefusal } from "../refusals.ts";

/** What is known of the persons an order is about. */
export interface OrderFacts {
  /** Roles that a person holds now; empty for somebody unknown. */
  readonly rolesOf: (person: string) => readonly Role[];
  /** Administrators in office. */
  readonly administrators: readonly string[];
}

/** Fewer could not give the second signature that acts on keys need. */
export const fewestAdministrators = 2;

/** The persons whom an order gives something or takes something from. */
export function subjectsOf(order: Order): readonly string[] {
  if ("record" in order) {
    return [order.record.person];
  }
  if ("records" in order) {
    return order.records.map(({ person }) => person);
  }
  return "person" in order ? [order.person] : [];
}

/** Roles after the order, for those whose roles it sets. */
function rolesAfter(order: Order): readonly (readonly Role[])[] {
  if ("record" in order) {
    return [order.record.roles];
  }
  return "records" in order ? order.records.map(({ roles }) => roles) : [];
}

const concernsKeys: ReadonlySet<Order["order"]> = new Set([
  "certificate.issue",
  "certificate.accept",
  "authority.accept",
  "station.enrol",
  "station.floor",
  "station.newLog",
  "keys.backup",
]);

/** Four eyes: whether a second administrator must sign, because the order concerns keys or an administrator. */
export function needsSecond(order: Order, { rolesOf }: OrderFacts): boolean {
  return (
    concernsKeys.has(order.order) ||
    subjectsOf(order).some((person) => rolesOf(person).includes("administrator")) ||
    rolesAfter(order).some((roles) => roles.includes("administrator"))
  );
}

/**
 * Who may order or countersign: administrators only, nobody for themselves, and no two signatures of one hand.
 *
 * @param hands who has signed, the one who ordered first.
 * @returns the first rule that is broken, or `null`.
 */
export function brokenOrderRule(
  order: Order,
  hands: readonly string[],
  facts: OrderFacts,
): AdministrationRefusal | null {
  const subjects = subjectsOf(order);
  const rules: readonly (readonly [AdministrationRefusal, boolean])[] = [
    ["not-administrator", !hands.every((hand) => facts.administrators.includes(hand))],
    ["self", hands.some((hand) => subjects.includes(hand))],
    ["same-person", new Set(hands).size !== hands.length],
    ["too-few-administrators", remaining(order, facts) < fewestAdministrators],
  ];
  return rules.find(([, broken]) => broken)?.[0] ?? null;
}

function remaining(order: Order, { administrators }: OrderFacts): number {
  const leaving =
    order.order === "person.revoke" || (order.order === "person.edit" && !order.record.roles.includes("administrator"))
      ? subjectsOf(order)
      : [];
  const left = administrators.filter((person) => !leaving.includes(person)).length;
  // Only an order that takes an administrator away can be refused for how few are left.
  return left === administrators.length ? fewestAdministrators : left;
}
