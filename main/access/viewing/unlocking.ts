import type { Failure } from "../../../shared/failure.ts";
import { openGrantKeys, presenceShare } from "../../formats/grant.ts";
import { gradeRefusal } from "./grades.ts";
import type { RoomPorts, RoomToken } from "./ports.ts";
import { mayAttend, presentIn, rosterForLog, supervisorsNeeded } from "./roster.ts";
import type { ViewingState } from "./state.ts";

/**
 * Opens the keys with the share of a person who is present: a supervisor, or a viewer where the pack lets them be alone.
 *
 * The act is in the log before any key is in memory.
 */
export function openKeys(ports: RoomPorts, of: ViewingState, opened: RoomToken): Failure | null {
  const { leaf } = of.grant;
  if (!mayAttend(of.roster, leaf, opened.personId)) {
    return { code: "presence", reason: supervisorsNeeded(leaf) === 0 ? "viewer-absent" : "supervisor-absent" };
  }
  const beyond = gradeRefusal(ports, of, presentIn(of.roster));
  if (beyond !== null) {
    return beyond;
  }
  const share = presenceShare(leaf, opened.certificatePem, opened.privateKeyPem);
  if (share === null) {
    return { code: "presence", reason: "not-on-grant" };
  }
  ports.log.append({
    t: "key.open",
    b: {
      viewing: of.id,
      grant: leaf.grant,
      supervisor: opened.personId,
      roster: rosterForLog(of.roster),
      act: ports.signPresence(opened, {
        t: of.unlockedAt === undefined ? "room.unlock" : "room.resume",
        viewing: of.id,
      }),
    },
    person: opened.personId,
  });
  const keys = openGrantKeys(leaf, { stationPrivateKey: ports.kemKey(), presenceShares: [share] });
  share.fill(0);
  if (keys === null) {
    return { code: "grant-refused", reason: "tampered" };
  }
  const now = ports.now();
  of.keys = keys;
  of.unlockedAt = now.toISOString();
  of.onDuty = { person: opened.personId, token: opened.token };
  of.confirmedAt = now.getTime();
  of.activeAt = now.getTime();
  delete of.stopReason;
  return null;
}
