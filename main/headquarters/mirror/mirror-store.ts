import { Breach } from "../../diagnostics/index.ts";
import { base64url, fromBase64url } from "../../formats/bytes.ts";
import type { HashReader } from "../../formats/merkle.ts";
import { edgeFrom, type TreeEdge } from "../../formats/tree-edge.ts";
import type { Sqlite } from "../../storage/index.ts";
import { mirrorTables } from "./tables.ts";

/** Signing key of one epoch of a mirrored log, learnt from its enrolment or a mirrored `key.rotate`. */
export interface MirroredKey {
  readonly epoch: number;
  readonly start: number;
  readonly publicKey: Uint8Array;
}

/** A leaf as the mirror keeps it. */
export interface MirroredRow {
  readonly leaf: Uint8Array;
  /** 32 bytes for each full node that the leaf completes, lowest first. */
  readonly nodes: Uint8Array;
}

export interface Evidence {
  readonly id: number;
  readonly origin: string;
  readonly at: string;
  readonly kind: string;
  /** Checkpoint that the mirror holds, with the log's signature. */
  readonly held: string;
  /** Checkpoint that contradicts it, with the log's signature. */
  readonly offered: string;
  readonly request: Uint8Array;
}

/** What the mirror keeps of one log; every call sees and changes the database itself. */
export interface MirroredTree extends HashReader {
  /** Number of leaves held, cosigned or not. */
  next(): number;
  leaf(index: number): Uint8Array | null;
  leaves(from: number, to: number): Uint8Array[];
  /** The tree's right edge, up to the last leaf held. */
  edge(): TreeEdge;
  /** Appends rows at the end: each leaf with the digests of the nodes it completes, its own first. */
  extend(rows: readonly MirroredRow[]): void;
  pending(): { readonly size: number; readonly note: string } | null;
  pendingAt(size: number): string | null;
  addPending(size: number, note: string): void;
  forgetPendingBelow(size: number): void;
  head(): { readonly size: number; readonly note: string } | null;
  advance(size: number, note: string): void;
  keys(): MirroredKey[];
  addKey(key: MirroredKey): void;
  addEvidence(evidence: Omit<Evidence, "id" | "origin">): void;
}

export interface MirrorStore {
  tree(origin: string): MirroredTree;
  transaction<T>(work: () => T): T;
  evidence(origin: string): Evidence[];
  /** The note cosigned at exactly this size; `unknown` when it may have been given before notes were kept. */
  given(origin: string, size: number): { readonly note: string } | "never" | "unknown";
  /** Origin whose SHA-256 (hex) this is, among the logs held. */
  origins(): string[];
}

/** The mirror's tables in headquarters' database. */
export function openMirrorStore(sqlite: Sqlite): MirrorStore {
  sqlite.migrate("mirror", mirrorTables);
  return {
    tree: (origin) => treeOf(sqlite, origin),
    transaction: (work) => sqlite.transaction(work),
    evidence: (origin) =>
      sqlite
        .all<Evidence>("SELECT * FROM mirror_evidence WHERE origin = ? ORDER BY id", origin)
        .map(({ id, at, kind, held, offered, request }) => ({
          id,
          origin,
          at,
          kind,
          held,
          offered,
          request: plain(request),
        })),
    given: (origin, size) => {
      const row = sqlite.first<{ note: string }>(
        "SELECT note FROM mirror_given WHERE origin = ? AND size = ?",
        origin,
        size,
      );
      const kept = sqlite.first<{ size: number }>(
        "SELECT size FROM mirror_given WHERE origin = ? AND first = 1",
        origin,
      );
      return row === null ? (size < (kept?.size ?? 0) ? "unknown" : "never") : { note: row.note };
    },
    origins: () =>
      sqlite.all<{ origin: string }>("SELECT DISTINCT origin FROM mirror_pending").map(({ origin }) => origin),
  };
}

