import type { Failure } from "../../../shared/failure.ts";
import { isDocumentEnd } from "../../../shared/access/outside.ts";
import type { PersonId } from "../../../shared/model/person.ts";
import type { Locale } from "../../../shared/model/station.ts";
import type { RosterEntry, UndertakingSignature } from "../../../shared/model/viewing.ts";
import type { GrantLeaf } from "../../formats/grant.ts";
import { gradeRefusal } from "./grades.ts";
import type { RoomPorts, RoomToken } from "./ports.ts";
import { checkInRefusal, isFull } from "./preconditions.ts";
import { mayAttend, presentAs, presentIn, rosterForLog } from "./roster.ts";
import type { ViewingState } from "./state.ts";
import { isHandOf, signatureOf } from "./undertaking.ts";

/** What a person with a certificate does to enter the room. */
export interface CheckIn {
  readonly viewing: string;
  readonly capacity: RosterEntry["capacity"];
  readonly token: string;
  readonly pin: string;
  readonly papersChecked: boolean;
  readonly devicesDeposited: boolean;
}

/** Somebody without a certificate is let in by a person who has one. */
export interface Admission {
  readonly viewing: string;
  readonly person: PersonId;
  /** Last four characters of the number on the document that was shown. */
  readonly documentEnd: string;
  readonly papersChecked: boolean;
  readonly devicesDeposited: boolean;
  readonly signature: UndertakingSignature;
  /** Language in which the undertaking stood on screen. */
  readonly locale: Locale;
  readonly token: string;
  readonly pin: string;
}

/** One supervisor takes over from another. */
export interface HandOver {
  readonly viewing: string;
  readonly leaving: PersonId;
  readonly token: string;
  readonly pin: string;
  readonly devicesDeposited: boolean;
}

type Refusal = Failure | null;

/** Writes somebody with a certificate into the roster; the log has it, with their own signature, before the room does. */
export function checkIn(ports: RoomPorts, of: ViewingState, input: CheckIn, opened: RoomToken): Refusal {
  const { grant, footage, roster } = of;
  const { capacity } = input;
  const refusal =
    checkInRefusal({ ...input, leaf: grant.leaf, footage, roster, opened }) ??
    gradeRefusal(ports, of, [{ person: opened.personId, capacity }]);
  if (refusal === null && !presentAs(roster, input.capacity).some(({ person }) => person === opened.personId)) {
    enter(ports, of, input, opened);
  }
  return refusal;
}

function enter(
  ports: RoomPorts,
  of: ViewingState,
  input: Omit<CheckIn, "viewing" | "pin">,
  opened: RoomToken,
  relieves?: string,
): void {
  const { capacity, papersChecked, devicesDeposited, token } = input;
  const { personId: person, certificate } = opened;
  const { name, unit, certificateNo } = opened.person;
  const over = relieves === undefined ? {} : { relieves };
  const act = ports.signPresence(opened, {
    t: relieves === undefined ? "room.checkIn" : "room.relieve",
    viewing: of.id,
    ...(relieves === undefined ? {} : { subject: relieves }),
  });
  ports.log.append({
    t: "room.checkIn",
    b: {
      viewing: of.id,
      person,
      name,
      unit,
      certificateNo,
      capacity,
      papersChecked,
      devicesDeposited,
      certificate,
      ...over,
      act,
    },
    person,
  });
  const checkedInAt = ports.now().toISOString();
  of.roster.push({ person, name, capacity, papersChecked, devicesDeposited, certificate, token, checkedInAt });
}

/**
 * Lets in somebody without a certificate (form F6): the document is compared, the papers and devices are seen to, and they
 * sign the undertaking; whoever lets them in answers for it with their own signature over both digests.
 */
export function admit(ports: RoomPorts, of: ViewingState, input: Admission, opened: RoomToken): Refusal {
  const { leaf } = of.grant;
  const outsider = of.grant.outsiders().find(({ person }) => person === input.person);
  const isNamed = [...leaf.viewers, ...(leaf.companions ?? [])].some(({ person }) => person === input.person);
  if (outsider === undefined || !isNamed) {
    return { code: "presence", reason: "not-on-grant" };
  }
  if (!mayLetIn(leaf, opened)) {
    return { code: "presence", reason: "checker-not-named" };
  }
  if (presentIn(of.roster).some(({ person }) => person === outsider.person)) {
    return null;
  }
  const undertaking = ports.undertaking(leaf);
  const refusal = admissionRefusal(of, input, outsider);
  if (refusal !== null || undertaking === null) {
    return refusal ?? { code: "presence", reason: "undertaking-unsigned" };
  }
  const { person, capacity, idKind, minor = false } = outsider;
  const signature = signatureOf(input.signature, { viewing: of.id, person, undertaking: undertaking.digest });
  const act = ports.signPresence(opened, {
    t: "room.admit",
    viewing: of.id,
    subject: person,
    undertaking: undertaking.digest,
    signature: signature.digest,
  });
  // Kept first: an entry without the hand that it names would prove nothing.
  ports.keepHand(of.id, person, undertaking, signature);
  const { papersChecked, devicesDeposited, locale } = input;
  const idMask = leafMask(leaf, person);
  ports.log.append({
    t: "room.checkIn",
    b: {
      viewing: of.id,
      person,
      name: outsider.shownName,
      capacity,
      papersChecked,
      devicesDeposited,
      outside: true,
      document: idKind,
      idMask,
      // Where somebody belongs may tell who a protected person is (O-22).
      ...(outsider.protected ? {} : { unit: outsider.unit }),
      by: opened.personId,
      undertaking: undertaking.digest,
      signature: signature.digest,
      hand: input.signature.kind,
      locale,
      act,
    },
    person: opened.personId,
  });
  of.roster.push({
    person,
    name: outsider.shownName,
    capacity,
    papersChecked,
    devicesDeposited,
    outside: { idMask, by: opened.person.name, minor },
    checkedInAt: ports.now().toISOString(),
  });
  return null;
}

