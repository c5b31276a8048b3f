import type { GradedAction, GradedFootage } from "../../../shared/access/authorisation.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { RosterEntry } from "../../../shared/model/viewing.ts";
import type { RoomPorts } from "./ports.ts";
import type { ViewingState } from "./state.ts";

/** Somebody with a certificate in, or at the door of, the room. */
type Attendant = Pick<RosterEntry, "person" | "capacity" | "outside">;

/**
 * Asks the graded authorisation (F17, O-2) of these persons once more, at the door and when the keys open.
 *
 * Headquarters asked when the grant was made; what it withdrew since counts here as soon as the register has come. The
 * recordings are judged as the grant states them and as the catalogue has them now, so that a class raised since counts too.
 */
export function gradeRefusal(
  { beyond }: Pick<RoomPorts, "beyond">,
  of: Pick<ViewingState, "grant" | "footage">,
  persons: readonly Attendant[],
): Failure | null {
  const footage = gradedFootage(of);
  for (const { person, capacity, outside } of persons) {
    // Whoever has no certificate holds no grade either; what lets them in is the approval alone.
    const actions = outside === undefined ? actionsOf(of, capacity) : [];
    for (const action of actions) {
      const failure = beyond(person, action, footage, of.grant.leaf);
      if (failure !== null) {
        return failure;
      }
    }
  }
  return null;
}

function actionsOf({ grant }: Pick<ViewingState, "grant">, capacity: Attendant["capacity"]): readonly GradedAction[] {
  return capacity === "viewer" ? grant.leaf.verbs.map((verb) => ({ verb })) : [{ act: "supervise" }];
}

function gradedFootage({ grant: { leaf }, footage }: Pick<ViewingState, "grant" | "footage">): GradedFootage[] {
  const stated = (leaf.chain?.recordings ?? [])
    .filter(({ asset }) => leaf.assets.some((granted) => granted.asset === asset))
    .map(({ unit, squad, caseNo, secrecy, state, wearers }) => ({
      unit,
      squad,
      caseNo,
      secrecy,
      state,
      wearers: wearers.map((person) => ({ person })),
    }));
  return [...stated, ...footage];
}
