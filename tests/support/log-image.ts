import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { KeyObject } from "node:crypto";
import type { Receipt } from "../../main/auditlog/index.ts";
import { openStore, type StoredKey } from "../../main/auditlog/store.ts";
import { logTables } from "../../main/auditlog/tables.ts";
import { base64url, concatBytes } from "../../main/formats/bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonObject } from "../../main/formats/canonical-json.ts";
import { signCheckpoint } from "../../main/formats/checkpoint.ts";
import { privateKeyFromSeed } from "../../main/formats/ed25519.ts";
import { bundleWriter } from "../../main/formats/log-bundle.ts";
import { extendSeal, type SealState } from "../../main/formats/log-seal.ts";
import { leafHash } from "../../main/formats/merkle.ts";
import { signNote, verifierKey } from "../../main/formats/signed-note.ts";
import { edgeRoot, emptyEdge, extendEdge } from "../../main/formats/tree-edge.ts";
import { openSqlite } from "../../main/storage/index.ts";

/**
 * Everything a log's database holds, outside the database: what somebody with the disk in hand works on.
 *
 * The key of the last epoch is among it, so whoever has an image is the "stolen current key" of the attacks.
 */
export interface LogImage {
  readonly origin: string;
  readonly genesisKey: string;
  readonly leaves: readonly Uint8Array[];
  /** Signed checkpoints by size. */
  readonly notes: ReadonlyMap<number, string>;
  readonly receipts: readonly Receipt[];
  readonly keys: readonly StoredKey[];
  readonly seal: SealState;
}

/** Reads a database as it lies on the disk. */
export function readImage(file: string, origin: string): LogImage {
  const sqlite = openSqlite(file, { migrations: logTables });
  try {
    const store = openStore(sqlite);
    const rows = store.rows(0, store.size());
    const keys = store.keys();
    const [first] = keys;
    const seal = store.seal();
    if (first === undefined || seal === null) {
      throw new Error("no log to read");
    }
    return {
      origin,
      genesisKey: verifierKey(origin, first.publicKey),
      leaves: rows.map(({ leaf }) => leaf),
      notes: new Map(rows.flatMap(({ note }, seq) => (note === null ? [] : [[seq + 1, note]]))),
      receipts: store.receipts(),
      keys,
      seal,
    };
  } finally {
    sqlite.close();
  }
}

/** Writes an image as a database that the station would open, inner digests fitting the leaves. */
export function writeImage(folder: string, image: LogImage): void {
  mkdirSync(folder, { recursive: true });
  const sqlite = openSqlite(join(folder, "log.sqlite"), { migrations: logTables });
  sqlite.transaction(() => {
    let edge = emptyEdge;
    for (const [seq, leaf] of image.leaves.entries()) {
      const nodes: Uint8Array[] = [];
      edge = extendEdge(edge, leafHash(leaf), (_level, _index, digest) => nodes.push(digest));
      const note = image.notes.get(edge.size) ?? null;
      sqlite.run("INSERT INTO entry VALUES (?, ?, ?, ?)", seq, leaf, concatBytes(...nodes), note);
    }
    for (const { epoch, start, publicKey, privateKey, store } of image.keys) {
      sqlite.run("INSERT INTO signing_key VALUES (?, ?, ?, ?, ?)", epoch, start, publicKey, privateKey, store);
    }
    for (const { size, signer, time, note } of image.receipts) {
      sqlite.run(
        "INSERT INTO receipt(size, signer, time, note) VALUES (?, ?, ?, ?)",
        size,
        signer,
        time.toISOString(),
        note,
      );
    }
    const { size, key, aggregate } = image.seal;
    sqlite.run("INSERT INTO seal VALUES (1, ?, ?, ?)", size, key, aggregate);
    sqlite.run("INSERT INTO ending VALUES (1, 1)");
  });
  sqlite.close();
}

/** The private key that lies in the image. */
export function stolenKey(image: LogImage): KeyObject {
  const seed = image.keys.at(-1)?.privateKey ?? null;
  if (seed === null) {
    throw new Error("image holds no key");
  }
  return privateKeyFromSeed(seed);
}

