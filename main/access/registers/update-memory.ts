import { z } from "zod";
import { updateRefusals, type UpdateMemory } from "../../../shared/updates.ts";
import type { LogEntry } from "../../formats/log-entry.ts";

/** Before the first entry. */
export const noUpdates: UpdateMemory = { installed: 0, highest: null, last: null };

const factsSchema = z.looseObject({ counter: z.int().optional(), reason: z.enum(updateRefusals).optional() });

/**
 * The memory after one more entry.
 *
 * A release that was refused raises nothing: whoever sends a wrong one with a high counter would lock out the next good one.
 */
export function rememberUpdate(memory: UpdateMemory, entry: LogEntry): UpdateMemory {
  if (entry.t !== "program.update") {
    return memory;
  }
  const { step, digest } = entry.b;
  const { counter = 0, reason } = factsSchema.parse(entry.b);
  const last = { step, digest, ...(reason === undefined ? {} : { reason }) };
  if (step === "installed") {
    return { ...memory, installed: Math.max(memory.installed, counter), last };
  }
  const isHigher = step !== "refused" && counter > (memory.highest?.counter ?? 0);
  return { ...memory, highest: isHigher ? { counter, digest } : memory.highest, last };
}
