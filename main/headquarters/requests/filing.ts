import { randomBytes } from "node:crypto";
import { brokenDuty } from "../../../shared/access/duties.ts";
import { signedSteps } from "../../../shared/access/policy/approval.ts";
import { requestActSchema, type RequestAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { RequestCheck, RequestForm, RequestRecord } from "../../../shared/model/request.ts";
import type { StandingClaim } from "../../../shared/model/standing-order.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import type { ActReader, SignedAct } from "../acts.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Database } from "../database/database.ts";
import type { Directory, DirectoryEntry } from "../directory.ts";
import type { Journal } from "../journal.ts";
import type { HeadquartersClock } from "../port.ts";
import type { Session } from "../sessions.ts";
import type { Stations } from "../stations.ts";
import {
  checksOf,
  closedFailure,
  chainFailure,
  dutiesNotSeparate,
  formFailure,
  isOutsideClass,
  wrongRange,
} from "./checks.ts";
import type { Attachments } from "./attachments.ts";
import { beyondAuthorisation } from "./authorised.ts";
import type { StandingRecords } from "../standing-orders/records.ts";
import { formNumber } from "../form-number.ts";
import type { Delegations } from "./delegations.ts";
import { chainOf, wearersOf, type RequestRecords } from "./records.ts";

/** What the acts on requests work with. */
export interface RequestParts {
  readonly database: Database;
  readonly directory: Directory;
  readonly catalogue: Catalogue;
  readonly stations: Stations;
  readonly records: RequestRecords;
  readonly acts: ActReader;
  readonly journal: Journal;
  /** The pack in force. */
  readonly policy: PolicyPack;
  /** The pack that was in force at a moment. */
  readonly policyAt: (moment: number) => PolicyPack;
  readonly clock: HeadquartersClock;
  readonly delegations: Delegations;
  readonly attachments: Pick<Attachments, "has">;
  readonly standing: StandingRecords;
}

/**
 * The same parts under the law of a request: the pack that was in force when it was filed. What its applicant was told then
 * holds until it is decided, and the grant names that pack; what has to go by a newer one is returned and filed again.
 */
export function underItsLaw(parts: RequestParts, { appliedAt }: Pick<RequestRecord, "appliedAt">): RequestParts {
  return { ...parts, policy: parts.policyAt(Date.parse(appliedAt)) };
}

/**
 * Files a request from its signed form F1.
 *
 * The request is in the log of headquarters before it is anywhere else. The same CMS bytes give the
 * same request again, however often they arrive.
 */
export async function fileRequest(
  parts: RequestParts,
  underOrder: (
    signed: SignedAct<RequestAct>,
    claim: StandingClaim,
    session: Session,
  ) => Promise<Result<RequestRecord, Failure>>,
  cms: Uint8Array,
  session: Session,
): Promise<Result<RequestRecord, Failure>> {
  const station = parts.stations.find(session.station);
  if (station === null) {
    return fail({ code: "not-permitted", action: "request.file" });
  }
  const opened = await parts.acts.open<RequestAct>(cms, requestActSchema, station);
  if (!opened.ok) {
    return opened;
  }
  const known = await parts.records.byDigest(opened.value.digest);
  if (known !== null) {
    return known.applicant.person === session.person
      ? ok(known)
      : fail({ code: "not-permitted", action: "request.file" });
  }
  const { standing } = opened.value.act;
  if (standing !== undefined) {
    return underOrder(opened.value, standing, session);
  }
  const checked = await checkRequest(parts, opened.value, session);
  return checked.ok ? ok(await keepRequest(parts, opened.value, session, checked.value)) : checked;
}

interface CheckedRequest {
  readonly footage: readonly Footage[];
  readonly checks: readonly RequestCheck[];
  /** The returned request that is being completed. */
  readonly returned: RequestRecord | null;
}

async function checkRequest(
  parts: RequestParts,
  { act, signer }: SignedAct<RequestAct>,
  session: Session,
): Promise<Result<CheckedRequest, Failure>> {
  const { records } = parts;
  const wrong = await formalFailure(parts, act, signer, session);
  if (wrong !== null) {
    return fail(wrong);
  }
  const returned = act.completes === undefined ? null : await records.find(act.completes);
  if (act.completes !== undefined && (returned?.state !== "returned" || returned.applicant.person !== act.person)) {
    return fail({ code: "bad-request", field: "completes" });
  }
  const requested = await requestedFootage(parts, act.form, signer);
  if (!requested.ok) {
    return requested;
  }
  const footage = requested.value;
  const closed = standingFailure(parts, act, signer, footage);
  return closed === null
    ? ok({ footage, checks: await checksFor(parts, act, signer, footage), returned })
    : fail(closed);
}

