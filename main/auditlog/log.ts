import type { LogState, Verification } from "../../shared/model/evidence.ts";
import type { EntryBody, LogEntry, NewEntry } from "../formats/log-entry.ts";
import type { DurableLease } from "./lease.ts";

/** The two clocks of a machine. */
export interface LogClock {
  /** What the machine claims the time is; anybody may have set it. */
  wall(): Date;
  /** Nanoseconds of a clock that only goes forward and that nobody can set. */
  mono(): bigint;
}

/** Wraps keys at rest; the shell's platform key store has this shape. */
export interface LogKeyStore {
  readonly name: string;
  wrap(secret: Uint8Array): Uint8Array;
  unwrap(wrapped: Uint8Array): Uint8Array;
}

export interface LogOptions {
  /** `<authority>/ws/<device>/<generation>` for a station, `<authority>/headquarters` for headquarters. */
  readonly origin: string;
  readonly clock: LogClock;
  /** Null where the platform has none worth the name; the key then lies in the database, mode 0600. */
  readonly keyStore: LogKeyStore | null;
  /** Name and version of what opens the log, for its `boot` entry. */
  readonly software?: string;
  /** Second place for receipts, outside the log's folder. Default: `<folder>.receipts`. */
  readonly receiptsFile?: string;
  /**
   * How long the database's write-ahead log is made in advance, in bytes: appends are about twice as quick as long as it
   * lasts. Default 0; 4 MiB is what it grows to by itself.
   */
  readonly reserveBytes?: number;
  /** Headquarters logs may hold statements of other formats, e.g. grants. Default: `station`. */
  readonly kind?: "station" | "headquarters";
  /** Who may check the forward-secure seal: each seals the first seal key to itself (HPKE) when the log is created. */
  readonly sealTo?: readonly SealRecipient[];
  /** Head of the log that a new one continues, when an earlier generation has ended. */
  readonly continues?: ContinuedHead;
}

/** Latest head that was known of a log that has ended; `root` in base64. */
export interface ContinuedHead {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
}

/** Seals a secret to one recipient; `enc` and `ct` as RFC 9180 names them. */
export interface SealRecipient {
  readonly name: string;
  seal(secret: Uint8Array): { readonly enc: Uint8Array; readonly ct: Uint8Array };
}

export interface AppendedEntry {
  readonly index: number;
  readonly leaf: Uint8Array;
  /** Judged time written into the entry. */
  readonly wall: Date;
}

/** A timestamped cosignature over a checkpoint of this log. */
export interface Receipt {
  readonly size: number;
  readonly signer: string;
  readonly time: Date;
  /** The checkpoint with the log's signature and the cosignature line. */
  readonly note: string;
}

export interface VerifyOptions {
  /** Called now and then with the number of entries walked. */
  readonly onProgress?: (done: number, size: number) => void;
  readonly signal?: AbortSignal;
  /** Checks each checkpoint's signature, not only the last of each epoch. */
  readonly thorough?: boolean;
}

/**
 * One signed, append-only log (design §6).
 *
 * What `append` returned is durable. Any error while committing ends the log: the call and every
 * call after it throw `Breach`, and only opening the log again continues it.
 */
export interface AuditLog {
  readonly origin: string;
  /** C2SP verifier key of the first epoch; names the log for everybody else. */
  readonly verifierKey: string;
  readonly size: number;
  /** Appends in one transaction with one signed checkpoint. Durable on return. @throws {Breach} */
  append(...entries: readonly [NewEntry, ...NewEntry[]]): AppendedEntry[];
  /** Appends a leaf of another format (canonical JSON object, no `seq`), headquarters logs only. @throws {Breach} */
  appendStatement(leaf: Uint8Array): AppendedEntry;
  /** Appends a `view.lease`; the only way to get a `DurableLease`. @throws {Breach} */
  lease(body: EntryBody<"view.lease">, person?: string): DurableLease;
  /** Null past the end, and for statements. */
  entry(index: number): LogEntry | null;
  leaf(index: number): Uint8Array | null;
  /** Entries in order, statements left out. */
  entries(from?: number, to?: number): Iterable<LogEntry>;
  /** Exact leaf bytes of `[from, to)`. */
  leaves(from: number, to: number): Uint8Array[];
  root(size?: number): Uint8Array;
  /** Latest checkpoint, a C2SP signed note. */
  checkpoint(): string;
  /** Checkpoint with exactly this size, when a transaction ended there. */
  checkpointAt(size: number): string | null;
  /** C2SP verifier key of the epoch that signed the checkpoint of this size. */
  epochKey(size: number): string;
  /** Size just after the next `key.rotate` at or after `size`; null when none: one uploads up to there first. */
  rotationAfter(size: number): number | null;
  /** Index of the first entry attested by the key that signs the log of this size; the entry before it names the key. */
  epochStart(size: number): number;
  proveInclusion(index: number, size?: number): Uint8Array[];
  proveConsistency(oldSize: number, size?: number): Uint8Array[];
  proveSubtree(start: number, end: number, size?: number): Uint8Array[];
  state(): LogState;
  /** Judged time: never goes back, whatever the wall clock says. */
  now(): Date;
  /** Keeps a verified receipt in three places: its table, the second file, and an `hq.receipt` entry. @throws {Breach} */
  keepReceipt(receipt: Receipt): AppendedEntry;
  lastReceipt(): Receipt | null;
  /** The first receipt for a checkpoint that covers this entry; null while there is none. */
  receiptCovering(index: number): Receipt | null;
  receipts(): Receipt[];
  verify(options?: VerifyOptions): Promise<Verification>;
  /** Writes a self-contained bundle that `verifyBundle` checks; the file appears only when complete. */
  exportBundle(file: string): Promise<{ readonly size: number }>;
  /** Told after each durable append. Returns how to stop. */
  onAppend(listener: (entries: readonly AppendedEntry[]) => void): () => void;
  close(): void;
}
