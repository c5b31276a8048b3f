import { setImmediate } from "node:timers/promises";
import { Breach } from "../diagnostics/index.ts";
import { readLeaf, type LogEntry } from "../formats/log-entry.ts";
import { hashReaderOver, leafHash, treeRoot, verifySubtreeConsistency } from "../formats/merkle.ts";
import type { LogFilter, LogPage, LogQuery, LogRow } from "../../shared/model/log.ts";
import type { AuditLog } from "./log.ts";
import { createNames, matches, type Names } from "./reader-names.ts";

/** The part of a log that people read. */
export type ReadableLog = Pick<AuditLog, "size" | "leaves" | "root" | "proveSubtree">;

/**
 * The log as people read it.
 *
 * Every entry is read from its leaf, and every leaf is hashed up to the root that the log itself signed
 * last. No index of the database takes part: whoever bends one cannot hide, swap or invent a line (attack A16).
 */
export interface LogReader {
  /** @throws {Breach} when the leaves around it do not give the root; {RangeError} past the end. */
  entry(index: number): LogEntry;
  /**
   * One step through the log. Stops when `limit` rows are found or enough has been searched for one call;
   * yields between blocks, so that a picture under way is not kept waiting.
   *
   * @throws {Breach} likewise.
   */
  page(query: LogQuery): Promise<LogPage>;
  /** First entry at or after this moment; the log's time never goes back. Null when all are older. */
  find(at: Date): number | null;
}

/** Entries of a block. A power of two, so that every block is a subtree. */
const blockEntries = 256;
/** Most blocks searched in one call: about a fifth of a second. */
const blocksAtOnce = 64;

/** Reads a log for people. Remembers only what whole blocks mention, so that a second search is quick. */
export function createLogReader(log: ReadableLog): LogReader {
  const names = createNames();

  const block = (number: number): readonly Uint8Array[] => {
    const { size } = log;
    const from = number * blockEntries;
    const to = Math.min(from + blockEntries, size);
    if (from >= to) {
      throw new RangeError("block lies past the end of the log");
    }
    const leaves = log.leaves(from, to);
    const digests = hashReaderOver(leaves.map(leafHash));
    const proof = log.proveSubtree(from, to, size);
    if (
      leaves.length !== to - from ||
      !verifySubtreeConsistency(from, to, size, proof, treeRoot(digests, to - from), log.root())
    ) {
      throw new Breach("log", "entries do not give the signed root");
    }
    return leaves;
  };

  const entry = (index: number): LogEntry => {
    const leaf = block(Math.floor(index / blockEntries))[index % blockEntries];
    if (leaf === undefined) {
      throw new RangeError("entry lies past the end of the log");
    }
    return entryOf(leaf, index);
  };

  return {
    entry,
    page: (query) => (query.direction === "older" ? older(log, block, names, query) : newer(log, block, names, query)),
    find: (at) => {
      let low = 0;
      let high = log.size;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (Date.parse(entry(middle).wall) < at.getTime()) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low === log.size ? null : low;
    },
  };
}

/** A leaf as the screens get it. */
export function rowOf(entry: LogEntry): LogRow {
  const { seq: index, t: type, wall: at, person, b: facts } = entry;
  return { index, type, at, ...(person === undefined ? {} : { person }), facts };
}

function entryOf(leaf: Uint8Array, index: number): LogEntry {
  const read = readLeaf(leaf);
  if (typeof read === "string" || read.kind !== "entry" || read.entry.seq !== index) {
    throw new Breach("log", `entry ${index} cannot be read`);
  }
  return read.entry;
}

/** Verified leaves of a block. */
type ReadBlock = (number: number) => readonly Uint8Array[];

async function older(log: ReadableLog, block: ReadBlock, names: Names, query: LogQuery): Promise<LogPage> {
  const rows: LogRow[] = [];
  let position = Math.min(query.cursor, log.size);
  for (let blocks = 0; position > 0 && rows.length < query.limit && blocks < blocksAtOnce;) {
    const number = Math.floor((position - 1) / blockEntries);
    const start = number * blockEntries;
    if (!names.mayHold(number, query.filter)) {
      position = start;
      continue;
    }
    const leaves = look(block, names, number, log.size);
    for (; position > start && rows.length < query.limit; position -= 1) {
      take(leaves[position - 1 - start], position - 1, query.filter, rows);
    }
    blocks += 1;
    // oxlint-disable-next-line no-await-in-loop -- others get their turn between the blocks
    await setImmediate();
  }
  return { size: log.size, rows, reached: position, more: position > 0 };
}

async function newer(log: ReadableLog, block: ReadBlock, names: Names, query: LogQuery): Promise<LogPage> {
  const rows: LogRow[] = [];
  let position = query.cursor;
  for (let blocks = 0; position < log.size && rows.length < query.limit && blocks < blocksAtOnce;) {
    const number = Math.floor(position / blockEntries);
    const start = number * blockEntries;
    if (!names.mayHold(number, query.filter)) {
      position = start + blockEntries;
      continue;
    }
    const leaves = look(block, names, number, log.size);
    for (; position < start + leaves.length && rows.length < query.limit; position += 1) {
      take(leaves[position - start], position, query.filter, rows);
    }
    blocks += 1;
    // oxlint-disable-next-line no-await-in-loop -- others get their turn between the blocks
    await setImmediate();
  }
  return { size: log.size, rows: rows.toReversed(), reached: position, more: position < log.size };
}

function look(block: ReadBlock, names: Names, number: number, size: number): readonly Uint8Array[] {
  const leaves = block(number);
  // The last block still grows.
  if ((number + 1) * blockEntries <= size) {
    names.remember(number, leaves);
  }
  return leaves;
}

function take(leaf: Uint8Array | undefined, index: number, filter: LogFilter | undefined, rows: LogRow[]): void {
  if (leaf !== undefined && matches(leaf, filter)) {
    rows.push(rowOf(entryOf(leaf, index)));
  }
}
