import { fail, ok, type Result } from "../../../shared/result.ts";
import type { IngestedFootage, IngestOptions } from "./options.ts";
import { Refused, type IngestRefusal } from "./refusal.ts";
import { takeIn } from "./take-in.ts";

export { ingestMetadataSchema, type IngestMetadata, type IngestMetadataInput } from "./metadata.ts";
export type { AssetKeys, IngestedFootage, IngestOptions, IngestProgress } from "./options.ts";
export type { IngestReason, IngestRefusal } from "./refusal.ts";

/**
 * Takes a recording into the store: footage package and sealed original.
 *
 * Afterwards both files are durable in `folder` and the keys are in custody. Samples are carried
 * over bit for bit. A refusal, an abort or a fault leaves nothing in `folder`.
 */
export async function ingestFile(options: IngestOptions): Promise<Result<IngestedFootage, IngestRefusal>> {
  try {
    return ok(await takeIn(options));
  } catch (error) {
    const refusal = refusalOf(error, options.signal);
    if (refusal === null) {
      throw error;
    }
    return fail(refusal);
  }
}

function refusalOf(error: unknown, signal: AbortSignal | undefined): IngestRefusal | null {
  if (error instanceof Refused) {
    return error.refusal;
  }
  if (signal?.aborted === true) {
    return { reason: "cancelled", detail: "cancelled" };
  }
  if (error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT")) {
    return { reason: "disk-full", detail: error.code };
  }
  return null;
}
