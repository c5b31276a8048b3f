import {
  conflictOf,
  destroyFrom,
  impedimentsTo,
  isInForce,
  soonDays,
} from "../../../shared/access/policy/destruction.ts";
import { retentionDue } from "../../../shared/access/policy/retention.ts";
import type { Due, Held } from "../../../shared/model/due.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { CaseFacts, Hold, RetentionRow } from "../../../shared/model/retention.ts";
import { addDays, dateIn } from "../../../shared/time/local-day.ts";
import type { RetentionParts } from "./parts.ts";
import type { RetentionRecords } from "./records.ts";

/** How long one recording is kept, by the pack in force and what is known today (O-92 to O-97). Pure. */
export function dueOf(policy: PolicyPack, footage: Footage, facts: CaseFacts, holds: readonly Hold[]): Due {
  const triggers = holds.filter(isInForce).flatMap((hold) => hold.triggers.map(({ trigger }) => trigger));
  const { caseClass, caseClosedOn, litigationEndsOn } = facts;
  const due = retentionDue(policy, {
    recordedOn: recordedOn(policy, footage),
    evidence: facts.evidence || triggers.includes("evidence"),
    triggers,
    enteredUntil: footage.retainUntil,
    ...(caseClass === undefined ? {} : { caseClass }),
    ...(caseClosedOn === undefined ? {} : { caseClosedOn }),
    ...(litigationEndsOn === undefined ? {} : { litigationEndsOn }),
  });
  const from = destroyFrom(policy, due.kept);
  return {
    kept: due.kept,
    articles: [...due.articles],
    reasons: [...due.reasons],
    conflict: conflictOf(due),
    ...(from === undefined ? {} : { destroyFrom: from }),
  };
}

/** The day in the authority's zone on which a recording ends. */
export function recordedOn({ authority }: PolicyPack, { recordedTo }: Footage): string {
  return dateIn(authority.timeZone, Date.parse(recordedTo));
}

/** Holds in force as the catalogue shows them. */
export function heldOf(holds: readonly Hold[]): Held[] {
  return holds
    .filter(isInForce)
    .flatMap(({ triggers, level }) => triggers.map(({ trigger, article }) => ({ trigger, article, level })));
}

/** One recording with everything that decides whether it stays. */
export async function rowOf(
  parts: RetentionParts,
  records: RetentionRecords,
  footage: Footage,
  ownList?: string,
): Promise<RetentionRow> {
  const { policy, clock } = parts;
  const [{ facts, steps }, holds, lists, open] = await Promise.all([
    records.asset(footage.asset),
    records.holds(footage.asset),
    records.openListsWith(footage.asset),
    openAccess(parts, footage.asset),
  ]);
  const due = dueOf(policy, footage, facts, holds);
  const today = dateIn(policy.authority.timeZone, clock.now());
  const destroyed = footage.destroyedOn !== undefined;
  const isWaiting = footage.state === "pendingAcceptance" && !destroyed;
  const handedOver = isWaiting ? steps.findLast(({ act }) => act === "archive.handOver") : undefined;
  const impediments = impedimentsTo(policy, {
    today,
    due,
    evidence: facts.evidence,
    caseClosed: facts.caseClosedOn !== undefined,
    holds,
    openRequests: open.requests,
    openGrants: open.grants,
    handingOver: footage.state === "pendingAcceptance",
    onOtherList: lists.some(
      ({ list, items }) =>
        list !== ownList && items.some((one) => one.asset === footage.asset && one.state !== "leftOut"),
    ),
    destroyed,
  });
  return {
    footage: { ...footage, due, held: heldOf(holds) },
    facts,
    due,
    state: destroyed ? "destroyed" : holds.some(isInForce) ? "held" : stateOn(today, due),
    impediments: [...impediments],
    ...(handedOver === undefined ? {} : { handedOver }),
  };
}

function stateOn(today: string, { destroyFrom: from }: Due): "kept" | "soon" | "overdue" {
  return from === undefined || today < addDays(from, -soonDays) ? "kept" : today < from ? "soon" : "overdue";
}

/** Requests that nobody has settled, and grants that still run. */
async function openAccess(
  { database, clock }: RetentionParts,
  asset: string,
): Promise<{ readonly requests: number; readonly grants: number }> {
  const requests = await database
    .selectFrom("request")
    .innerJoin("request_asset", "request_asset.request", "request.request")
    .select("request.request")
    .where("asset", "=", asset)
    .where("state", "not in", ["approved", "refused", "withdrawn", "expired", "revoked"])
    .execute();
  // Evidence that somebody marked and nobody has settled needs its recording.
  const evidence = await database
    .selectFrom("extraction")
    .select("extraction")
    .where("asset", "=", asset)
    .where("state", "in", ["marked", "consented", "cutting", "extracted"])
    .execute();
  const grants = await database
    .selectFrom("access_grant")
    .innerJoin("grant_asset", "grant_asset.grant_id", "access_grant.grant_id")
    .select("access_grant.grant_id")
    .where("asset", "=", asset)
    .where("revoked", "=", 0)
    .where("not_after", ">", clock.now())
    .execute();
  return { requests: requests.length + evidence.length, grants: grants.length };
}
