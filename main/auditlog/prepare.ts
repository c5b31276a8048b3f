import { base64url, concatBytes } from "../formats/bytes.ts";
import { decodeCanonical } from "../formats/canonical-json.ts";
import { FormatError } from "../formats/format-error.ts";
import { maximumLeafBytes, readLeaf, writeEntry, type EntryBody, type NewEntry } from "../formats/log-entry.ts";
import { extendSeal, type SealState } from "../formats/log-seal.ts";
import { leafHash } from "../formats/merkle.ts";
import { edgeRoot, extendEdge, type TreeEdge } from "../formats/tree-edge.ts";
import type { AppendedEntry, LogKeyStore, Receipt } from "./log.ts";
import { newSigner, signHead, type EpochSigner } from "./signing.ts";
import type { Addition, StoredKey, StoredRow } from "./store.ts";

/** Where a log stands after its last commit. Never changed, only replaced. */
export interface Head {
  readonly edge: TreeEdge;
  /** Leaf digest of the last leaf. */
  readonly previous: Uint8Array;
  readonly seal: SealState;
  readonly signer: EpochSigner;
  readonly boot: number;
  readonly lastAt: Date;
}

/** Something to be appended: an entry, or a finished leaf of another format. */
export type Draft = NewEntry | { readonly statement: Uint8Array };

export interface Stamp {
  readonly wall: Date;
  readonly mono: bigint;
}

export interface Extras {
  /** Ends the epoch with this transaction: a `key.rotate` becomes its last entry. */
  readonly rotate?: EntryBody<"key.rotate">["reason"] | null;
  readonly receipt?: Receipt;
  /** The first key, when this is the transaction that begins the log. */
  readonly firstKey?: StoredKey;
}

export interface Prepared {
  readonly addition: Addition;
  readonly appended: readonly AppendedEntry[];
  readonly head: Head;
}

/**
 * Works out one transaction completely: leaves, tree nodes, checkpoint, seal, and the next key.
 *
 * Nothing has happened yet when it throws, so a malformed body is an ordinary error.
 *
 * @throws {FormatError} when a body is not of its type or a leaf is not canonical.
 */
export function prepare(
  head: Head,
  drafts: readonly Draft[],
  stamp: Stamp,
  extras: Extras,
  keyStore: LogKeyStore | null,
): Prepared {
  const rotation = rotationOf(head, drafts.length, stamp, extras, keyStore);
  const all = rotation === null ? drafts : [...drafts, rotation.draft];
  const rows: Omit<StoredRow, "note">[] = [];
  const appended: AppendedEntry[] = [];
  let { edge, previous, seal } = head;
  for (const draft of all) {
    const leaf =
      "statement" in draft ? statement(draft.statement) : entryLeaf(draft, { ...head, edge, previous, seal }, stamp);
    appended.push({ index: edge.size, leaf, wall: stamp.wall });
    previous = leafHash(leaf);
    const nodes: Uint8Array[] = [];
    edge = extendEdge(edge, previous, (_level, _index, digest) => nodes.push(digest));
    rows.push({ leaf, nodes: concatBytes(...nodes) });
    seal = extendSeal(seal, previous);
  }
  const key = rotation?.stored ?? extras.firstKey;
  // Signed by the epoch that ends: the rotation is attested by the key it replaces.
  const note = signHead(edge.size, edgeRoot(edge), head.signer);
  return {
    addition: {
      first: head.edge.size,
      rows: rows.map(({ leaf, nodes }, at) => ({ leaf, nodes, note: at === rows.length - 1 ? note : null })),
      seal,
      ...(key === undefined ? {} : { nextKey: key }),
      ...(extras.receipt === undefined ? {} : { receipts: [extras.receipt] }),
    },
    appended,
    head: { ...head, edge, previous, seal, signer: rotation?.signer ?? head.signer, lastAt: stamp.wall },
  };
}

interface Rotation {
  readonly draft: NewEntry;
  readonly signer: EpochSigner;
  readonly stored: StoredKey;
}

function rotationOf(
  head: Head,
  drafts: number,
  stamp: Stamp,
  extras: Extras,
  keyStore: LogKeyStore | null,
): Rotation | null {
  if (extras.rotate === undefined || extras.rotate === null) {
    return null;
  }
  const place = {
    origin: head.signer.origin,
    epoch: head.signer.epoch + 1,
    start: head.edge.size + drafts + 1,
    since: stamp.mono,
  };
  const { signer, stored } = newSigner(place, keyStore);
  const b = { epoch: place.epoch, key: base64url(signer.publicKey), reason: extras.rotate };
  return { draft: { t: "key.rotate", b }, signer, stored };
}

function entryLeaf(draft: NewEntry, head: Head, stamp: Stamp): Uint8Array {
  return writeEntry(
    {
      v: 1,
      o: head.signer.origin,
      seq: head.edge.size,
      ep: head.signer.epoch,
      t: draft.t,
      boot: head.boot,
      ...(draft.sess === undefined ? {} : { sess: draft.sess }),
      ...(draft.person === undefined ? {} : { person: draft.person }),
      mono: stamp.mono.toString(),
      wall: stamp.wall.toISOString(),
      prev: base64url(head.previous),
    },
    draft.t === "boot" || draft.t === "heartbeat" ? { ...draft.b, seal: sealMark(head.seal) } : draft.b,
  );
}

/** What lets the holder of the first seal key see, in the log itself, that nothing before was replaced or removed. */
function sealMark({ size, aggregate }: SealState): NonNullable<EntryBody<"boot">["seal"]> {
  return { size, aggregate: base64url(aggregate) };
}

function statement(leaf: Uint8Array): Uint8Array {
  decodeCanonical(leaf);
  const read = readLeaf(leaf);
  if (typeof read === "string" || read.kind !== "statement" || leaf.byteLength > maximumLeafBytes) {
    throw new FormatError("not a statement");
  }
  return leaf.slice();
}