/** What is wrong with the form before anybody looks at a recording. */
async function formalFailure(
  parts: RequestParts,
  act: RequestAct,
  signer: DirectoryEntry,
  session: Session,
): Promise<Failure | null> {
  const { form } = act;
  if (signer.person.person !== session.person) {
    return { code: "not-permitted", action: "request.file" };
  }
  if (signer.outside && !isOutsideClass(form)) {
    return { code: "bad-request", field: "form.applicantClass" };
  }
  return (
    formFailure(form, parts.policy, parts.clock.now()) ??
    (await placeFailure(parts, form)) ??
    (await nonceFailure(parts, act)) ??
    (await attachmentFailure(parts, form))
  );
}

/** Who may not ask for these recordings, and what nobody may decide on. */
function standingFailure(
  { policy, clock }: RequestParts,
  { form }: RequestAct,
  signer: DirectoryEntry,
  footage: readonly Footage[],
): Failure | null {
  const beyond = beyondAuthorisation(policy, signer, { act: "apply", verb: form.verb }, clock.now(), footage);
  if (beyond !== null) {
    return beyond;
  }
  const requester = signer.person.person;
  const broken = brokenDuty({
    requester,
    wearers: wearersOf(footage),
    viewers: form.viewer === undefined ? [requester] : [],
    supervisors: [form.supervisor],
    deciders: [],
  });
  return broken === null
    ? chainFailure(chainOf(policy, { applicant: signer.person, footage, form }), policy)
    : dutiesNotSeparate(policy, broken);
}

async function checksFor(
  { policy, records }: RequestParts,
  { form }: RequestAct,
  { person: requester }: DirectoryEntry,
  footage: readonly Footage[],
): Promise<RequestCheck[]> {
  const chain = chainOf(policy, { applicant: requester, footage, form });
  const approvers = await records.approvers({ requester, footage, form, step: signedSteps(chain)[0], signed: [] });
  return checksOf({
    form,
    footage,
    pack: policy,
    chain,
    dutiesSeparate: approvers.length > 0,
    refusedBefore: await records.refusedBefore(
      requester.person,
      form.assets.map(({ asset }) => asset),
    ),
  });
}

/** Room and supervisor must exist: a grant without them could never be opened. */
export async function placeFailure({ stations, directory }: RequestParts, form: RequestForm): Promise<Failure | null> {
  if (stations.inRoom(form.room).length === 0) {
    return { code: "bad-request", field: "form.room" };
  }
  const supervisor = await directory.find(form.supervisor);
  const fit =
    supervisor !== null &&
    !supervisor.revoked &&
    supervisor.certificatePem !== null &&
    supervisor.person.roles.includes("roomSupervisor");
  return fit ? null : { code: "bad-request", field: "form.supervisor" };
}

/** A nonce names one act of one person: a second act under it is a replay with other contents. */
export async function nonceFailure({ database }: RequestParts, { person, nonce }: RequestAct): Promise<Failure | null> {
  const [used, before] = await Promise.all(
    (["request", "request_step"] as const).map((table) =>
      database
        .selectFrom(table)
        .select("request")
        .where("person", "=", person)
        .where("nonce", "=", nonce)
        .executeTakeFirst(),
    ),
  );
  return used === undefined && before === undefined && nonce.length > 0
    ? null
    : { code: "bad-request", field: "nonce" };
}

/** What the form says was handed in must lie at headquarters. */
async function attachmentFailure({ attachments }: RequestParts, form: RequestForm): Promise<Failure | null> {
  const named = (form.attachments ?? []).map(({ digest }) => digest);
  const found = await Promise.all(named.map((digest) => attachments.has(digest)));
  return found.every(Boolean) ? null : { code: "attachment-refused", reason: "missing" };
}

