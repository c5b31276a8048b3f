import { brokenDuty } from "../../../shared/access/duties.ts";
import {
  countFault,
  dayFault,
  fitSupervisors,
  hasSupervisors,
  isWhole,
  nextNumbers,
  standingFailure,
  standingWindow,
  useFault,
} from "../../../shared/access/standing-order.ts";
import type { RequestAct } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { requestIdSchema, type RequestForm, type RequestRecord } from "../../../shared/model/request.ts";
import type { StandingClaim, StandingNumber, StandingOrder } from "../../../shared/model/standing-order.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { dateIn } from "../../../shared/time/local-day.ts";
import type { SignedAct } from "../acts.ts";
import type { DirectoryEntry } from "../directory.ts";
import { base64 } from "../../formats/bytes.ts";
import type { ApprovalFacts, GrantIssuer, PreparedGrant } from "../grants/issuer.ts";
import type { Session } from "../sessions.ts";
import { formNumber, placeOfNumber } from "../form-number.ts";
import { beyondAuthorisation } from "./authorised.ts";
import { dutiesNotSeparate, formFailure } from "./checks.ts";
import { nonceFailure, placeFailure, requestedFootage, yearInBeijing, type RequestParts } from "./filing.ts";
import { wearersOf } from "./records.ts";

type SignedRequest = SignedAct<RequestAct>;
type Approved = StandingOrder & { readonly decision: NonNullable<StandingOrder["decision"]> };

/** A viewing that its order covers. */
interface CoveredViewing {
  readonly order: Approved;
  readonly footage: readonly Footage[];
  readonly supervisors: RequestForm["supervisor"][];
  readonly numbers: Pick<StandingNumber, "use" | "ofDay">;
}

/**
 * Grants a viewing under a standing order (常备调阅令, O-20) in the step that asks for it.
 *
 * Nobody decides anew: the signed request is held against the signed order by rules alone, and everything that they look at
 * goes into the grant, for the station to look at again. It has a number of its own under the order, in the log, in the
 * leaf and in a table that takes no number twice and none above what was approved.
 */
export async function fileUnderOrder(
  parts: RequestParts,
  issuer: GrantIssuer,
  signed: SignedRequest,
  claim: StandingClaim,
  session: Session,
): Promise<Result<RequestRecord, Failure>> {
  // One pack from the first rule to the grant that names it, whatever is adopted meanwhile.
  const asOfNow = { ...parts, policy: parts.policyAt(parts.clock.now()) };
  const covered = await coverUse(asOfNow, signed, claim, session);
  if (!covered.ok) {
    return covered;
  }
  const facts = await approvalFacts(asOfNow, signed, claim, covered.value, session.station);
  const prepared = await issuer.prepare(facts);
  return prepared.ok ? ok(await keepUse(parts, signed, facts, prepared.value, session.station)) : prepared;
}

async function coverUse(
  parts: RequestParts,
  signed: SignedRequest,
  claim: StandingClaim,
  session: Session,
): Promise<Result<CoveredViewing, Failure>> {
  const { act, signer } = signed;
  const { policy, clock, standing } = parts;
  const refused = (reason: Parameters<typeof standingFailure>[1]) => fail(standingFailure(policy, reason));
  if (signer.person.person !== session.person || signer.outside) {
    return fail({ code: "not-permitted", action: "request.file" });
  }
  const order = await standing.find(claim.order);
  if (order === null) {
    return fail({ code: "not-found", subject: "standingOrder" });
  }
  if (claim.digest !== order.digest) {
    return refused("changed");
  }
  if (order.state === "withdrawn") {
    return refused("withdrawn");
  }
  if (!isApproved(order)) {
    return refused("not-in-force");
  }
  const wrong =
    termsFailure(parts, order, act) ??
    formFailure(act.form, policy, clock.now()) ??
    (await placeFailure(parts, act.form)) ??
    (await nonceFailure(parts, act));
  if (wrong !== null) {
    return fail(wrong);
  }
  const footage = await requestedFootage(parts, act.form, signer);
  return footage.ok ? coverRecording(parts, order, signed, claim, footage.value) : footage;
}

