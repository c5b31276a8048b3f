import type { Transaction } from "kysely";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import { stepRules, undecided } from "../../../shared/access/request-flow.ts";
import { papersBeforehand } from "../../../shared/access/policy/room.ts";
import { withheldArticle, withheldFault } from "../../../shared/access/withheld.ts";
import { requestStepActSchema, type RequestStepAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { RequestRecord } from "../../../shared/model/request.ts";
import type { RequestStep, RequestStepKind } from "../../../shared/model/request-steps.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { dateIn } from "../../../shared/time/local-day.ts";
import type { SignedAct } from "../acts.ts";
import type { Tables } from "../database/tables.ts";
import { keepGrant } from "../grants/issued.ts";
import type { GrantIssuer, PreparedGrant } from "../grants/issuer.ts";
import type { Revocations } from "../grants/revocations.ts";
import type { Session } from "../sessions.ts";
import { beyondAuthorisation } from "./authorised.ts";
import { dutiesNotSeparate, notPermitted } from "./checks.ts";
import { underItsLaw, type RequestParts } from "./filing.ts";
import { isLifting, liftingFailure, prepareLifted } from "./lifting.ts";

/**
 * Takes one signed step of a request that is not a decision: withdrawal, revocation, return, papers, third party.
 *
 * It is in the log of headquarters before it is a row; the same bytes again change nothing. A grant that rests on a
 * request that is withdrawn or revoked is revoked with it.
 */
export async function stepRequest(
  all: RequestParts,
  { issuer, revocations }: { readonly issuer: GrantIssuer; readonly revocations: Revocations },
  cms: Uint8Array,
  session: Session,
): Promise<Result<RequestRecord, Failure>> {
  const station = all.stations.find(session.station);
  if (station === null) {
    return fail({ code: "not-permitted", action: "request.step" });
  }
  const opened = await all.acts.open<RequestStepAct>(cms, requestStepActSchema, station);
  if (!opened.ok) {
    return opened;
  }
  const { act, signer, digest } = opened.value;
  if (signer.person.person !== session.person) {
    return fail({ code: "not-permitted", action: "request.step" });
  }
  const request = await all.records.find(act.request);
  if (request === null) {
    return fail({ code: "not-found", subject: "request" });
  }
  if (request.transitions.some((taken) => taken.digest === digest)) {
    return ok(request);
  }
  const parts = underItsLaw(all, request);
  const wrong = (await failureOf(parts, request, opened.value)) ?? (await nonceFailure(parts, act));
  if (wrong !== null) {
    return fail(wrong);
  }
  const isLifted = act.form.step === "liftWord" && act.form.agree;
  const grant = isLifted ? await prepareLifted(parts, issuer, request, opened.value) : ok(null);
  return grant.ok ? ok(await keepStep(parts, revocations, opened.value, request, grant.value)) : grant;
}

async function failureOf(
  parts: RequestParts,
  request: RequestRecord,
  signed: SignedAct<RequestStepAct>,
): Promise<Failure | null> {
  const { form, requestDigest } = signed.act;
  if (!isLifting(form)) {
    return stepFailure(parts, request, signed);
  }
  return requestDigest === request.digest
    ? liftingFailure(parts, request, signed, form)
    : { code: "bad-request", field: "requestDigest" };
}

function stepFailure(
  { policy, clock }: RequestParts,
  request: RequestRecord,
  { act, signer }: SignedAct<RequestStepAct>,
): Failure | null {
  const { form } = act;
  const stranger = personFailure(policy, request, form.step, signer.person);
  if (stranger !== null) {
    return stranger;
  }
  if (form.step === "revoke" && !signer.person.roles.includes("administrator")) {
    const beyond = beyondAuthorisation(policy, signer, { act: "approve" }, clock.now(), request.footage);
    if (beyond !== null) {
      return beyond;
    }
  }
  if (!stepRules[form.step].from.includes(request.state)) {
    return { code: "already-decided" };
  }
  if (act.requestDigest !== request.digest) {
    return { code: "bad-request", field: "requestDigest" };
  }
  return contentFailure(form, { request, policy, today: dateIn(policy.authority.timeZone, clock.now()) });
}

/** Whoever asks neither checks their own papers nor acts on their own request for the authority (rule R8). */
function personFailure(
  policy: PolicyPack,
  { applicant }: RequestRecord,
  step: RequestStepKind,
  { person, roles }: Person,
): Failure | null {
  const { by } = stepRules[step];
  if (by === "pack") {
    return notPermitted(`request.${step}`, groundArticle(policy, "noAuthority"));
  }
  const isApplicant = applicant.person === person;
  if (by !== "applicant" && isApplicant) {
    return dutiesNotSeparate(policy, "requester-decides");
  }
  const may = by === "applicant" ? isApplicant : roles.some((role) => by.includes(role));
  return may ? null : notPermitted(`request.${step}`, groundArticle(policy, "noAuthority"));
}

interface Setting {
  readonly request: RequestRecord;
  readonly policy: PolicyPack;
  readonly today: string;
}

type Content = {
  readonly [K in RequestStepKind]: (form: Extract<RequestStep, { step: K }>, setting: Setting) => Failure | null;
};

const wrongField = (field: string): Failure => ({ code: "bad-request", field: `form.${field}` });
const nothing = (): null => null;

// One row per step: a new one without its rule does not compile.
const contents: Content = {
  withdraw: nothing,
  return: nothing,
  revoke: ({ ground }, { policy }) => (groundArticle(policy, ground) === undefined ? wrongField("ground") : null),
  papers: papersFailure,
  consult: (_form, { request: { consultation } }) =>
    consultation === undefined || consultation.askedAt !== undefined ? wrongField("party") : null,
  extend: ({ to }, { request: { consultation }, today }) =>
    to > (consultation?.due ?? today) ? null : wrongField("to"),
  answer: (_form, { request: { consultation } }) =>
    consultation?.askedAt !== undefined && consultation.outcome === undefined ? null : wrongField("outcome"),
  backup: (_form, { request }) => (request.form.original === true ? null : wrongField("receipt")),
  withhold: withholdFailure,
  // Judged by `lifting.ts`, which asks the pack and the grant.
  lift: nothing,
  liftWord: nothing,
};

function contentFailure(form: RequestStep, setting: Setting): Failure | null {
  // The row was looked up by the step's own kind, so it takes exactly this step.
  return (contents[form.step] as (form: RequestStep, setting: Setting) => Failure | null)(form, setting);
}

/** What is proposed lies in what is asked for, rests on an article, and leaves something to be shown. */
function withholdFailure(
  { lines }: Extract<RequestStep, { step: "withhold" }>,
  { request, policy }: Setting,
): Failure | null {
  const fault = withheldFault(
    lines,
    request.form.assets,
    (asset) => request.footage.find((one) => one.asset === asset)?.kind !== "audio",
  );
  if (fault !== null) {
    return wrongField(fault.kind === "line" ? `lines.${String(fault.line)}` : "lines");
  }
  const unfounded = lines.findIndex(({ ground }) => withheldArticle(policy, ground) === undefined);
  return unfounded < 0 ? null : wrongField(`lines.${String(unfounded)}.ground`);
}

function papersFailure(
  { papers }: Extract<RequestStep, { step: "papers" }>,
  { request, policy, today }: Setting,
): Failure | null {
  const asked = new Set(papersBeforehand(policy, request.form.applicantClass).map(({ paper }) => paper));
  const named = papers.map(({ paper }) => paper);
  if (new Set(named).size !== named.length || !named.every((paper) => asked.has(paper))) {
    return wrongField("papers");
  }
  const handedIn = new Set((request.form.attachments ?? []).map(({ digest }) => digest));
  if (papers.some(({ attachment }) => attachment !== undefined && !handedIn.has(attachment))) {
    return { code: "attachment-refused", reason: "missing" };
  }
  const hasRunOut = papers.some(
    ({ result, validUntil }) => result === "accepted" && validUntil !== undefined && validUntil < today,
  );
  return hasRunOut ? wrongField("validUntil") : null;
}

async function nonceFailure({ database }: RequestParts, { person, nonce }: RequestStepAct): Promise<Failure | null> {
  const used = await database
    .selectFrom("request_step")
    .select("seq")
    .where("person", "=", person)
    .where("nonce", "=", nonce)
    .executeTakeFirst();
  return used === undefined ? null : { code: "bad-request", field: "nonce" };
}

async function keepStep(
  parts: RequestParts,
  revocations: Revocations,
  { act, digest, cms }: SignedAct<RequestStepAct>,
  request: RequestRecord,
  grant: PreparedGrant | null,
): Promise<RequestRecord> {
  const { database, journal, clock } = parts;
  const { form, person } = act;
  const { to } = stepRules[form.step];
  const now = clock.now();
  await database.transaction().execute(async (change) => {
    const [entry] = journal.record({
      t: "hq.request",
      b: { request: request.id, digest, act: form.step, from: request.state, ...(to === undefined ? {} : { to }) },
      person,
    });
    await change
      .insertInto("request_step")
      .values({
        request: request.id,
        request_digest: request.digest,
        what: form.step,
        at: now,
        entry: entry?.index ?? 0,
        person,
        digest,
        nonce: act.nonce,
        cms,
        content: JSON.stringify(form),
      })
      .execute();
    if (to !== undefined) {
      await change.updateTable("request").set({ state: to }).where("request", "=", request.id).execute();
    }
    if (grant !== null) {
      await replaceGrant(change, request, grant);
    }
    if (to === "revoked" || to === "withdrawn") {
      await endGrants(parts, revocations, change, { request, form, person, digest, at: new Date(now).toISOString() });
    }
  });
  return kept(parts, request.id);
}

/** The station closes the former grant when the new one comes; until then it shows no more than it did. */
async function replaceGrant(
  change: Transaction<Tables>,
  { id, grant: former }: RequestRecord,
  grant: PreparedGrant,
): Promise<void> {
  const issued = await keepGrant(change, id, grant.issue());
  if (former !== undefined) {
    await change.updateTable("access_grant").set({ revoked: 1 }).where("grant_id", "=", former).execute();
  }
  await change.updateTable("request").set({ grant_id: issued.grantId }).where("request", "=", id).execute();
}

/** Revokes every grant of a request, those that were replaced too: a station that has not taken the latest one holds them still. */
async function endGrants(
  { journal, policy }: RequestParts,
  revocations: Revocations,
  change: Transaction<Tables>,
  act: {
    readonly request: RequestRecord;
    readonly form: RequestStep;
    readonly person: string;
    readonly digest: string;
    readonly at: string;
  },
): Promise<void> {
  const { request, form, person, digest, at } = act;
  const grants = await change
    .selectFrom("access_grant")
    .select("grant_id")
    .where("request", "=", request.id)
    .orderBy("entry")
    .execute();
  const ground = form.step === "revoke" ? form.ground : "withdrawn";
  const article = form.step === "revoke" ? (groundArticle(policy, form.ground) ?? "") : "";
  for (const { grant_id: grant } of grants) {
    journal.record({ t: "hq.revoke", b: { grant, request: request.id, digest, ground }, person });
    // oxlint-disable-next-line no-await-in-loop -- each in the log before it is a row
    await revocations.state(change, {
      v: 1,
      t: "grant.revoke",
      grant,
      request: request.id,
      person,
      digest,
      ground,
      article,
      at,
    });
  }
}

/** Ends what nobody decided before its time was over; the clock of headquarters acts, and the log has it. */
export async function expireRequests(parts: RequestParts): Promise<void> {
  const { database, journal, clock, records } = parts;
  const open = await database
    .selectFrom("request")
    .select("request")
    .where("state", "in", [...undecided])
    .execute();
  const overdue = (await Promise.all(open.map(({ request }) => records.find(request)))).filter(
    (record) => record !== null && Date.parse(record.form.validTo) <= clock.now(),
  );
  for (const record of overdue) {
    if (record === null) {
      continue;
    }
    // oxlint-disable-next-line no-await-in-loop -- one row after its entry
    await database.transaction().execute(async (change) => {
      const [entry] = journal.record({
        t: "hq.request",
        b: { request: record.id, digest: record.digest, act: "expire", from: record.state, to: "expired" },
      });
      await change
        .insertInto("request_step")
        .values({
          request: record.id,
          request_digest: record.digest,
          what: "expire",
          at: clock.now(),
          entry: entry?.index ?? 0,
          person: null,
          digest: null,
          nonce: null,
          cms: null,
          content: "null",
        })
        .execute();
      await change.updateTable("request").set({ state: "expired" }).where("request", "=", record.id).execute();
    });
  }
}

async function kept({ records }: RequestParts, id: string): Promise<RequestRecord> {
  const record = await records.find(id);
  if (record === null) {
    throw new Error("request is not in its table");
  }
  return record;
}
