import { Breach } from "../../diagnostics/index.ts";
import { equalBytes } from "../../formats/bytes.ts";
import { decodeCanonical } from "../../formats/canonical-json.ts";
import { entryBodies, envelopeSchema, type LogEntry } from "../../formats/log-entry.ts";
import { leafHash, TreeHasher } from "../../formats/merkle.ts";

/** The part of the signed log that registers are read from. */
export interface LeafSource {
  readonly size: number;
  leaves(from: number, to: number): Uint8Array[];
  root(): Uint8Array;
}

/** Follows the log leaf by leaf and feeds each entry once to whoever projects it. */
export interface LogView {
  /**
   * Takes in what was appended since the last call.
   *
   * @throws {Breach} when the leaves do not give the root that the log signed: a register is never
   * drawn from rows that somebody put under the log.
   */
  catchUp(): void;
}

const atOnce = 512;

/** A view that remembers how far it came, so that a long log is walked once. */
export function createLogView(log: LeafSource, take: (entry: LogEntry) => void): LogView {
  const tree = new TreeHasher();
  return {
    catchUp: () => {
      const { size } = log;
      if (tree.size === size) {
        return;
      }
      const fresh: LogEntry[] = [];
      while (tree.size < size) {
        const leaves = log.leaves(tree.size, Math.min(size, tree.size + atOnce));
        if (leaves.length === 0) {
          throw new Breach("log", "the log is shorter than it says");
        }
        for (const leaf of leaves) {
          tree.append(leafHash(leaf));
          fresh.push(readEntry(leaf));
        }
      }
      if (!equalBytes(tree.root(), log.root())) {
        throw new Breach("log", "entries do not give the signed root");
      }
      fresh.forEach(take);
    },
  };
}

function readEntry(leaf: Uint8Array): LogEntry {
  const envelope = envelopeSchema.parse(decodeCanonical(leaf));
  if (!Object.hasOwn(entryBodies, envelope.t)) {
    throw new Breach("log", "entry of an unknown type");
  }
  // The row of the table ties type and body; TypeScript loses the pair in the union of rows.
  const body = entryBodies[envelope.t as LogEntry["t"]].parse(envelope.b);
  return { ...envelope, b: body } as LogEntry;
}
