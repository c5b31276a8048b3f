import { create } from "zustand";
import { leftOf, useFault } from "../../shared/access/standing-order.ts";
import type { Failure } from "../../shared/failure.ts";
import type { Footage } from "../../shared/model/footage.ts";
import type { GrantSummary } from "../../shared/model/grant.ts";
import type { Person } from "../../shared/model/person.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { StandingOrder } from "../../shared/model/standing-order.ts";
import type { StandingRefusal } from "../../shared/refusals.ts";
import type { Result } from "../../shared/result.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

interface StandingStore {
  readonly orders: Loadable<readonly StandingOrder[]>;
  /** Grants under an order that lie at this station: all there is while headquarters is away. */
  readonly held: readonly GrantSummary[];
  readonly load: () => Promise<void>;
  /** Waits for a signed act and shows what became of it; null when it worked. */
  readonly acted: (answer: Promise<Result<unknown, Failure>>) => Promise<Failure | null>;
}

/** Standing orders that concern the person, as headquarters told them last. */
export const useStanding = create<StandingStore>()((set, get) => ({
  orders: idle,
  held: [],
  load: async () => {
    set(({ orders }) => ({ orders: asking(orders) }));
    const [listed, grants] = await Promise.all([workstation.standingOrders.list(), workstation.grants.list()]);
    set(({ orders }) => ({
      orders: answered(listed, orders),
      held: grants.ok ? grants.value.filter(({ standing }) => standing !== undefined) : [],
    }));
  },
  acted: async (answer) => {
    const result = await answer;
    if (!result.ok) {
      return result.failure;
    }
    await get().load();
    return null;
  },
}));

/** An order of the person's that is in force today, with what is left of it. */
export interface Usable {
  readonly order: StandingOrder;
  readonly left: ReturnType<typeof leftOf>;
}

/** Orders under which the person may view today. */
export function usableOrders(orders: readonly StandingOrder[], person: Person): readonly Usable[] {
  return orders
    .filter(
      ({ state, form, today }) =>
        state === "inForce" && form.validFrom <= today && form.holders.some((holder) => holder === person.person),
    )
    .map((order) => ({ order, left: leftOf(order.form, order.uses, order.today) }));
}

/** Why an order does not open a recording in this room now, by the rules that headquarters judges by; null when it does. */
export function faultOf(
  policy: PolicyPack,
  { order, left }: Usable,
  footage: Footage,
  { person, room }: { readonly person: Person; readonly room: string },
): StandingRefusal | null {
  const viewing = { person: person.person, unit: person.unit, room, day: order.today, footage };
  const fault = useFault(policy, order.form, viewing);
  if (fault !== null) {
    return fault;
  }
  if (left.total === 0) {
    return "total-spent";
  }
  return left.ofDay === 0 ? "day-spent" : null;
}