function isApproved(order: StandingOrder): order is Approved {
  return order.decision?.form.outcome === "approve";
}

/** A viewing under an order asks for what the order is for, and for nothing besides. */
function termsFailure({ policy }: RequestParts, order: Approved, { form, completes }: RequestAct): Failure | null {
  if (form.purpose !== order.form.purpose) {
    return standingFailure(policy, "purpose");
  }
  if (form.verb !== order.form.verb) {
    return standingFailure(policy, "verb");
  }
  const isPlain =
    form.applicantClass === "staff" &&
    form.assets.length === 1 &&
    form.viewer === undefined &&
    (form.companions ?? []).length === 0 &&
    form.original !== true &&
    completes === undefined;
  return isPlain ? null : standingFailure(policy, "one-recording");
}

async function coverRecording(
  parts: RequestParts,
  order: Approved,
  { act: { form }, signer }: SignedRequest,
  claim: StandingClaim,
  rows: readonly Footage[],
): Promise<Result<CoveredViewing, Failure>> {
  const { policy, clock, directory } = parts;
  const person = signer.person.person;
  const [footage] = rows;
  if (footage === undefined || !isWhole(form.assets[0]?.ranges ?? [], footage.frames)) {
    return fail(standingFailure(policy, "one-recording"));
  }
  const today = dateIn(policy.authority.timeZone, clock.now());
  const numbers = nextNumbers(order.uses, claim.day);
  const fault =
    dayFault(policy, claim.day, today) ??
    useFault(policy, order.form, {
      person,
      unit: signer.person.unit,
      room: form.room,
      day: claim.day,
      footage,
    }) ??
    countFault(order.form, numbers);
  if (fault !== null) {
    return fail(standingFailure(policy, fault));
  }
  const failure = gradeFailure(
    parts,
    order,
    { form, signer, approver: await directory.find(order.decision.by.person) },
    rows,
  );
  const hands = [person, order.decision.by.person];
  const supervisors = fitSupervisors(order.form, [...wearersOf(rows), ...hands]);
  const wrong = failure ?? dutyFailure(policy, rows, { person, approver: order.decision.by.person, supervisors });
  return wrong === null ? ok({ order, footage: rows, supervisors, numbers }) : fail(wrong);
}

/** The order gives nobody more than their own grade, and nobody approved what lies above theirs. */
function gradeFailure(
  { policy, clock }: RequestParts,
  order: Approved,
  {
    form,
    signer,
    approver,
  }: { readonly form: RequestForm; readonly signer: DirectoryEntry; readonly approver: DirectoryEntry | null },
  rows: readonly Footage[],
): Failure | null {
  const decidedAt = Date.parse(order.decision.at);
  return (
    beyondAuthorisation(policy, signer, { act: "apply", verb: form.verb }, clock.now(), rows) ??
    (approver === null ? null : beyondAuthorisation(policy, approver, { act: "approve" }, decidedAt, rows))
  );
}

/** Wearer, viewer, approver and supervisor are different persons (rule R8, O-62). */
function dutyFailure(
  policy: PolicyPack,
  rows: readonly Footage[],
  hands: { readonly person: string; readonly approver: string; readonly supervisors: readonly string[] },
): Failure | null {
  const { person, approver, supervisors } = hands;
  const broken = hasSupervisors(policy, supervisors)
    ? brokenDuty({
        requester: person,
        wearers: wearersOf(rows),
        viewers: [person],
        supervisors,
        deciders: [approver],
      })
    : "wearer-supervises";
  return broken === null ? null : dutiesNotSeparate(policy, broken);
}