function leafMask({ viewers, companions = [] }: GrantLeaf, person: string): string {
  return [...viewers, ...companions].find((one) => one.person === person)?.outside?.idMask ?? "";
}

/** Whom the approver trusted with the room, by the very certificate. */
function mayLetIn({ supervisors }: GrantLeaf, { personId, certificate }: RoomToken): boolean {
  return supervisors.some((one) => one.person === personId && one.certificate === certificate);
}

function admissionRefusal(
  of: ViewingState,
  input: Admission,
  outsider: ReturnType<ViewingState["grant"]["outsiders"]>[number],
): Refusal {
  const { leaf } = of.grant;
  if (outsider.capacity === "viewer" && isFull(of.roster, leaf)) {
    return { code: "presence", reason: "room-full" };
  }
  if (!isDocumentEnd(outsider.idNo, input.documentEnd)) {
    return { code: "presence", reason: "document-differs" };
  }
  if (!input.papersChecked) {
    return { code: "presence", reason: "papers-unchecked" };
  }
  if (!input.devicesDeposited) {
    return { code: "presence", reason: "devices-not-deposited" };
  }
  if (of.keys !== null && outsider.minor === true && presentAs(of.roster, "guardian").length === 0) {
    // While something is shown the guardian comes first.
    return { code: "presence", reason: "guardian-absent" };
  }
  return isHandOf(input.signature, outsider.name) ? null : { code: "presence", reason: "undertaking-unsigned" };
}

/** Notes that somebody left. False when they are not in the room. */
export function checkOut(ports: RoomPorts, of: ViewingState, person: string, relievedBy?: string): boolean {
  const leaving = presentIn(of.roster).find((entry) => entry.person === person);
  if (leaving === undefined) {
    return false;
  }
  const over = relievedBy === undefined ? {} : { relievedBy };
  ports.log.append({
    t: "room.checkOut",
    b: { viewing: of.id, person: leaving.person, ...over },
    person: leaving.person,
  });
  const checkedOutAt = ports.now().toISOString();
  of.roster = of.roster.map((entry) => (entry === leaving ? { ...entry, checkedOutAt } : entry));
  if (of.onDuty?.person === person) {
    relieve(of);
  }
  return true;
}

/** The next one who may answers for the open keys. */
function relieve(of: ViewingState): void {
  const next = presentIn(of.roster).find(({ person }) => mayAttend(of.roster, of.grant.leaf, person));
  delete of.onDuty;
  if (next?.token !== undefined) {
    of.onDuty = { person: next.person, token: next.token };
  }
}

/** The incoming supervisor signs in, the outgoing one is signed out, and the keys stay: both are present in between. */
export function handOver(ports: RoomPorts, of: ViewingState, input: HandOver, opened: RoomToken): Refusal {
  const { grant, footage, roster } = of;
  const supervisors = presentAs(roster, "supervisor");
  if (opened.personId === input.leaving || !supervisors.some(({ person }) => person === input.leaving)) {
    return { code: "presence", reason: "not-supervising" };
  }
  const { token, devicesDeposited } = input;
  const coming = { capacity: "supervisor", token, papersChecked: true, devicesDeposited } as const;
  const refusal =
    checkInRefusal({ ...coming, leaf: grant.leaf, footage, roster, opened }) ??
    gradeRefusal(ports, of, [{ person: opened.personId, capacity: coming.capacity }]);
  if (refusal !== null) {
    return refusal;
  }
  if (!supervisors.some(({ person }) => person === opened.personId)) {
    enter(ports, of, coming, opened, input.leaving);
  }
  checkOut(ports, of, input.leaving, opened.personId);
  if (of.keys !== null) {
    of.onDuty = { person: opened.personId, token };
    of.confirmedAt = ports.now().getTime();
  }
  return null;
}

/** A supervisor in the room signs to be there still. */
export function confirmPresence(ports: RoomPorts, of: ViewingState, opened: RoomToken): Refusal {
  if (!mayAttend(of.roster, of.grant.leaf, opened.personId)) {
    return { code: "presence", reason: "not-supervising" };
  }
  const person = opened.personId;
  const act = ports.signPresence(opened, { t: "room.confirm", viewing: of.id });
  ports.log.append({
    t: "room.confirm",
    b: { viewing: of.id, person, roster: rosterForLog(of.roster), act },
    person,
  });
  of.confirmedAt = ports.now().getTime();
  return null;
}
