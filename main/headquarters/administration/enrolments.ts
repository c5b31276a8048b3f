import {
  enrolmentAnswerSchema,
  enrolmentRequestSchema,
  type EnrolmentAnswer,
  type EnrolmentRequest,
} from "../../../shared/http/enrolment.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Order, PendingEnrolment } from "../../../shared/model/administration.ts";
import { enrolmentFingerprint } from "../../formats/enrolment-fingerprint.ts";
import { encodeCanonical, type JsonValue } from "../../formats/canonical-json.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { readCertificate } from "../../formats/x509.ts";
import type { AdministrationParts } from "./parts.ts";
import { enrolStation, wrongEnrolment } from "./stations.ts";

type Approve = Extract<Order, { order: "station.enrol" }>;
type Decline = Extract<Order, { order: "station.decline" }>;

const day = 86_400_000;
/** Machines that may wait at once; more means that somebody is playing. */
const mostPending = 32;
const mostPerAddress = 4;

/** SHA-256 of what a machine asks with. */
export function enrolmentDigest(request: EnrolmentRequest): string {
  // JSON text holds nothing but JSON values.
  return sha256Hex(encodeCanonical(JSON.parse(JSON.stringify(request)) as JsonValue));
}

/**
 * Takes the request of a machine that is not enrolled yet, or tells it how its earlier one stands.
 *
 * The same bytes are the same request, so asking again is how a machine waits.
 */
export async function askEnrolment(
  parts: AdministrationParts,
  request: EnrolmentRequest,
  address: string,
): Promise<EnrolmentAnswer> {
  const { database, clock, journal, authority } = parts;
  const enrolment = enrolmentDigest(request);
  const known = await database
    .selectFrom("enrolment")
    .select(["state", "answer"])
    .where("enrolment", "=", enrolment)
    .executeTakeFirst();
  if (known !== undefined) {
    return enrolmentAnswerSchema.parse(
      known.answer === null ? { state: known.state, enrolment } : JSON.parse(known.answer),
    );
  }
  const reason = refusalOf(parts, request);
  if (reason !== null) {
    journal.refuse({ attempt: "station.ask" }, { code: "administration", reason });
    return { state: "refused", reason };
  }
  await database
    .deleteFrom("enrolment")
    .where("state", "=", "pending")
    .where("asked_at", "<", clock.now() - day)
    .execute();
  const waiting = await database.selectFrom("enrolment").select("address").where("state", "=", "pending").execute();
  if (waiting.length >= mostPending || waiting.filter((one) => one.address === address).length >= mostPerAddress) {
    return { state: "busy" };
  }
  const fingerprint = enrolmentFingerprint(request, readCertificate(authority.certificatePem).der);
  journal.record({
    t: "hq.admin",
    b: { act: "station.ask", enrolment, fingerprint, name: request.name, origin: request.logOrigin },
  });
  await database
    .insertInto("enrolment")
    .values({
      enrolment,
      fingerprint,
      asked_at: clock.now(),
      address,
      content: JSON.stringify(request),
      state: "pending",
      answer: null,
    })
    .execute();
  return { state: "pending", enrolment };
}

/** Keys of small order, a taken name and a shell that may not enrol here are refused before anybody looks at them. */
function refusalOf(
  { stations, trial }: AdministrationParts,
  request: EnrolmentRequest,
): "low-order-key" | "shell-not-sealed" | "enrolment-changed" | null {
  if (request.shell === "chromium" && !trial) {
    return "shell-not-sealed";
  }
  const wrong = wrongEnrolment({ ...request, room: "room" }, stations);
  return wrong === null
    ? null
    : wrong === "kemPublicKey" || wrong === "logVerifierKey"
      ? "low-order-key"
      : "enrolment-changed";
}

async function pendingRow({ database }: AdministrationParts, enrolment: string) {
  return database
    .selectFrom("enrolment")
    .selectAll()
    .where("enrolment", "=", enrolment)
    .where("state", "=", "pending")
    .executeTakeFirst();
}

/** Why a machine cannot be enrolled like this, or `null`. */
export async function wrongApproval(parts: AdministrationParts, order: Approve): Promise<Failure | null> {
  const row = await pendingRow(parts, order.enrolment);
  if (row === undefined) {
    return { code: "administration", reason: "enrolment-unknown" };
  }
  if (row.fingerprint !== order.fingerprint) {
    return { code: "administration", reason: "enrolment-changed" };
  }
  const request = enrolmentRequestSchema.parse(JSON.parse(row.content));
  const refused = refusalOf(parts, request);
  if (refused !== null) {
    return { code: "administration", reason: refused };
  }
  if ((await parts.rooms.find(order.room)) === null) {
    return { code: "administration", reason: "room-unknown" };
  }
  const isMet = order.floor.every((id) => request.protections.some((one) => one.id === id && one.state === "live"));
  return isMet ? null : { code: "administration", reason: "floor-not-met" };
}

/** Enrols the machine and leaves the answer for it to fetch. */
export async function approveEnrolment(parts: AdministrationParts, order: Approve): Promise<null> {
  const row = await pendingRow(parts, order.enrolment);
  const room = await parts.rooms.find(order.room);
  if (row === undefined || room === null) {
    throw new Error("enrolment of an applied order is gone");
  }
  const request = enrolmentRequestSchema.parse(JSON.parse(row.content));
  const enrolled = await enrolStation(parts, { ...request, room: order.room }, order.floor);
  if (!enrolled.ok) {
    throw new Error("enrolment of an applied order is refused");
  }
  await parts.stations.report(enrolled.value.station, { shell: request.shell, protections: request.protections });
  const { zh, en } = room;
  const answer = { state: "enrolled", ...enrolled.value, room: { id: order.room, zh, en } };
  await parts.database
    .updateTable("enrolment")
    .set({ state: "enrolled", answer: JSON.stringify(answer) })
    .where("enrolment", "=", order.enrolment)
    .execute();
  return null;
}

/** Sends the machine away. */
export async function declineEnrolment({ database }: AdministrationParts, { enrolment }: Decline): Promise<null> {
  await database.updateTable("enrolment").set({ state: "declined" }).where("enrolment", "=", enrolment).execute();
  return null;
}

/** Machines that wait for an administrator, oldest first. */
export async function pendingEnrolments({ database }: AdministrationParts): Promise<PendingEnrolment[]> {
  const rows = await database
    .selectFrom("enrolment")
    .selectAll()
    .where("state", "=", "pending")
    .orderBy("asked_at")
    .execute();
  return rows.map((row) => {
    const { name, shell, protections } = enrolmentRequestSchema.parse(JSON.parse(row.content));
    return {
      enrolment: row.enrolment,
      name,
      fingerprint: row.fingerprint,
      askedAt: new Date(row.asked_at).toISOString(),
      address: row.address,
      shell,
      protections,
    };
  });
}
