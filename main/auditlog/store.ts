import { Breach } from "../diagnostics/index.ts";
import type { HashReader } from "../formats/merkle.ts";
import type { SealState } from "../formats/log-seal.ts";
import type { Sqlite } from "../storage/index.ts";
import type { Receipt } from "./log.ts";

/** A signing key as it lies in the database. */
export interface StoredKey {
  readonly epoch: number;
  /** Index of the first entry it attests. */
  readonly start: number;
  readonly publicKey: Uint8Array;
  /** Null once erased. */
  readonly privateKey: Uint8Array | null;
  readonly store: "platform" | "file";
}

export interface TreeNode {
  readonly level: number;
  readonly index: number;
  readonly digest: Uint8Array;
}

/** Everything one transaction adds; prepared in full before the transaction begins. */
export interface Addition {
  readonly first: number;
  readonly leaves: readonly Uint8Array[];
  readonly nodes: readonly TreeNode[];
  readonly checkpoint: { readonly size: number; readonly note: string };
  readonly seal: SealState;
  /** The next signing key; the one before it is erased in the same transaction. */
  readonly nextKey?: StoredKey;
  readonly receipt?: Receipt;
}

/** The tables of one log. Rows go in by `add` and never change, save that keys are erased and the seal advances. */
export interface LogStore extends HashReader {
  add(addition: Addition): void;
  size(): number;
  leaf(index: number): Uint8Array | null;
  leaves(from: number, to: number): Uint8Array[];
  node(level: number, index: number): Uint8Array | null;
  checkpointAt(size: number): string | null;
  lastCheckpoint(): { readonly size: number; readonly note: string } | null;
  checkpoints(from: number, to: number): { readonly size: number; readonly note: string }[];
  keys(): StoredKey[];
  keyFor(size: number): StoredKey | null;
  rotationAfter(size: number): number | null;
  seal(): SealState | null;
  receipts(): Receipt[];
  lastReceipt(): Receipt | null;
  wasClosedCleanly(): boolean;
  noteEnding(clean: boolean): void;
}

interface KeyRow {
  epoch: number;
  start: number;
  public: Uint8Array;
  private: Uint8Array | null;
  store: "platform" | "file";
}

interface ReceiptRow {
  size: number;
  signer: string;
  time: string;
  note: string;
}

/** The log's tables in an open database. */
export function openStore(sqlite: Sqlite): LogStore {
  const node = (level: number, index: number): Uint8Array | null => {
    const row = sqlite.first<{ digest: Uint8Array }>(
      "SELECT digest FROM node WHERE level = ? AND idx = ?",
      level,
      index,
    );
    return row === null ? null : plain(row.digest);
  };
  const leaf = (index: number): Uint8Array | null => {
    const row = sqlite.first<{ leaf: Uint8Array }>("SELECT leaf FROM entry WHERE seq = ?", index);
    return row === null ? null : plain(row.leaf);
  };

  return {
    node,
    leaf,
    hash: (level, index) => {
      const digest = node(level, index);
      if (digest === null) {
        throw new Breach("log", "stored digest is missing");
      }
      return digest;
    },
    add: (addition) => sqlite.transaction(() => insert(sqlite, addition)),
    size: () => sqlite.first<{ size: number }>("SELECT coalesce(max(seq) + 1, 0) AS size FROM entry")?.size ?? 0,
    leaves: (from, to) =>
      sqlite
        .all<{ leaf: Uint8Array }>("SELECT leaf FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq", from, to)
        .map((row) => plain(row.leaf)),
    checkpointAt: (size) =>
      sqlite.first<{ note: string }>("SELECT note FROM checkpoint WHERE size = ?", size)?.note ?? null,
    lastCheckpoint: () => sqlite.first("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1"),
    checkpoints: (from, to) =>
      sqlite.all("SELECT size, note FROM checkpoint WHERE size > ? AND size <= ? ORDER BY size", from, to),
    keys: () => sqlite.all<KeyRow>("SELECT * FROM signing_key ORDER BY epoch").map(keyOf),
    keyFor: (size) => {
      const row = sqlite.first<KeyRow>(
        "SELECT * FROM signing_key WHERE start < ? ORDER BY epoch DESC LIMIT 1",
        Math.max(size, 1),
      );
      return row === null ? null : keyOf(row);
    },
    rotationAfter: (size) =>
      sqlite.first<{ start: number | null }>("SELECT min(start) AS start FROM signing_key WHERE start > ?", size)
        ?.start ?? null,
    seal: () => {
      const row = sqlite.first<{ size: number; key: Uint8Array; aggregate: Uint8Array }>(
        "SELECT * FROM seal WHERE id = 1",
      );
      return row === null ? null : { size: row.size, key: plain(row.key), aggregate: plain(row.aggregate) };
    },
    receipts: () => sqlite.all<ReceiptRow>("SELECT * FROM receipt ORDER BY id").map(receiptOf),
    lastReceipt: () => {
      const row = sqlite.first<ReceiptRow>("SELECT * FROM receipt ORDER BY size DESC, id DESC LIMIT 1");
      return row === null ? null : receiptOf(row);
    },
    wasClosedCleanly: () => sqlite.first<{ clean: number }>("SELECT clean FROM ending WHERE id = 1")?.clean === 1,
    noteEnding: (clean) =>
      sqlite.run(
        "INSERT INTO ending(id, clean) VALUES (1, ?) ON CONFLICT(id) DO UPDATE SET clean = excluded.clean",
        clean ? 1 : 0,
      ),
  };
}

function insert(sqlite: Sqlite, addition: Addition): void {
  for (const [offset, leaf] of addition.leaves.entries()) {
    sqlite.run("INSERT INTO entry(seq, leaf) VALUES (?, ?)", addition.first + offset, leaf);
  }
  for (const { level, index, digest } of addition.nodes) {
    sqlite.run("INSERT INTO node(level, idx, digest) VALUES (?, ?, ?)", level, index, digest);
  }
  sqlite.run("INSERT INTO checkpoint(size, note) VALUES (?, ?)", addition.checkpoint.size, addition.checkpoint.note);
  const { size, key, aggregate } = addition.seal;
  sqlite.run(
    `INSERT INTO seal(id, size, key, aggregate) VALUES (1, ?, ?, ?)
     ON CONFLICT(id) DO UPDATE SET size = excluded.size, key = excluded.key, aggregate = excluded.aggregate`,
    size,
    key,
    aggregate,
  );
  if (addition.nextKey !== undefined) {
    const { epoch, start, publicKey, privateKey, store } = addition.nextKey;
    sqlite.run("UPDATE signing_key SET private = NULL WHERE private IS NOT NULL");
    sqlite.run(
      "INSERT INTO signing_key(epoch, start, public, private, store) VALUES (?, ?, ?, ?, ?)",
      epoch,
      start,
      publicKey,
      privateKey,
      store,
    );
  }
  if (addition.receipt !== undefined) {
    const { size: received, signer, time, note } = addition.receipt;
    sqlite.run(
      "INSERT INTO receipt(size, signer, time, note) VALUES (?, ?, ?, ?)",
      received,
      signer,
      time.toISOString(),
      note,
    );
  }
}

function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function keyOf(row: KeyRow): StoredKey {
  return {
    epoch: row.epoch,
    start: row.start,
    publicKey: plain(row.public),
    privateKey: row.private === null ? null : plain(row.private),
    store: row.store,
  };
}

function receiptOf(row: ReceiptRow): Receipt {
  return { size: row.size, signer: row.signer, time: new Date(row.time), note: row.note };
}