async function approvalFacts(
  { database, policy, clock, standing }: RequestParts,
  { act: { form }, signer, digest, cms }: SignedRequest,
  claim: StandingClaim,
  { order, footage, supervisors, numbers }: CoveredViewing,
  station: string,
): Promise<ApprovalFacts> {
  const year = yearInBeijing(clock.now());
  const { last } = await database
    .selectFrom("request")
    .select(({ fn }) => fn.max<number | null>("seq").as("last"))
    .where("year", "=", year)
    .executeTakeFirstOrThrow();
  const behind = await standing.evidenceOf(order.id);
  if (behind === null) {
    throw new Error("approved standing order has lost its acts");
  }
  const { by, at } = order.decision;
  return {
    request: {
      // Named by its own bytes: after a stop between log and row the same bytes make the same grant.
      id: requestIdSchema.parse(`r-${digest.slice(0, 20)}`),
      number: formNumber(policy, "F1", year, (last ?? 0) + 1),
      digest,
      applicant: signer.person,
      form,
      footage: [...footage],
      papers: [],
      decisions: [],
    },
    policy,
    chain: { kind: "steps", id: "standing-order", steps: [], articles: [policy.urgent.article] },
    approval: {
      outcome: "approve",
      opinion: "",
      supervisors,
      room: form.room,
      ...standingWindow(policy, claim.day, clock.now()),
      playBudget: order.form.playBudget,
      assets: form.assets,
    },
    steps: [{ person: by.person, name: by.name, at, digest: order.decision.digest, step: 0 }],
    evidence: [
      { kind: "request", cms: base64(cms) },
      { kind: "standing", cms: base64(behind.proposal) },
      { kind: "standingDecision", cms: base64(behind.approval) },
    ],
    standing: { order: order.id, number: order.number, digest: order.digest, day: claim.day, ...numbers },
    station,
  };
}

async function keepUse(
  { database, journal, clock, records }: RequestParts,
  { act, digest, cms }: SignedRequest,
  { request, standing }: ApprovalFacts,
  prepared: PreparedGrant,
  station: string,
): Promise<RequestRecord> {
  const asset = request.form.assets[0]?.asset;
  if (standing === undefined || asset === undefined) {
    throw new Error("viewing under an order has no number");
  }
  const now = clock.now();
  await database.transaction().execute(async (change) => {
    // First the log, then the rows, as everywhere: the same bytes again mend a stop between the two.
    journal.record(
      {
        t: "hq.request",
        b: { request: request.id, digest, number: request.number, station, assets: [asset] },
        person: act.person,
      },
      {
        t: "hq.order",
        b: {
          order: standing.order,
          number: standing.number,
          digest,
          act: "use",
          request: request.id,
          asset,
          day: standing.day,
          use: standing.use,
          ofDay: standing.ofDay,
        },
        person: act.person,
      },
    );
    await change
      .insertInto("request")
      .values({
        request: request.id,
        number: request.number,
        ...placeOfNumber(request.number),
        person: act.person,
        station,
        state: "approved",
        filed_at: now,
        nonce: act.nonce,
        digest,
        cms,
        form: JSON.stringify(act.form),
        checks: "[]",
        grant_id: null,
      })
      .execute();
    await change.insertInto("request_asset").values({ request: request.id, asset }).execute();
    // Before the grant is issued: what the table refuses is never a leaf.
    await change
      .insertInto("standing_use")
      .values({
        standing_order: standing.order,
        use: standing.use,
        day: standing.day,
        of_day: standing.ofDay,
        request: request.id,
        asset,
        person: act.person,
        taken_at: now,
      })
      .execute();
    const issued = prepared.issue();
    await change
      .insertInto("access_grant")
      .values({
        grant_id: issued.grantId,
        request: request.id,
        station: issued.station,
        entry: issued.entry,
        not_after: issued.notAfter,
        file: issued.file,
      })
      .execute();
    await change.insertInto("grant_asset").values({ grant_id: issued.grantId, asset }).execute();
    await change.insertInto("outbox").values({ station: issued.station, kind: "grant", file: issued.file }).execute();
    await change.updateTable("request").set({ grant_id: issued.grantId }).where("request", "=", request.id).execute();
  });
  const kept = await records.find(request.id);
  if (kept === null) {
    throw new Error("request under an order is not in its table");
  }
  return kept;
}
