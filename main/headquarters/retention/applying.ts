import type { Failure } from "../../../shared/failure.ts";
import type { RetentionOrder, SignedStep } from "../../../shared/model/retention.ts";
import type { Result } from "../../../shared/result.ts";
import { acceptArchive, handOver, keepFacts, sendBack } from "./archive.ts";
import { approveHold, askRelease, dismissHold, registerHold, releaseHold } from "./holds.ts";
import { approveList, drawList, executeList, noteWiped, witnessList } from "./lists.ts";
import type { RetentionParts } from "./parts.ts";
import type { RetentionRecords } from "./records.ts";

/** An act that was found right: what the log says of it beside its digest, and its effect, which runs after the log has it. */
export interface Applied {
  readonly logged: Readonly<Record<string, string | number | readonly string[]>>;
  apply(): Promise<void>;
}

/** Holds one kind of act against what is there. */
export type Application<O extends RetentionOrder> = (
  parts: RetentionParts,
  records: RetentionRecords,
  order: O,
  step: SignedStep,
) => Promise<Result<Applied, Failure>>;

type Applications = { readonly [K in RetentionOrder["order"]]: Application<Extract<RetentionOrder, { order: K }>> };

// One row per kind of act: a new one without a row does not compile.
const applications: Applications = {
  "case.facts": keepFacts,
  "hold.register": registerHold,
  "hold.approve": approveHold,
  "hold.dismiss": dismissHold,
  "hold.askRelease": askRelease,
  "hold.release": releaseHold,
  "list.draw": drawList,
  "list.approve": approveList,
  "list.execute": executeList,
  "list.witness": witnessList,
  "list.wiped": noteWiped,
  "archive.handOver": handOver,
  "archive.accept": acceptArchive,
  "archive.sendBack": sendBack,
};

/** How this act is checked and takes effect. */
export function applicationOf<O extends RetentionOrder>({ order }: O): Application<O> {
  // The row was looked up by the act's own kind, so it takes exactly this act.
  return applications[order] as unknown as Application<O>;
}
