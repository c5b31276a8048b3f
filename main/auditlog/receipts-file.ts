import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import { fromUtf8, utf8 } from "../formats/bytes.ts";
import { encodeCanonical } from "../formats/canonical-json.ts";
import type { Receipt } from "./log.ts";

const lineSchema = z.strictObject({
  v: z.literal(1),
  size: z.int().nonnegative(),
  signer: z.string(),
  time: z.iso.datetime(),
  note: z.string(),
});

/**
 * The second place for receipts: one canonical JSON line each, in a file outside the log's folder.
 *
 * A restored copy of the log is found out by it (attack A9). Lines that cannot be read are passed over:
 * power may fail within a write, and a receipt lost here is still in the table and at headquarters.
 */
export function readReceipts(file: string): Receipt[] {
  if (!existsSync(file)) {
    return [];
  }
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      const parsed = lineSchema.safeParse(parseOrNull(line));
      return parsed.success ? [{ ...parsed.data, time: new Date(parsed.data.time) }] : [];
    })
    .map(({ size, signer, time, note }) => ({ size, signer, time, note }));
}

function parseOrNull(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** Adds receipts; on disk, name and all, on return. */
export function addReceipts(file: string, receipts: readonly Receipt[]): void {
  const isNew = !existsSync(file);
  const descriptor = openSync(file, "a", 0o600);
  try {
    const lines = receipts.map(({ size, signer, time, note }) =>
      fromUtf8(encodeCanonical({ v: 1, size, signer, time: time.toISOString(), note })),
    );
    // The leading newline ends a line that a loss of power may have cut.
    const bytes = utf8(`${isNew ? "" : "\n"}${lines.join("\n")}\n`);
    for (let written = 0; written < bytes.byteLength;) {
      written += writeSync(descriptor, bytes, written);
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (isNew) {
    syncFolder(dirname(file));
  }
}

/** Makes names in a folder durable; a system without that notion (Windows) refuses, which is no loss there. */
export function syncFolder(folder: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(folder, "r");
  } catch {
    return;
  }
  try {
    fsyncSync(descriptor);
  } catch (error) {
    if (process.platform !== "win32") {
      throw error;
    }
  } finally {
    closeSync(descriptor);
  }
}
