import { Breach } from "../diagnostics/index.ts";
import { equalBytes, hex } from "../formats/bytes.ts";
import { parseCheckpoint, type Checkpoint } from "../formats/checkpoint.ts";
import { FormatError } from "../formats/format-error.ts";
import { readLeaf, type LogEntry } from "../formats/log-entry.ts";
import type { LogWalk, Problem, WalkStart } from "../formats/log-walk.ts";
import { leafHash, treeRoot } from "../formats/merkle.ts";
import { parseNote, verifierKey } from "../formats/signed-note.ts";
import { edgeFrom, type TreeEdge } from "../formats/tree-edge.ts";
import { LogEnded } from "./ended.ts";
import type { Receipt } from "./log.ts";
import { addReceipts, readReceipts } from "./receipts-file.ts";
import { RowWalk } from "./row-walk.ts";
import type { LogStore, StoredKey } from "./store.ts";

/** What a closed log holds, once it has been found consistent. */
export interface Found {
  readonly edge: TreeEdge;
  readonly previous: Uint8Array;
  readonly boot: number;
  readonly lastAt: Date;
  readonly key: StoredKey;
  readonly verifierKey: string;
  readonly kind: "station" | "headquarters";
}

/**
 * Looks at a log before anything is appended to it: its genesis, its end, and everything since the last
 * receipt; what lies before was attested by headquarters and is walked by `verify`.
 *
 * @throws {Breach} when anything does not fit.
 */
export function inspect(store: LogStore, origin: string): Found {
  const size = store.size();
  const genesis = entryAt(store, 0);
  const keys = store.keys();
  const [first] = keys;
  const last = keys.at(-1);
  if (genesis?.t !== "genesis" || genesis.o !== origin || first === undefined || last === undefined) {
    throw new Breach("log", "the log is not the one expected");
  }
  const genesisKey = verifierKey(origin, first.publicKey);
  const walk = walkTail(store, origin, genesisKey, genesis.b.kind);
  if (walk.verifier === null || !equalBytes(walk.verifier.publicKey, last.publicKey)) {
    throw new Breach("keys", "stored keys do not follow from the log");
  }
  const lastEntry = lastEntryBefore(store, size);
  const previous = store.hash(0, size - 1);
  return {
    edge: edgeFrom(size, (level, index) => store.hash(level, index)),
    previous,
    boot: lastEntry.boot,
    lastAt: new Date(lastEntry.wall),
    key: last,
    verifierKey: genesisKey,
    kind: genesis.b.kind,
  };
}

function walkTail(store: LogStore, origin: string, genesisKey: string, kind: Found["kind"]): LogWalk {
  const size = store.size();
  const from = Math.min(store.lastReceipt()?.size ?? 0, size);
  const rows = new RowWalk(
    { origin, genesisKey, signatures: "ends" },
    from === 0 ? undefined : startAt(store, from, kind),
  );
  for (let page = from; page < size; page += 256) {
    requireSound(rows.take(store.rows(page, Math.min(page + 256, size))));
  }
  if (from < size) {
    requireSound(rows.walk.end());
  }
  return rows.walk;
}

function requireSound(problem: Problem | null): void {
  if (problem !== null) {
    throw new Breach("log", `entry ${problem.index} breaks the rule ${problem.rule}`);
  }
}

function startAt(store: LogStore, from: number, kind: Found["kind"]): WalkStart {
  // The key of the entry that comes next: at a rotation this is already the new one.
  const key = store.keyFor(from + 1);
  const leaf = store.leaf(from - 1);
  if (key === null || leaf === null || !equalBytes(leafHash(leaf), store.hash(0, from - 1))) {
    throw new Breach("log", "the log is incomplete before its last receipt");
  }
  return {
    edge: edgeFrom(from, (level, index) => store.hash(level, index)),
    last: lastEntryBefore(store, from),
    lastDigest: store.hash(0, from - 1),
    epoch: key.epoch,
    publicKey: key.publicKey,
    kind,
  };
}

function entryAt(store: LogStore, index: number): LogEntry | null {
  const leaf = store.leaf(index);
  const read = leaf === null ? "unknown-shape" : readLeaf(leaf);
  return typeof read === "string" || read.kind !== "entry" ? null : read.entry;
}

/** The last entry before `size`, statements left out. @throws {Breach} */
export function lastEntryBefore(store: LogStore, size: number): LogEntry {
  for (let index = size - 1; index >= 0; index--) {
    const entry = entryAt(store, index);
    if (entry !== null) {
      return entry;
    }
  }
  throw new Breach("log", "no entry of the log can be read");
}

/**
 * Compares the log with every receipt that lies outside it, and each place of receipts with the other.
 *
 * @throws {LogEnded} when the log is shorter than a receipt (it was rolled back) or has another root (it forked).
 * @throws {Breach} when the second place cannot be read or written.
 */
export function reconcileReceipts(store: LogStore, file: string, origin: string): void {
  const inFile = secondPlace(() => readReceipts(file));
  const inTable = store.receipts();
  for (const receipt of [...inFile, ...inTable]) {
    requireCovered(store, receipt, origin);
  }
  const known = new Set(inFile.map(({ note }) => note));
  const missing = inTable.filter(({ note }) => !known.has(note));
  if (missing.length > 0) {
    secondPlace(() => addReceipts(file, missing));
  }
}

/** A log whose second place for receipts cannot be had is not trusted: a rollback would go unseen. */
function secondPlace<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new Breach("log", "the second place for receipts cannot be had", { cause });
  }
}

function requireCovered(store: LogStore, receipt: Receipt, origin: string): void {
  const checkpoint = ownCheckpoint(receipt, origin);
  if (checkpoint === null) {
    return;
  }
  if (checkpoint.size > store.size()) {
    throw new LogEnded("cut-off", "the log is shorter than a receipt for it");
  }
  if (hex(treeRoot(store, checkpoint.size)) !== hex(checkpoint.root)) {
    throw new LogEnded("forked", "the log contradicts a receipt for it");
  }
}

/**
 * The receipt's checkpoint when it speaks of this log. No signature is asked for: a restored database does
 * not know the later keys, and whoever can write lies into this file could as well damage the database.
 */
function ownCheckpoint(receipt: Receipt, origin: string): Checkpoint | null {
  try {
    const checkpoint = parseCheckpoint(parseNote(receipt.note).text);
    return checkpoint.origin === origin ? checkpoint : null;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}