/** The bundle that whoever holds the image can make of it: its ending signed with the key in it. */
export function bundleOf(image: LogImage): Uint8Array {
  const pieces: Uint8Array[] = [];
  const writer = bundleWriter({ origin: image.origin, verifierKey: image.genesisKey }, (bytes) => pieces.push(bytes));
  for (const [index, leaf] of image.leaves.entries()) {
    writer.entry(leaf);
    const note = image.notes.get(index + 1);
    if (note !== undefined) {
      writer.checkpoint(note);
      for (const receipt of image.receipts.filter(({ size }) => size === index + 1)) {
        writer.receipt(receipt.note);
      }
    }
  }
  const key = stolenKey(image);
  writer.end({ size: image.leaves.length, aggregate: image.seal.aggregate }, (text) =>
    signNote(text, { name: image.origin, key }),
  );
  return concatBytes(...pieces);
}

/** The image with only its first `size` leaves; the seal cannot be turned back, only relabelled. */
export function cutImage(image: LogImage, size: number): LogImage {
  const notes = new Map([...image.notes].filter(([at]) => at <= size));
  return {
    ...image,
    leaves: image.leaves.slice(0, size),
    notes,
    receipts: image.receipts.filter((receipt) => receipt.size <= size),
    seal: { ...image.seal, size },
  };
}

/** A leaf's object, to be changed and written again. */
export function leafObject(leaf: Uint8Array | undefined): JsonObject {
  // Leaves of an image are entries, hence objects.
  return decodeCanonical(leaf ?? new Uint8Array()) as JsonObject;
}

/** One of its texts; empty when it is none. */
export function leafText(leaf: Uint8Array | undefined, name: string): string {
  const value = leafObject(leaf)[name];
  return typeof value === "string" ? value : "";
}

export function changedLeaf(leaf: Uint8Array | undefined, change: JsonObject): Uint8Array {
  return encodeCanonical({ ...leafObject(leaf), ...change });
}

/** Gives the leaves from `from` on their numbers and links again, as an attacker would. */
export function relink(leaves: readonly Uint8Array[], from: number): Uint8Array[] {
  const linked = leaves.slice(0, from);
  for (const leaf of leaves.slice(from)) {
    const previous = linked.at(-1);
    const prev = base64url(previous === undefined ? new Uint8Array(32) : leafHash(previous));
    linked.push(changedLeaf(leaf, { seq: linked.length, prev }));
  }
  return linked;
}

/** The root over the first `size` leaves. */
export function rootOver(leaves: readonly Uint8Array[], size: number): Uint8Array {
  return edgeRoot(leaves.slice(0, size).reduce((edge, leaf) => extendEdge(edge, leafHash(leaf)), emptyEdge));
}

/** A checkpoint over the first `size` leaves under this key. */
export function signedHead(image: LogImage, size: number, key = stolenKey(image)): string {
  return signCheckpoint(
    { origin: image.origin, size, root: rootOver(image.leaves, size) },
    { name: image.origin, key },
  );
}

/** The image with every checkpoint above `from` signed anew with the stolen key. */
export function resigned(image: LogImage, from: number): LogImage {
  const sizes = [...image.notes.keys()].filter((size) => size > from && size < image.leaves.length);
  const fresh = [...sizes, image.leaves.length].map((size) => [size, signedHead(image, size)] as const);
  const kept = [...image.notes].filter(([size]) => size <= from);
  return { ...image, notes: new Map([...kept, ...fresh]) };
}

/** The image after the thief went on: more leaves in one transaction, signed and sealed as the product would. */
export function extended(image: LogImage, ...leaves: readonly Uint8Array[]): LogImage {
  const seal = leaves.reduce((state, leaf) => extendSeal(state, leafHash(leaf)), image.seal);
  const longer = { ...image, leaves: [...image.leaves, ...leaves], seal };
  return resigned(longer, image.leaves.length);
}

/** An entry that continues the image in every way, then changed. */
export function nextLeaf(image: LogImage, change: JsonObject = {}): Uint8Array {
  const last = image.leaves.at(-1);
  return changedLeaf(last, {
    t: "heartbeat",
    b: {},
    seq: image.leaves.length,
    prev: base64url(leafHash(last ?? new Uint8Array())),
    ...change,
  });
}
