import { setImmediate } from "node:timers/promises";
import type { Verification } from "../../shared/model/evidence.ts";
import { equalBytes, utf8 } from "../formats/bytes.ts";
import { parseCheckpoint } from "../formats/checkpoint.ts";
import { sha256Hex } from "../formats/digest.ts";
import { FormatError } from "../formats/format-error.ts";
import { readLeaf } from "../formats/log-entry.ts";
import type { LogRule } from "../../shared/log-rules.ts";
import type { LogWalk, Problem } from "../formats/log-walk.ts";
import { treeRoot } from "../formats/merkle.ts";
import { parseNote } from "../formats/signed-note.ts";
import type { Receipt, VerifyOptions } from "./log.ts";
import { RowWalk } from "./row-walk.ts";
import type { LogStore } from "./store.ts";

interface Scope extends VerifyOptions {
  readonly origin: string;
  readonly genesisKey: string;
  readonly size: number;
}

const page = 256;

/**
 * Walks the whole log as it was when this was called: every leaf, rule, digest, key, checkpoint and receipt.
 *
 * Yields to the event loop between pages. Rejects with the signal's reason when cancelled.
 */
export async function verifyStore(store: LogStore, scope: Scope): Promise<Verification> {
  const rows = new RowWalk({
    origin: scope.origin,
    genesisKey: scope.genesisKey,
    signatures: scope.thorough === true ? "all" : "ends",
  });
  const { walk } = rows;
  const problem =
    (await walkAll(store, rows, scope)) ??
    walk.end() ??
    keyProblem(store, walk, scope.size) ??
    receiptProblem(store, walk, scope.size);
  return verificationOf(problem, scope.size);
}

async function walkAll(store: LogStore, walk: RowWalk, scope: Scope): Promise<Problem | null> {
  for (let from = 0; from < scope.size; from += page) {
    scope.signal?.throwIfAborted();
    const to = Math.min(from + page, scope.size);
    const rows = store.rows(from, to);
    if (rows.length !== to - from) {
      return { index: from + rows.length, rule: "sequence" };
    }
    const problem = walk.take(rows);
    if (problem !== null) {
      return problem;
    }
    scope.onProgress?.(to, scope.size);
    // oxlint-disable-next-line no-await-in-loop -- the pages follow one another; others get their turn between them
    await setImmediate();
  }
  return null;
}

function keyProblem(store: LogStore, walk: LogWalk, size: number): Problem | null {
  const stored = store.keys().filter(({ start }) => start <= size);
  for (const [epoch, { start, publicKey }] of walk.epochs.entries()) {
    const row = stored[epoch];
    if (row?.epoch !== epoch || row.start !== start || !equalBytes(row.publicKey, publicKey)) {
      return { index: Math.min(start, size - 1), rule: "stored-key" };
    }
  }
  return stored.length === walk.epochs.length ? null : { index: size - 1, rule: "stored-key" };
}

function receiptProblem(store: LogStore, walk: LogWalk, size: number): Problem | null {
  const unseen = new Map(walk.receiptEntries);
  for (const receipt of store.receipts()) {
    const entry = unseen.get(sha256Hex(utf8(receipt.note)));
    if (receipt.size > size || !hasRoot(store, receipt.note) || !isAsLogged(store, receipt, entry)) {
      return { index: entry ?? Math.min(receipt.size, size) - 1, rule: "receipt-mismatch" };
    }
    unseen.delete(sha256Hex(utf8(receipt.note)));
  }
  const [missing] = unseen.values();
  return missing === undefined ? null : { index: missing, rule: "receipt-missing" };
}

/** Whether the row says of its note what the entry about it says: people are shown the row. */
function isAsLogged(store: LogStore, receipt: Receipt, index: number | undefined): boolean {
  const leaf = index === undefined ? null : store.leaf(index);
  const read = leaf === null ? "unknown-shape" : readLeaf(leaf);
  if (typeof read === "string" || read.kind !== "entry" || read.entry.t !== "hq.receipt") {
    return true;
  }
  const { size, signer, time } = read.entry.b;
  return size === receipt.size && signer === receipt.signer && Date.parse(time) === receipt.time.getTime();
}

function hasRoot(store: LogStore, note: string): boolean {
  try {
    const checkpoint = parseCheckpoint(parseNote(note).text);
    return equalBytes(treeRoot(store, checkpoint.size), checkpoint.root);
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}

const groups: Readonly<Record<string, readonly LogRule[]>> = {
  entries: [
    "too-long",
    "not-canonical",
    "unknown-shape",
    "statement-not-allowed",
    "genesis",
    "origin",
    "sequence",
    "previous",
    "receipt-ahead",
  ],
  clocks: ["boot", "mono-back", "wall-back", "clock-step"],
  epochs: ["epoch", "rotation", "rotation-unsigned", "stored-key"],
  checkpoints: [
    "checkpoint-malformed",
    "checkpoint-root",
    "checkpoint-signature",
    "checkpoint-missing",
    "stored-digest",
  ],
  receipts: ["receipt-mismatch", "receipt-missing", "receipt-signature"],
};

function verificationOf(problem: Problem | null, size: number): Verification {
  const checked = Object.entries(groups).map(([what, rules]) => ({
    what,
    passed: problem === null || !rules.includes(problem.rule),
  }));
  return {
    sound: problem === null,
    size,
    checked,
    ...(problem === null ? {} : { firstWrong: { index: problem.index, why: problem.rule } }),
  };
}
