import { brokenDuty } from "../../../shared/access/duties.ts";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import { presenceRules } from "../../../shared/access/policy/room.ts";
import { coversRanges } from "../../../shared/time/frame-ranges.ts";
import { decisionActSchema, type DecisionAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { DecisionForm, RequestRecord } from "../../../shared/model/request.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import type { SignedAct } from "../acts.ts";
import type { GrantIssuer, PreparedGrant } from "../grants/issuer.ts";
import type { Session } from "../sessions.ts";
import { closedFailure, dutiesNotSeparate, notPermitted, windowHolds, wrongRange } from "./checks.ts";
import { beyondAuthorisation } from "./authorised.ts";
import type { RequestParts } from "./filing.ts";
import { decidingStepOf, wearersOf } from "./records.ts";

/** The approving half of a decision form. */
export type Approval = Extract<DecisionForm, { outcome: "approve" }>;

/**
 * Decides on a request by a signed act; an approval issues the grant in the same step.
 *
 * Decision, key release and grant are in the log of headquarters before any of them is anywhere else.
 * The same CMS bytes give the same request again.
 */
export async function decideRequest(
  parts: RequestParts,
  issuer: GrantIssuer,
  cms: Uint8Array,
  session: Session,
): Promise<Result<RequestRecord, Failure>> {
  const station = parts.stations.find(session.station);
  if (station === null) {
    return fail({ code: "not-permitted", action: "request.decide" });
  }
  const opened = await parts.acts.open<DecisionAct>(cms, decisionActSchema, station);
  if (!opened.ok) {
    return opened;
  }
  const { act, signer, digest } = opened.value;
  if (signer.person.person !== session.person) {
    return fail({ code: "not-permitted", action: "request.decide" });
  }
  const request = await parts.records.find(act.request);
  if (request === null) {
    return fail({ code: "not-found", subject: "request" });
  }
  if (request.decisions.some((decision) => decision.digest === digest)) {
    return ok(request);
  }
  const wrong = deciderFailure(parts, request, opened.value) ?? (await formFailure(parts, request, act.form));
  if (wrong !== null) {
    return fail(wrong);
  }
  if (act.form.outcome === "refuse") {
    return ok(await keepDecision(parts, opened.value, request, null));
  }
  const prepared = await issuer.prepare({
    request,
    requestCms: await parts.records.cmsOf(request.id),
    approval: act.form,
    decision: opened.value,
    station: session.station,
  });
  return prepared.ok ? ok(await keepDecision(parts, opened.value, request, prepared.value)) : prepared;
}

/** Who may not decide here, before what they decided is looked at (rule R8). */
function deciderFailure(
  { policy, clock }: RequestParts,
  request: RequestRecord,
  { act, signer }: SignedAct<DecisionAct>,
): Failure | null {
  const { form } = act;
  const broken = brokenDuty({
    requester: request.applicant.person,
    wearers: wearersOf(request.footage),
    viewers: [request.applicant.person],
    supervisors: [request.form.supervisor, ...(form.outcome === "approve" ? form.supervisors : [])],
    deciders: [signer.person.person],
  });
  if (broken !== null) {
    return dutiesNotSeparate(policy, broken);
  }
  const step = decidingStepOf(policy, request);
  if (step === undefined || !signer.person.roles.includes(step.role)) {
    return notPermitted("request.decide", step?.article ?? groundArticle(policy, "noAuthority"));
  }
  const beyond = beyondAuthorisation(policy, signer, { act: "approve" }, clock.now(), request.footage);
  if (beyond !== null) {
    return beyond;
  }
  if (request.state !== "pending") {
    return { code: "already-decided" };
  }
  return act.requestDigest === request.digest ? null : { code: "bad-request", field: "requestDigest" };
}

async function formFailure(parts: RequestParts, request: RequestRecord, form: DecisionForm): Promise<Failure | null> {
  const { policy, stations, clock } = parts;
  if (form.outcome === "refuse") {
    return groundArticle(policy, form.ground) === undefined ? { code: "bad-request", field: "form.ground" } : null;
  }
  if (stations.inRoom(form.room).length === 0) {
    return { code: "bad-request", field: "form.room" };
  }
  if (!windowHolds(form, policy, clock.now())) {
    return { code: "bad-request", field: "form.validTo" };
  }
  if (form.playBudget > policy.playBudget.maximum) {
    return { code: "bad-request", field: "form.playBudget" };
  }
  return (await supervisorsFailure(parts, request, form)) ?? scopeFailure(parts, request, form);
}

async function supervisorsFailure(
  { directory, policy }: RequestParts,
  { form: { applicantClass } }: RequestRecord,
  { supervisors }: Approval,
): Promise<Failure | null> {
  const needed = presenceRules(policy, applicantClass).supervisors;
  if (supervisors.length < needed || new Set(supervisors).size !== supervisors.length) {
    return { code: "bad-request", field: "form.supervisors" };
  }
  const entries = await Promise.all(supervisors.map((person) => directory.find(person)));
  const fit = entries.every(
    (entry) =>
      entry !== null &&
      !entry.revoked &&
      entry.certificatePem !== null &&
      entry.person.roles.includes("roomSupervisor"),
  );
  return fit ? null : { code: "bad-request", field: "form.supervisors" };
}

/** What is approved lies within what was asked for, and within what may be shown to this class of applicant. */
function scopeFailure({ policy }: RequestParts, request: RequestRecord, { assets }: Approval): Failure | null {
  const codes = assets.map(({ asset }) => asset);
  if (new Set(codes).size !== codes.length) {
    return { code: "bad-request", field: "form.assets" };
  }
  for (const [index, approved] of assets.entries()) {
    const requested = request.form.assets.find(({ asset }) => asset === approved.asset);
    const footage = request.footage.find(({ asset }) => asset === approved.asset);
    if (requested === undefined || footage === undefined || !coversRanges(requested.ranges, approved.ranges)) {
      return notPermitted("scope", groundArticle(policy, "scopeTooWide"));
    }
    const closed = closedFailure(request.form, [footage], policy);
    if (closed !== null) {
      return closed;
    }
    if (wrongRange({ ...approved, wholeReason: approved.wholeReason ?? requested.wholeReason }, footage) !== null) {
      return { code: "bad-request", field: `form.assets.${index}.ranges` };
    }
  }
  return null;
}

async function keepDecision(
  parts: RequestParts,
  { act, digest, cms }: SignedAct<DecisionAct>,
  request: RequestRecord,
  grant: PreparedGrant | null,
): Promise<RequestRecord> {
  const { database, journal, clock, records } = parts;
  await database.transaction().execute(async (change) => {
    // First the log, then the rows: a stop between the two leaves an entry that deciding again mends.
    journal.record({
      t: "hq.decision",
      b: { request: request.id, digest, outcome: act.form.outcome },
      person: act.person,
    });
    await change
      .insertInto("decision")
      .values({
        digest,
        request: request.id,
        person: act.person,
        decided_at: clock.now(),
        cms,
        form: JSON.stringify(act.form),
      })
      .execute();
    const issued = grant === null ? null : grant.issue();
    if (issued !== null) {
      const { grantId, station, entry, notAfter, file, assets } = issued;
      await change
        .insertInto("access_grant")
        .values({ grant_id: grantId, request: request.id, station, entry, not_after: notAfter, file })
        .execute();
      await change
        .insertInto("grant_asset")
        .values(assets.map((asset) => ({ grant_id: grantId, asset })))
        .execute();
      await change.insertInto("outbox").values({ station, kind: "grant", file }).execute();
    }
    await change
      .updateTable("request")
      .set(issued === null ? { state: "refused" } : { state: "approved", grant_id: issued.grantId })
      .where("request", "=", request.id)
      .execute();
  });
  const kept = await records.find(request.id);
  if (kept === null) {
    throw new Error("decided request is not in its table");
  }
  return kept;
}