function treeOf(sqlite: Sqlite, origin: string): MirroredTree {
  const numberOf = (): number | null =>
    sqlite.first<{ id: number }>("SELECT id FROM mirror_origin WHERE origin = ?", origin)?.id ?? null;
  const hash = (level: number, index: number): Uint8Array => {
    // A node is completed by its last leaf and lies in that leaf's row.
    const row = sqlite.first<{ digest: Uint8Array }>(
      "SELECT substr(nodes, ?, 32) AS digest FROM mirror_line WHERE origin = ? AND seq = ?",
      32 * level + 1,
      numberOf(),
      (index + 1) * 2 ** level - 1,
    );
    if (row === null || row.digest.byteLength !== 32) {
      throw new Breach("log", "mirror lacks a digest of a log it holds");
    }
    return plain(row.digest);
  };
  const next = (): number =>
    sqlite.first<{ next: number }>(
      "SELECT coalesce(max(seq) + 1, 0) AS next FROM mirror_line WHERE origin = ?",
      numberOf(),
    )?.next ?? 0;
  const leaves = (from: number, to: number): Uint8Array[] =>
    sqlite
      .all<{ leaf: Uint8Array }>(
        "SELECT leaf FROM mirror_line WHERE origin = ? AND seq >= ? AND seq < ? ORDER BY seq",
        numberOf(),
        from,
        to,
      )
      .map((row) => plain(row.leaf));

  return {
    hash,
    next,
    leaves,
    leaf: (index) => leaves(index, index + 1)[0] ?? null,
    edge: () => edgeFrom(next(), hash),
    extend: (rows) => {
      sqlite.run("INSERT OR IGNORE INTO mirror_origin(origin) VALUES (?)", origin);
      const number = numberOf();
      const first = next();
      for (const [offset, { leaf, nodes }] of rows.entries()) {
        sqlite.run(
          "INSERT INTO mirror_line(origin, seq, leaf, nodes) VALUES (?, ?, ?, ?)",
          number,
          first + offset,
          leaf,
          nodes,
        );
      }
    },
    pending: () =>
      sqlite.first<{ size: number; note: string }>(
        "SELECT size, note FROM mirror_pending WHERE origin = ? ORDER BY size DESC LIMIT 1",
        origin,
      ),
    pendingAt: (size) =>
      sqlite.first<{ note: string }>("SELECT note FROM mirror_pending WHERE origin = ? AND size = ?", origin, size)
        ?.note ?? null,
    addPending: (size, note) =>
      sqlite.run("INSERT OR IGNORE INTO mirror_pending(origin, size, note) VALUES (?, ?, ?)", origin, size, note),
    forgetPendingBelow: (size) => sqlite.run("DELETE FROM mirror_pending WHERE origin = ? AND size < ?", origin, size),
    head: () =>
      sqlite.first<{ size: number; note: string }>("SELECT size, note FROM mirror_head WHERE origin = ?", origin),
    advance: (size, note) =>
      sqlite.run(
        `INSERT INTO mirror_head(origin, size, note) VALUES (?, ?, ?)
         ON CONFLICT(origin) DO UPDATE SET size = excluded.size, note = excluded.note`,
        origin,
        size,
        note,
      ),
    keys: () =>
      sqlite
        .all<{ epoch: number; start: number; public: string }>(
          "SELECT * FROM mirror_key WHERE origin = ? ORDER BY epoch",
          origin,
        )
        .map((row) => ({ epoch: row.epoch, start: row.start, publicKey: fromBase64url(row.public) })),
    addKey: ({ epoch, start, publicKey }) =>
      sqlite.run(
        "INSERT INTO mirror_key(origin, epoch, start, public) VALUES (?, ?, ?, ?)",
        origin,
        epoch,
        start,
        base64url(publicKey),
      ),
    addEvidence: ({ at, kind, held, offered, request }) =>
      sqlite.run(
        "INSERT INTO mirror_evidence(origin, at, kind, held, offered, request) VALUES (?, ?, ?, ?, ?, ?)",
        origin,
        at,
        kind,
        held,
        offered,
        request,
      ),
  };
}

function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
