import { Breach } from "../diagnostics/index.ts";
import { plainBytes } from "../formats/bytes.ts";
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

/** One line of the log as it lies on disk. */
export interface StoredRow {
  readonly leaf: Uint8Array;
  /** Digests of the full nodes that this leaf completes, its own first, 32 bytes each (as `storedHashesFor` orders them). */
  readonly nodes: Uint8Array;
  /** Signed checkpoint, when a transaction ended with this leaf. */
  readonly note: string | null;
}

/** Everything one transaction adds; prepared in full before the transaction begins. */
export interface Addition {
  readonly first: number;
  /** The last one carries the checkpoint of the transaction. */
  readonly rows: readonly StoredRow[];
  readonly seal: SealState;
  /** The next signing key; the one before it is erased in the same transaction. */
  readonly nextKey?: StoredKey;
  readonly receipts?: readonly Receipt[];
}

/** The tables of one log. Rows go in by `add` and never change, save that keys are erased and the seal advances. */
export interface LogStore extends HashReader {
  add(addition: Addition): void;
  size(): number;
  leaf(index: number): Uint8Array | null;
  leaves(from: number, to: number): Uint8Array[];
  rows(from: number, to: number): StoredRow[];
  checkpointAt(size: number): string | null;
  keys(): StoredKey[];
  keyFor(size: number): StoredKey | null;
  rotationAfter(size: number): number | null;
  seal(): SealState | null;
  receipts(): Receipt[];
  lastReceipt(): Receipt | null;
  receiptCovering(index: number): Receipt | null;
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

interface EntryRow {
  leaf: Uint8Array;
  nodes: Uint8Array;
  note: string | null;
}

interface ReceiptRow {
  size: number;
  signer: string;
  time: string;
  note: string;
}

/** The log's tables in an open database. */
export function openStore(sqlite: Sqlite): LogStore {
  return {
    leaf: (index) => {
      const row = sqlite.first<{ leaf: Uint8Array }>("SELECT leaf FROM entry WHERE seq = ?", index);
      return row === null ? null : plainBytes(row.leaf);
    },
    hash: (level, index) => {
      // A node is completed by its last leaf and lies in that leaf's row.
      const row = sqlite.first<{ digest: Uint8Array }>(
        "SELECT substr(nodes, ?, 32) AS digest FROM entry WHERE seq = ?",
        32 * level + 1,
        (index + 1) * 2 ** level - 1,
      );
      if (row === null || row.digest.byteLength !== 32) {
        throw new Breach("log", "stored digest is missing");
      }
      return plainBytes(row.digest);
    },
    add: (addition) => sqlite.transaction(() => insert(sqlite, addition)),
    size: () => sqlite.first<{ size: number }>("SELECT coalesce(max(seq) + 1, 0) AS size FROM entry")?.size ?? 0,
    leaves: (from, to) =>
      sqlite
        .all<{ leaf: Uint8Array }>("SELECT leaf FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq", from, to)
        .map((row) => plainBytes(row.leaf)),
    rows: (from, to) =>
      sqlite
        .all<EntryRow>("SELECT leaf, nodes, note FROM entry WHERE seq >= ? AND seq < ? ORDER BY seq", from, to)
        .map(({ leaf, nodes, note }) => ({ leaf: plainBytes(leaf), nodes: plainBytes(nodes), note })),
    checkpointAt: (size) =>
      sqlite.first<{ note: string | null }>("SELECT note FROM entry WHERE seq = ?", size - 1)?.note ?? null,
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
      return row === null ? null : { size: row.size, key: plainBytes(row.key), aggregate: plainBytes(row.aggregate) };
    },
    receipts: () => sqlite.all<ReceiptRow>("SELECT * FROM receipt ORDER BY id").map(receiptOf),
    lastReceipt: () => {
      const row = sqlite.first<ReceiptRow>("SELECT * FROM receipt ORDER BY size DESC, id DESC LIMIT 1");
      return row === null ? null : receiptOf(row);
    },
    receiptCovering: (index) => {
      const row = sqlite.first<ReceiptRow>("SELECT * FROM receipt WHERE size > ? ORDER BY size, id LIMIT 1", index);
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
  for (const [offset, { leaf, nodes, note }] of addition.rows.entries()) {
    sqlite.run(
      "INSERT INTO entry(seq, leaf, nodes, note) VALUES (?, ?, ?, ?)",
      addition.first + offset,
      leaf,
      nodes,
      note,
    );
  }
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
  for (const { size: received, signer, time, note } of addition.receipts ?? []) {
    sqlite.run(
      "INSERT INTO receipt(size, signer, time, note) VALUES (?, ?, ?, ?)",
      received,
      signer,
      time.toISOString(),
      note,
    );
  }
}

function keyOf(row: KeyRow): StoredKey {
  return {
    epoch: row.epoch,
    start: row.start,
    publicKey: plainBytes(row.public),
    privateKey: row.private === null ? null : plainBytes(row.private),
    store: row.store,
  };
}

function receiptOf(row: ReceiptRow): Receipt {
  return { size: row.size, signer: row.signer, time: new Date(row.time), note: row.note };
}