export async function requestedFootage(
  { catalogue, policy }: RequestParts,
  form: RequestForm,
  reader: SignedAct<RequestAct>["signer"],
): Promise<Result<Footage[], Failure>> {
  const rows = await Promise.all(form.assets.map(({ asset }) => catalogue.show(asset, reader)));
  const footage = rows.filter((row) => row !== null);
  if (footage.length < rows.length) {
    return fail({ code: "not-found", subject: "footage" });
  }
  const closed = closedFailure(form, footage, policy);
  if (closed !== null) {
    return fail(closed);
  }
  for (const [index, row] of footage.entries()) {
    const requested = form.assets[index];
    const wrong = requested === undefined ? "ranges" : wrongRange(requested, row);
    if (wrong !== null) {
      return fail({ code: "bad-request", field: `form.assets.${index}.${wrong}` });
    }
  }
  return ok(footage);
}

async function keepRequest(
  parts: RequestParts,
  { act, digest, cms }: SignedAct<RequestAct>,
  session: Session,
  { checks, returned }: CheckedRequest,
): Promise<RequestRecord> {
  const { database, journal, policy, clock, records } = parts;
  if (returned !== null) {
    return keepCompletion(parts, { act, digest, cms }, returned, checks);
  }
  const request = `r-${randomBytes(10).toString("hex")}`;
  const now = clock.now();
  const year = yearInBeijing(now);
  await database.transaction().execute(async (change) => {
    const { last } = await change
      .selectFrom("request")
      .select(({ fn }) => fn.max<number | null>("seq").as("last"))
      .where("year", "=", year)
      .executeTakeFirstOrThrow();
    const seq = (last ?? 0) + 1;
    const number = formNumber(policy, "F1", year, seq);
    // In the log before it is a row: a stop between the two leaves an entry without a request, which
    // filing the same bytes again mends; never a request that the log does not know.
    journal.record({
      t: "hq.request",
      b: { request, digest, number, station: session.station, assets: act.form.assets.map(({ asset }) => asset) },
      person: act.person,
    });
    await change
      .insertInto("request")
      .values({
        request,
        number,
        year,
        seq,
        person: act.person,
        station: session.station,
        state: "pending",
        filed_at: now,
        nonce: act.nonce,
        digest,
        cms,
        form: JSON.stringify(act.form),
        checks: JSON.stringify(checks),
        grant_id: null,
      })
      .execute();
    await change
      .insertInto("request_asset")
      .values(act.form.assets.map(({ asset }) => ({ request, asset })))
      .execute();
  });
  const kept = await records.find(request);
  if (kept === null) {
    throw new Error("filed request is not in its table");
  }
  return kept;
}

/** A completed form takes the place of the one that was returned; its number stays, and its steps start again. */
async function keepCompletion(
  { database, journal, clock, records }: RequestParts,
  { act, digest, cms }: Pick<SignedAct<RequestAct>, "act" | "digest" | "cms">,
  returned: RequestRecord,
  checks: readonly RequestCheck[],
): Promise<RequestRecord> {
  const { id: request, number } = returned;
  const now = clock.now();
  await database.transaction().execute(async (change) => {
    const before = await change
      .selectFrom("request")
      .selectAll()
      .where("request", "=", request)
      .executeTakeFirstOrThrow();
    const [entry] = journal.record({
      t: "hq.request",
      b: { request, digest, number, act: "complete", before: before.digest },
      person: act.person,
    });
    await change
      .insertInto("request_step")
      .values({
        request,
        request_digest: before.digest,
        what: "complete",
        at: now,
        entry: entry?.index ?? 0,
        person: act.person,
        digest,
        // The nonce of the form before stays used: its bytes cannot be filed once more.
        nonce: before.nonce,
        cms: before.cms,
        content: before.form,
      })
      .execute();
    await change
      .updateTable("request")
      .set({
        state: "pending",
        filed_at: now,
        first_filed_at: before.first_filed_at ?? before.filed_at,
        nonce: act.nonce,
        digest,
        cms,
        form: JSON.stringify(act.form),
        checks: JSON.stringify(checks),
      })
      .where("request", "=", request)
      .execute();
    await change.deleteFrom("request_asset").where("request", "=", request).execute();
    await change
      .insertInto("request_asset")
      .values(act.form.assets.map(({ asset }) => ({ request, asset })))
      .execute();
  });
  const kept = await records.find(request);
  if (kept === null) {
    throw new Error("completed request is not in its table");
  }
  return kept;
}

/** Registers are numbered by the calendar year in China, wherever the machine stands. */
export function yearInBeijing(now: number): number {
  return new Date(now + 8 * 3_600_000).getUTCFullYear();
}
