import { concatBytes, utf8 } from "../formats/bytes.ts";
import { sha256Hex } from "../formats/digest.ts";
import { readLeaf } from "../formats/log-entry.ts";
import { extendSeal } from "../formats/log-seal.ts";
import { walkLog, type Problem, type WalkStart } from "../formats/log-walk.ts";
import { leafHash, treeRoot } from "../formats/merkle.ts";
import { LogEnded, orDamaged } from "./ended.ts";
import { inspect, lastEntryBefore, type Found } from "./inspect.ts";
import type { LogOptions, Receipt } from "./log.ts";
import { receiptsFileOf, sealOf, withStore } from "./open.ts";
import { readReceipts } from "./receipts-file.ts";
import { loadSigner } from "./signing.ts";
import type { LogStore, StoredRow } from "./store.ts";

/** What headquarters' mirror holds of a log beyond the end of ours. Nothing in it is believed before it is checked. */
export interface MirroredTail {
  /** Exact leaf bytes, from the size of our log on. */
  readonly leaves: readonly Uint8Array[];
  /** Checkpoint over the last of them, as this log signed it. */
  readonly note: string;
  /** Receipts that these leaves may speak of. */
  readonly receipts: readonly Receipt[];
}

/** Number of entries in a log that nobody has open. */
export function sizeAtRest(folder: string): number {
  return withStore(folder, (store) => store.size());
}

/** Root over the first `size` entries of a log that nobody has open, of all of them by default. @throws when it is shorter. */
export function headAtRest(folder: string, size?: number): { readonly size: number; readonly root: Uint8Array } {
  return withStore(folder, (store) => {
    const wanted = size ?? store.size();
    return { size: wanted, root: treeRoot(store, wanted) };
  });
}

/**
 * Puts back what a closed log has lost and headquarters still holds (research note B.6), byte for byte, in one transaction.
 *
 * Nothing is signed here. It is done only when the result is one log: what we hold is a prefix of what the mirror
 * holds, every entry follows, the last head carries our own signature, every receipt spoken of is there, and the key
 * of that head is the one we hold. Were the key another one, it would be gone for good, and this log has ended.
 *
 * @throws {LogEnded} otherwise: `forked` when the two differ, `cut-off` when something is missing, `keys-gone` when the
 * key is, `damaged` when what we hold is. Nothing has been written then.
 */
export function rehydrate(folder: string, options: LogOptions, tail: MirroredTail): { from: number; to: number } {
  return withStore(folder, (store) => {
    const found = orDamaged(() => inspect(store, options.origin));
    const from = found.edge.size;
    // Also shows that the key can be had: without it the log could not go on.
    const { epoch, start } = found.key;
    loadSigner({ origin: options.origin, epoch, start, since: 0n }, found.key, options.keyStore);
    requireSameEpoch(tail.leaves);
    const rows = rowsOf(store, found, options.origin, tail);
    const seal = rows.reduce(
      (state, { leaf }) => extendSeal(state, leafHash(leaf)),
      orDamaged(() => sealOf(store, from)),
    );
    const receipts = receiptsFor(tail, readReceipts(receiptsFileOf(folder, options)));
    store.add({ first: from, rows, seal, receipts });
    return { from, to: from + rows.length };
  });
}

/** A rotation erases the key before it, and the key after it was never here. */
function requireSameEpoch(leaves: readonly Uint8Array[]): void {
  for (const leaf of leaves) {
    const read = readLeaf(leaf);
    if (typeof read !== "string" && read.kind === "entry" && read.entry.t === "key.rotate") {
      throw new LogEnded("keys-gone", "the key that signed the lost entries is gone");
    }
  }
}

function rowsOf(store: LogStore, found: Found, origin: string, tail: MirroredTail): StoredRow[] {
  const made: Uint8Array[] = [];
  const start: WalkStart = {
    edge: found.edge,
    last: lastEntryBefore(store, found.edge.size),
    lastDigest: found.previous,
    epoch: found.key.epoch,
    publicKey: found.key.publicKey,
    kind: found.kind,
  };
  const walk = walkLog(
    {
      origin,
      genesisKey: found.verifierKey,
      signatures: "all",
      onNode: (_level, _index, digest) => made.push(digest),
    },
    start,
  );
  const rows = tail.leaves.map((leaf, at): StoredRow => {
    made.length = 0;
    requireOurs(walk.entry(leaf));
    return { leaf, nodes: concatBytes(...made), note: at === tail.leaves.length - 1 ? tail.note : null };
  });
  requireOurs(walk.checkpoint(tail.note));
  requireOurs(walk.end());
  return rows;
}

function requireOurs(problem: Problem | null): void {
  if (problem !== null) {
    throw new LogEnded("forked", `headquarters holds another log than ours: entry ${problem.index}, ${problem.rule}`);
  }
}

/** The receipts that the leaves speak of, each exactly as its entry has it. */
function receiptsFor(tail: MirroredTail, elsewhere: readonly Receipt[]): Receipt[] {
  const known = new Map([...tail.receipts, ...elsewhere].map((receipt) => [sha256Hex(utf8(receipt.note)), receipt]));
  return tail.leaves.flatMap((leaf) => {
    const read = readLeaf(leaf);
    if (typeof read === "string" || read.kind !== "entry" || read.entry.t !== "hq.receipt") {
      return [];
    }
    const { digest, size, signer, time } = read.entry.b;
    const receipt = known.get(digest);
    if (receipt === undefined) {
      throw new LogEnded("cut-off", "a receipt that a lost entry speaks of is not to be had");
    }
    return [{ size, signer, time: new Date(time), note: receipt.note }];
  });
}
