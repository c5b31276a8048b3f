import { opensRoom, signedSteps } from "../../../shared/access/policy/approval.ts";
import { groundArticle } from "../../../shared/access/policy/articles.ts";
import { presenceRules } from "../../../shared/access/policy/room.ts";
import { shownFrames, withheldArticle, withheldBy, withheldFault } from "../../../shared/access/withheld.ts";
import { coversRanges } from "../../../shared/time/frame-ranges.ts";
import { decisionActSchema, type DecisionAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { DecisionForm, RequestRecord, RequestState } from "../../../shared/model/request.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import type { SignedAct } from "../acts.ts";
import type { GrantBody } from "../../formats/grant.ts";
import type { GrantIssuer, PreparedGrant } from "../grants/issuer.ts";
import { keepGrant } from "../grants/issued.ts";
import type { Session } from "../sessions.ts";
import { closedFailure, notPermitted, windowHolds, wrongRange } from "./checks.ts";
import { deciderFailure, postOf } from "./decider.ts";
import { evidenceOf, stepsTaken } from "./evidence.ts";
import { underItsLaw, type RequestParts } from "./filing.ts";
import { chainOf } from "./records.ts";

/** The approving half of a decision form. */
export type Approval = Extract<DecisionForm, { outcome: "approve" }>;

/**
 * Decides on a request by a signed act; an approval issues the grant in the same step.
 *
 * Decision, key release and grant are in the log of headquarters before any of them is anywhere else.
 * The same CMS bytes give the same request again.
 */
export async function decideRequest(
  all: RequestParts,
  issuer: GrantIssuer,
  cms: Uint8Array,
  session: Session,
): Promise<Result<RequestRecord, Failure>> {
  const station = all.stations.find(session.station);
  if (station === null) {
    return fail({ code: "not-permitted", action: "request.decide" });
  }
  const opened = await all.acts.open<DecisionAct>(cms, decisionActSchema, station);
  if (!opened.ok) {
    return opened;
  }
  const { act, signer, digest } = opened.value;
  if (signer.person.person !== session.person) {
    return fail({ code: "not-permitted", action: "request.decide" });
  }
  const request = await all.records.find(act.request);
  if (request === null) {
    return fail({ code: "not-found", subject: "request" });
  }
  if (request.decisions.some((decision) => decision.digest === digest)) {
    return ok(request);
  }
  const parts = underItsLaw(all, request);
  const wrong = (await deciderFailure(parts, request, opened.value)) ?? (await formFailure(parts, request, act.form));
  return wrong === null ? settle(parts, issuer, opened.value, request, session.station) : fail(wrong);
}

/** Keeps a step that was found in order; the last approval of the chain is what grants. */
async function settle(
  parts: RequestParts,
  issuer: GrantIssuer,
  signed: SignedAct<DecisionAct>,
  request: RequestRecord,
  station: string,
): Promise<Result<RequestRecord, Failure>> {
  const { form } = signed.act;
  const chain = chainOf(parts.policy, request);
  const isLast = request.decisions.length + 1 === signedSteps(chain).length;
  if (form.outcome === "refuse") {
    return ok(await keepDecision(parts, signed, request, "refused", null));
  }
  if (!isLast) {
    return ok(await keepDecision(parts, signed, request, "pending", null));
  }
  const unready = originalFailure(parts, request);
  if (unready !== null) {
    return fail(unready);
  }
  if (!opensRoom(request.form.verb)) {
    // Copies, excerpts and originals are made at headquarters: what is approved is an order, never a file (O-7).
    return ok(await keepDecision(parts, signed, request, "approved", null));
  }
  const prepared = await issuer.prepare({
    request,
    policy: parts.policy,
    chain,
    approval: form,
    steps: await stepsBehind(parts, request, signed),
    evidence: await evidenceOf(parts, request, {
      kind: "decision",
      cms: signed.cms,
      delegation: signed.act.delegation,
    }),
    station,
  });
  return prepared.ok ? ok(await keepDecision(parts, signed, request, "approved", prepared.value)) : prepared;
}

/** The original leaves the store only after it was backed up (O-17). */
function originalFailure({ policy }: RequestParts, { form, transitions }: RequestRecord): Failure | null {
  const { required, article } = policy.provision.backupFirst;
  const isBackedUp = transitions.some(({ what }) => what === "backup");
  return form.original === true && required && !isBackedUp ? notPermitted("original", article) : null;
}

/** Every step as the grant names it, the last one included. */
async function stepsBehind(
  parts: RequestParts,
  { decisions }: RequestRecord,
  signed: SignedAct<DecisionAct>,
): Promise<GrantBody["approvals"]> {
  const post = await postOf(parts, signed);
  return stepsTaken([
    ...decisions,
    {
      by: signed.signer.person,
      at: new Date(parts.clock.now()).toISOString(),
      digest: signed.digest,
      deputyFor: post === null || post === signed.signer ? undefined : post.person,
    },
  ]);
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
  return (
    (await supervisorsFailure(parts, request, form)) ??
    scopeFailure(parts, request, form) ??
    withheldFailure(parts, request, form)
  );
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

/** What is withheld lies in what is approved, rests on an article, and leaves something to be shown. */
function withheldFailure({ policy }: RequestParts, request: RequestRecord, form: Approval): Failure | null {
  const withheld = withheldBy([...request.decisions.map((decision) => decision.form), form]);
  const fault = withheldFault(
    form.withheld ?? [],
    form.assets,
    (asset) => request.footage.find((one) => one.asset === asset)?.kind !== "audio",
  );
  if (fault?.kind === "line") {
    return { code: "bad-request", field: `form.withheld.${fault.line}` };
  }
  const unfounded = withheld.findIndex(({ ground }) => withheldArticle(policy, ground) === undefined);
  if (unfounded >= 0) {
    return { code: "bad-request", field: `form.withheld.${unfounded}.ground` };
  }
  const isLeft = form.assets.every(({ asset, ranges }) => shownFrames(ranges, withheld, asset).length > 0);
  return isLeft ? null : { code: "bad-request", field: "form.withheld" };
}

async function keepDecision(
  parts: RequestParts,
  signed: SignedAct<DecisionAct>,
  request: RequestRecord,
  state: RequestState,
  grant: PreparedGrant | null,
): Promise<RequestRecord> {
  const { database, journal, clock, records } = parts;
  const { act, signer, digest, cms } = signed;
  const post = await postOf(parts, signed);
  await database.transaction().execute(async (change) => {
    // First the log, then the rows: a stop between the two leaves an entry that deciding again mends.
    const [logged] = journal.record({
      t: "hq.decision",
      b: { request: request.id, digest, outcome: act.form.outcome, step: act.step, state },
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
        request_digest: request.digest,
        step: act.step,
        deputy_for: post === null || post === signer ? null : post.person.person,
        delegation: act.delegation ?? null,
        entry: logged?.index ?? null,
      })
      .execute();
    const issued = grant === null ? null : await keepGrant(change, request.id, grant.issue());
    await change
      .updateTable("request")
      .set({ state, ...(issued === null ? {} : { grant_id: issued.grantId }) })
      .where("request", "=", request.id)
      .execute();
  });
  const kept = await records.find(request.id);
  if (kept === null) {
    throw new Error("decided request is not in its table");
  }
  return kept;
}
