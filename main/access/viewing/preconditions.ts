import type { Failure } from "../../../shared/failure.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { RosterEntry } from "../../../shared/model/viewing.ts";
import type { GrantLeaf } from "../../formats/grant.ts";
import { brokenDuty } from "../../../shared/access/duties.ts";
import type { HeldGrant, RoomToken } from "./ports.ts";
import { missingFrom, presentAs, type Presence, type PresenceTerms } from "./roster.ts";

/** Why this grant opens nothing now; `null` when it may be opened. */
export function grantRefusal({ summary }: HeldGrant): Failure | null {
  const { refusal, notBefore, notAfter } = summary;
  if (refusal === undefined) {
    return null;
  }
  const ends = { expired: notAfter, "not-yet-valid": notBefore } as const;
  const at = refusal === "expired" || refusal === "not-yet-valid" ? ends[refusal] : undefined;
  return { code: "grant-refused", reason: refusal, ...(at === undefined ? {} : { at: new Date(at).toISOString() }) };
}

interface CheckIn {
  readonly leaf: GrantLeaf;
  readonly footage: readonly Footage[];
  readonly roster: readonly Presence[];
  readonly opened: RoomToken;
  readonly capacity: RosterEntry["capacity"];
  readonly papersChecked: boolean;
  readonly devicesDeposited: boolean;
}

/** Why this person may not enter the room in this capacity; `null` when they may. */
export function checkInRefusal(checkIn: CheckIn): Failure | null {
  const { leaf, opened, capacity, roster } = checkIn;
  const duty = dutyOf(checkIn);
  if (duty !== null) {
    return duty;
  }
  // A clerk is one of those whom the approver trusted with the room, and does not supervise meanwhile.
  const named = (capacity === "viewer" ? leaf.viewers : leaf.supervisors).find(
    ({ person }) => person === opened.personId,
  );
  // The grant names the certificate too: a newer one of the same person was never approved and opens no share.
  if (named === undefined || (named.certificate !== undefined && named.certificate !== opened.certificate)) {
    return { code: "presence", reason: "not-on-grant" };
  }
  if (presentAs(roster, capacity).some(({ person }) => person === opened.personId)) {
    return null;
  }
  if (capacity === "viewer" && isFull(roster, leaf)) {
    return { code: "presence", reason: "room-full" };
  }
  if (!checkIn.papersChecked) {
    return { code: "presence", reason: "papers-unchecked" };
  }
  return checkIn.devicesDeposited ? null : { code: "presence", reason: "devices-not-deposited" };
}

/** No more viewers at once than the pack allows. */
export function isFull(roster: readonly Presence[], { presence }: GrantLeaf): boolean {
  return presence !== undefined && presentAs(roster, "viewer").length >= presence.viewers;
}

function dutyOf({ leaf, footage, roster, opened, capacity }: CheckIn): Failure | null {
  const others = roster.filter(({ checkedOutAt, person }) => checkedOutAt === undefined && person !== opened.personId);
  const sameIn = roster.some(
    (entry) => entry.checkedOutAt === undefined && entry.person === opened.personId && entry.capacity !== capacity,
  );
  const supervising = capacity === "supervisor" ? [opened.personId] : [];
  const rule = brokenDuty({
    deciders: leaf.approvals.map(({ person }) => person),
    supervisors: [
      ...others.filter((entry) => entry.capacity === "supervisor").map(({ person }) => person),
      ...supervising,
    ],
    viewers: leaf.viewers.map(({ person }) => person),
    wearers: wearersOf(footage, leaf),
  });
  if (sameIn) {
    return { code: "duties-not-separate", rule: "supervisor-is-viewer" };
  }
  return rule === null ? null : { code: "duties-not-separate", rule };
}

/**
 * The officers who wore the cameras, as the grant states them and as the catalogue has them now: somebody who turns out
 * to have worn one counts, and so does everybody named in the grant where the catalogue is out of reach.
 */
export function wearersOf(footage: readonly Footage[], { chain }: Pick<GrantLeaf, "chain">): string[] {
  const stated = (chain?.recordings ?? []).flatMap(({ wearers }) => wearers);
  return [...stated, ...footage.flatMap(({ wearers }) => wearers.map(({ person }) => person))];
}

/** Why nothing may be shown to the people now in the room (rules R8, R9); `null` when it may. */
export function roomRefusal(
  roster: readonly Presence[],
  footage: readonly Footage[],
  terms: PresenceTerms & Pick<GrantLeaf, "chain" | "approvals">,
): Failure | null {
  const missing = missingFrom(roster, terms);
  if (missing !== null) {
    return { code: "presence", reason: missing };
  }
  const viewers = presentAs(roster, "viewer").map(({ person }) => person);
  const supervisors = presentAs(roster, "supervisor").map(({ person }) => person);
  const deciders = terms.approvals.map(({ person }) => person);
  const rule = brokenDuty({ deciders, supervisors, viewers, wearers: wearersOf(footage, terms) });
  return rule === null ? null : { code: "duties-not-separate", rule };
}
