import type { Failure } from "../../../shared/failure.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { RetentionOrder, SignedStep } from "../../../shared/model/retention.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import type { Application, Applied } from "./applying.ts";
import type { RetentionParts } from "./parts.ts";
import type { RetentionRecords } from "./records.ts";

type Order<K extends RetentionOrder["order"]> = Extract<RetentionOrder, { order: K }>;

/** Writes down what the case is; from then on the period of retention is another one (O-93). */
export const keepFacts: Application<Order<"case.facts">> = async (parts, records, { asset, facts }, step) => {
  const entry = await parts.catalogue.find(asset);
  if (entry?.footage.destroyedOn !== undefined) {
    return fail({ code: "kept", asset, impediment: "destroyed" });
  }
  return ok({
    logged: { asset, evidence: String(facts.evidence), caseClass: facts.caseClass ?? "" },
    apply: async () => {
      const { steps } = await records.asset(asset);
      await records.keepAsset(asset, { facts, steps: [...steps, step] });
    },
  });
};

/** The unit hands a recording over with its file; the archive has not taken it yet (O-114). */
export const handOver: Application<Order<"archive.handOver">> = (parts, records, { asset }, step) =>
  move(parts, records, { asset, step, from: "unit", to: "pendingAcceptance" });

/** The archive takes it; from now on nobody has it at hand, not even who recorded it (O-6). */
export const acceptArchive: Application<Order<"archive.accept">> = (parts, records, { asset }, step) =>
  move(parts, records, { asset, step, from: "pendingAcceptance", to: "archived" });

/** The archive sends it back with the reason. */
export const sendBack: Application<Order<"archive.sendBack">> = (parts, records, { asset }, step) =>
  move(parts, records, { asset, step, from: "pendingAcceptance", to: "unit" });

async function move(
  { catalogue }: RetentionParts,
  records: RetentionRecords,
  {
    asset,
    step,
    from,
    to,
  }: {
    readonly asset: string;
    readonly step: SignedStep;
    readonly from: Footage["state"];
    readonly to: Footage["state"];
  },
): Promise<Result<Applied, Failure>> {
  const entry = await catalogue.find(asset);
  if (entry?.footage.state !== from || entry.footage.destroyedOn !== undefined) {
    return fail({ code: "retention", reason: "wrong-state" });
  }
  return ok({
    logged: { asset, state: to },
    apply: async () => {
      const { facts, steps } = await records.asset(asset);
      // A new hand-over begins with no steps of an earlier one, so that whoever accepted then may hand over now.
      const before = to === "pendingAcceptance" ? steps.filter(({ act }) => !act.startsWith("archive.")) : steps;
      await records.keepAsset(asset, { facts, steps: [...before, step] });
      await catalogue.change(asset, { state: to });
    },
  });
}
