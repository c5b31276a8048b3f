import type { Task } from "../../shared/model/station.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { ExtractionId } from "../../shared/model/extraction.ts";
import type { FindingId } from "../../shared/model/finding.ts";
import type { RequestId } from "../../shared/model/request.ts";
import type { StandingOrderId } from "../../shared/model/standing-order.ts";
import { findingKinds } from "../../shared/findings.ts";
import type { TaskKind } from "../../shared/tasks.ts";
import type { Language } from "../i18n/language.tsx";
import type { Route } from "../shell/router.ts";

function toRequest(task: Task): Route {
  const id = requestOf(task);
  return id === null ? { at: "requests" } : { at: "requests", id };
}

function toEvidence({ id }: Task): Route {
  const found = /x-[0-9a-z]{6,40}/u.exec(id)?.[0];
  // The pattern is that of a piece of evidence.
  return found === undefined ? { at: "evidence" } : { at: "evidence", id: found as ExtractionId };
}

function toOrder({ reference }: Task): Route {
  // The reference of such a task is the order's id.
  return { at: "standingOrders", id: reference as StandingOrderId };
}

const toLists = (): Route => ({ at: "retention", part: "lists" });
const toHolds = (): Route => ({ at: "retention", part: "holds" });

// One row per kind: a kind that leads nowhere does not compile.
const routes: Readonly<Record<TaskKind, (task: Task) => Route>> = {
  decideRequest: (task) => {
    const id = requestOf(task);
    return id === null ? { at: "requests" } : { at: "decide", id };
  },
  agreeLifting: toRequest,
  checkPapers: toRequest,
  askThirdParty: toRequest,
  awaitThirdParty: toRequest,
  requestRefused: toRequest,
  requestReturned: toRequest,
  requestPending: toRequest,
  // The reference of a note's task is its recording.
  answerNote: ({ reference }) => ({ at: "annotations", asset: reference as AssetId }),
  decideStandingOrder: toOrder,
  useStandingOrder: () => ({ at: "standingOrders" }),
  superviseViewing: () => ({ at: "room" }),
  startViewing: () => ({ at: "room" }),
  unlockCertificate: () => ({ at: "station" }),
  // A finding's number is the reference of its task.
  settleFinding: ({ reference }) => ({ at: "findings", id: Number(reference) as FindingId }),
  consentExtraction: toEvidence,
  extractEvidence: toEvidence,
  verifyEvidence: toEvidence,
  handleIncident: () => ({ at: "findings", incidents: true }),
  closeIncident: () => ({ at: "findings", incidents: true }),
  reviewSuspension: () => ({ at: "declarations" }),
  decideExtension: () => ({ at: "declarations" }),
  drawDestruction: () => ({ at: "retention", part: "periods" }),
  approveDestruction: toLists,
  executeDestruction: toLists,
  witnessDestruction: toLists,
  awaitDestroyed: toLists,
  confirmHold: toHolds,
  approveHold: toHolds,
  releaseHold: toHolds,
  acceptArchive: () => ({ at: "retention", part: "periods" }),
  countersignOrder: () => ({ at: "administration" }),
  enrolStation: () => ({ at: "administration" }),
  activatePolicy: () => ({ at: "policy" }),
};

/** Where the verb of a task leads. */
export function routeOf(task: Task): Route {
  return routes[task.kind](task);
}

/** A task about a request carries the request's id in its own. */
function requestOf(task: Task): RequestId | null {
  const found = /r-[0-9a-z]{6,40}/u.exec(`${task.id} ${task.reference}`)?.[0];
  // The pattern is that of a request's id.
  return found === undefined ? null : (found as RequestId);
}

/** What a task is about, in words; null when its number says it all. */
export function subjectOf({ kind, subject, reference }: Task, { t }: Language): string | null {
  if (kind === "settleFinding") {
    const finding = findingKinds.find((one) => one === subject);
    return finding === undefined ? subject : t(`finding.${finding}`);
  }
  if (kind === "drawDestruction") {
    return t("tasks.recordings", { n: Number(subject) });
  }
  if (kind === "handleIncident" || kind === "closeIncident" || subject === reference) {
    return null;
  }
  return isInternal(reference) || kind === "countersignOrder" ? null : subject;
}

/** Ids of requests and grants are for machines; people know the number in the subject. */
export function numberOf({ kind, subject, reference }: Task): string {
  if (kind === "drawDestruction") {
    return "";
  }
  return isInternal(reference) ? subject : reference;
}

function isInternal(reference: string): boolean {
  return /^[rgvo]-[0-9a-z]+$/u.test(reference);
}
