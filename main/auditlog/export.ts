import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { setImmediate } from "node:timers/promises";
import { bundleWriter, type BundleWriter } from "../formats/log-bundle.ts";
import type { SealState } from "../formats/log-seal.ts";
import { syncFolder } from "./receipts-file.ts";
import type { LogStore } from "./store.ts";

interface Source {
  readonly origin: string;
  readonly verifierKey: string;
  readonly store: LogStore;
  /** Size now; grows while the bundle is being written. */
  size(): number;
  seal(): SealState;
  /** Signs a note text with the running epoch's key. */
  sign(text: string): string;
}

const page = 256;

/** Writes the log to a bundle file. The file appears under its name only when complete and on disk. */
export async function writeBundle(file: string, source: Source): Promise<{ readonly size: number }> {
  const part = `${file}.part`;
  const descriptor = openSync(part, "w", 0o600);
  try {
    const size = await writeAll(descriptor, source);
    fsyncSync(descriptor);
    closeSync(descriptor);
    renameSync(part, file);
    syncFolder(dirname(file));
    return { size };
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

async function writeAll(descriptor: number, source: Source): Promise<number> {
  const writer = bundleWriter(source, (bytes) => {
    for (let written = 0; written < bytes.byteLength;) {
      written += writeSync(descriptor, bytes, written);
    }
  });
  let done = 0;
  while (done < source.size()) {
    const to = Math.min(done + page, source.size());
    writePage(writer, source.store, done, to);
    done = to;
    if (done < source.size()) {
      // oxlint-disable-next-line no-await-in-loop -- the pages follow one another; others get their turn between them
      await setImmediate();
    }
  }
  // No await since the last page: the key that signs the ending is the one the last entry leaves in force.
  const { size, aggregate } = source.seal();
  writer.end({ size, aggregate }, (text) => source.sign(text));
  return done;
}

function writePage(writer: BundleWriter, store: LogStore, from: number, to: number): void {
  const receipts = Map.groupBy(
    store.receipts().filter(({ size }) => size > from && size <= to),
    ({ size }) => size,
  );
  for (const [offset, { leaf, note }] of store.rows(from, to).entries()) {
    writer.entry(leaf);
    if (note !== null) {
      writer.checkpoint(note);
      for (const receipt of receipts.get(from + offset + 1) ?? []) {
        writer.receipt(receipt.note);
      }
    }
  }
}
