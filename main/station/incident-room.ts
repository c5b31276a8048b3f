import type { Incidents } from "../access/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { IncidentForm, IncidentRecord } from "../../shared/model/incident.ts";
import type { Given } from "../../shared/ipc/contract.ts";
import type { PersonId } from "../../shared/model/person.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import type { Desk } from "./handlers.ts";

interface InRoom {
  readonly form: IncidentForm;
  readonly pin: string;
  readonly room: NonNullable<Given<"incidents:record">["room"]>;
}

/**
 * Records what happens during a viewing (form F20): the supervisor signs with their own token, whoever is signed in at the
 * station, and somebody else who is there may sign that it was so.
 *
 * Both PINs are tried before anything is sent, so that a mistyped one does not leave an incident with half its signatures.
 * The sitting's entries in the log become its evidence. If headquarters goes away in between, the incident stands with the
 * supervisor's signature, and the form has a place for the other's pen.
 */
export async function recordInRoom(
  desk: Desk,
  signedWith: (token: string) => Incidents,
  { form, pin, room }: InRoom,
): Promise<Result<IncidentRecord, Failure>> {
  const { identity, room: viewings } = desk.rooms;
  const viewing = viewings.current();
  if (viewing === null || viewing.id !== room.viewing) {
    return fail({ code: "not-found", subject: "viewing" });
  }
  const supervisor = identity.present(room.token, pin, ({ personId }) =>
    isThere(viewing, personId, true) ? ok(personId) : fail({ code: "presence", reason: "not-supervising" }),
  );
  if (!supervisor.ok) {
    return supervisor;
  }
  const { witness } = room;
  if (witness !== undefined) {
    const tried = identity.present(witness.token, witness.pin, ({ personId }) =>
      personId !== supervisor.value && isThere(viewing, personId, false)
        ? ok(null)
        : fail({ code: "presence", reason: "witness-absent" }),
    );
    if (!tried.ok) {
      // Two PINs are entered; people must know which of them was wrong.
      return tried.failure.code === "wrong-pin" ? fail({ code: "presence", reason: "witness-unsigned" }) : tried;
    }
  }
  const evidence = [...form.evidence, ...entriesOf(desk, viewing)];
  const recorded = await signedWith(room.token).record({ ...form, evidence }, pin);
  if (!recorded.ok || witness === undefined) {
    return recorded;
  }
  const attested = await signedWith(witness.token).step(recorded.value, { step: "attest", note: "" }, witness.pin);
  return attested.ok ? attested : recorded;
}

function isThere({ roster }: Viewing, who: PersonId, supervising: boolean): boolean {
  return roster.some(
    ({ person, capacity, checkedOutAt }) =>
      person === who && checkedOutAt === undefined && (!supervising || capacity === "supervisor"),
  );
}

/** Where the sitting begins in the log, and where it stands now. */
function entriesOf({ rooms, log }: Desk, { id }: Viewing): IncidentForm["evidence"] {
  rooms.catchUp();
  const { origin } = log.state();
  const row = rooms.projection.viewing(id, { open: id, received: log.lastReceipt()?.size ?? 0 });
  const entries = row?.entries ?? [];
  const ends = new Set([...entries.slice(0, 1), ...entries.slice(-1)]);
  return [...ends].map((entry) => ({ origin, entry }));
}
