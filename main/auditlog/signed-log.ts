import type { LogState, Verification } from "../../shared/model/evidence.ts";
import { Breach } from "../diagnostics/index.ts";
import { base64, hex, utf8 } from "../formats/bytes.ts";
import { parseCheckpoint } from "../formats/checkpoint.ts";
import { sha256Hex } from "../formats/digest.ts";
import { readLeaf, type EntryBody, type LogEntry, type NewEntry } from "../formats/log-entry.ts";
import { consistencyProofFrom, inclusionProofFrom, subtreeConsistencyProofFrom, treeRoot } from "../formats/merkle.ts";
import { parseNote, verifierKey } from "../formats/signed-note.ts";
import { edgeRoot } from "../formats/tree-edge.ts";
import type { Sqlite } from "../storage/index.ts";
import { writeBundle } from "./export.ts";
import type { JudgedClock, Reading } from "./judged-clock.ts";
import { DurableLease } from "./lease.ts";
import type { AppendedEntry, AuditLog, LogOptions, Receipt, VerifyOptions } from "./log.ts";
import { prepare, type Draft, type Extras, type Head } from "./prepare.ts";
import { addReceipts } from "./receipts-file.ts";
import { signText } from "./signing.ts";
import type { LogStore } from "./store.ts";
import { verifyStore } from "./verify.ts";

/** An epoch ends after this many entries or this long, whichever comes first. */
const longestEpochEntries = 10_000;
const longestEpochNs = 24n * 3_600_000_000_000n;

export interface Opened {
  readonly sqlite: Sqlite;
  readonly store: LogStore;
  readonly clock: JudgedClock;
  readonly head: Head;
  readonly verifierKey: string;
  readonly kind: "station" | "headquarters";
  readonly receiptsFile: string;
  readonly options: LogOptions;
}

/** The log itself; made by `createLog` and `openLog` only. */
export class SignedLog implements AuditLog {
  readonly origin: string;
  readonly verifierKey: string;
  readonly #opened: Opened;
  readonly #listeners = new Set<(entries: readonly AppendedEntry[]) => void>();
  #head: Head;
  #ended: "broken" | "closed" | null = null;

  constructor(opened: Opened) {
    this.#opened = opened;
    this.#head = opened.head;
    this.origin = opened.options.origin;
    this.verifierKey = opened.verifierKey;
  }

  get size(): number {
    return this.#head.edge.size;
  }

  append(...entries: readonly [NewEntry, ...NewEntry[]]): AppendedEntry[] {
    return this.commit(entries);
  }

  appendStatement(leaf: Uint8Array): AppendedEntry {
    if (this.#opened.kind !== "headquarters") {
      throw new TypeError("a station's log holds no statements");
    }
    return only(this.commit([{ statement: leaf }]));
  }

  lease(body: EntryBody<"view.lease">, person?: string): DurableLease {
    const entry =
      person === undefined ? { t: "view.lease" as const, b: body } : { t: "view.lease" as const, b: body, person };
    const { index } = only(this.commit([entry]));
    return DurableLease.afterCommit(index, body);
  }

  /** Appends with everything that belongs into the same transaction. @internal */
  commit(drafts: readonly Draft[], extras: Extras = {}): AppendedEntry[] {
    this.#requireAlive();
    const reading = this.#opened.clock.read();
    const steps = reading.step === null ? [] : [stepEntry(reading)];
    const all = [...steps, ...drafts];
    const rotate = extras.rotate ?? this.#dueRotation(all.length, reading);
    const stamp = { wall: reading.judged, mono: reading.mono };
    const prepared = prepare(this.#head, all, stamp, { ...extras, rotate }, this.#opened.options.keyStore);
    // Whether the rows are on disk is unknown after a failure; going on could sign two roots for one size.
    this.#orEnd("a commit failed", () => {
      this.#opened.store.add(prepared.addition);
      if (prepared.addition.nextKey !== undefined) {
        // The erased key must not live on in the write-ahead log.
        this.#opened.sqlite.checkpoint();
        this.#opened.sqlite.reserve(this.#opened.options.reserveBytes ?? 0);
      }
    });
    this.#head = prepared.head;
    if (reading.step !== null || drafts.some((draft) => "t" in draft && draft.t === "boot")) {
      this.#opened.clock.anchor(reading);
    }
    this.#tell(prepared.appended);
    return prepared.appended.slice(steps.length, steps.length + drafts.length);
  }

  /** Crash-only (research note B.6): whatever fails while writing ends the log. */
  #orEnd(what: string, write: () => void): void {
    try {
      write();
    } catch (cause) {
      this.#ended = "broken";
      throw new Breach("log", `the log ended: ${what}`, { cause });
    }
  }

  #dueRotation(entries: number, reading: Reading): "length" | "age" | null {
    const { signer, edge } = this.#head;
    if (edge.size + entries + 1 - signer.start >= longestEpochEntries) {
      return "length";
    }
    return reading.mono - signer.since >= longestEpochNs ? "age" : null;
  }

  #requireAlive(): void {
    if (this.#ended === "broken") {
      throw new Breach("log", "the log ended: a commit failed before");
    }
    if (this.#ended === "closed") {
      throw new Error("log is closed");
    }
  }

  #tell(appended: readonly AppendedEntry[]): void {
    for (const listener of this.#listeners) {
      try {
        listener(appended);
      } catch (error) {
        // The entries are durable whatever a listener does; its fault surfaces on its own.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  leaf(index: number): Uint8Array | null {
    this.#requireAlive();
    return index < this.size ? this.#opened.store.leaf(index) : null;
  }

  entry(index: number): LogEntry | null {
    const leaf = this.leaf(index);
    return leaf === null ? null : entryOf(leaf);
  }

  *entries(from = 0, to = this.size): Iterable<LogEntry> {
    const end = Math.min(to, this.size);
    for (let page = from; page < end; page += 256) {
      for (const leaf of this.leaves(page, Math.min(page + 256, end))) {
        const entry = entryOf(leaf);
        if (entry !== null) {
          yield entry;
        }
      }
    }
  }

  leaves(from: number, to: number): Uint8Array[] {
    this.#requireAlive();
    return this.#opened.store.leaves(from, Math.min(to, this.size));
  }

  root(size = this.size): Uint8Array {
    this.#requireAlive();
    return size === this.size ? edgeRoot(this.#head.edge) : treeRoot(this.#opened.store, this.#within(size));
  }

  checkpoint(): string {
    const note = this.checkpointAt(this.size);
    if (note === null) {
      throw new Breach("log", "latest checkpoint is missing");
    }
    return note;
  }

  checkpointAt(size: number): string | null {
    this.#requireAlive();
    return this.#opened.store.checkpointAt(this.#within(size));
  }

  epochKey(size: number): string {
    this.#requireAlive();
    const key = this.#opened.store.keyFor(this.#within(size));
    if (key === null) {
      throw new Breach("log", "signing key is missing");
    }
    return verifierKey(this.origin, key.publicKey);
  }

  rotationAfter(size: number): number | null {
    this.#requireAlive();
    return this.#opened.store.rotationAfter(size);
  }

  epochStart(size: number): number {
    this.#requireAlive();
    const key = this.#opened.store.keyFor(this.#within(size));
    if (key === null) {
      throw new Breach("keys", "stored keys do not follow from the log");
    }
    return key.start;
  }

  proveInclusion(index: number, size = this.size): Uint8Array[] {
    this.#requireAlive();
    return inclusionProofFrom(this.#opened.store, index, this.#within(size));
  }

  proveConsistency(oldSize: number, size = this.size): Uint8Array[] {
    this.#requireAlive();
    return consistencyProofFrom(this.#opened.store, oldSize, this.#within(size));
  }

  proveSubtree(start: number, end: number, size = this.size): Uint8Array[] {
    this.#requireAlive();
    return subtreeConsistencyProofFrom(this.#opened.store, start, end, this.#within(size));
  }

  #within(size: number): number {
    if (size > this.size) {
      throw new RangeError("size lies past the end of the log");
    }
    return size;
  }

  state(): LogState {
    return {
      origin: this.origin,
      size: this.size,
      root: base64(edgeRoot(this.#head.edge)),
      epoch: this.#head.signer.epoch,
      lastEntryAt: this.#head.lastAt.toISOString(),
      keyStore: this.#opened.options.keyStore === null ? "file" : "platform",
    };
  }

  now(): Date {
    return this.#opened.clock.now();
  }

  keepReceipt(receipt: Receipt): AppendedEntry {
    this.#requireAlive();
    const checkpoint = parseCheckpoint(parseNote(receipt.note).text);
    if (
      receipt.size !== checkpoint.size ||
      receipt.size > this.size ||
      hex(this.root(receipt.size)) !== hex(checkpoint.root)
    ) {
      throw new Breach("log", "a receipt contradicts the log");
    }
    this.#opened.clock.hear(receipt.time);
    // The file first: a receipt that is only in the table would go back with a restored table.
    this.#orEnd("a receipt could not be kept", () => addReceipts(this.#opened.receiptsFile, [receipt]));
    const b = {
      size: receipt.size,
      root: base64(checkpoint.root),
      signer: receipt.signer,
      time: receipt.time.toISOString(),
      digest: sha256Hex(utf8(receipt.note)),
    };
    return only(this.commit([{ t: "hq.receipt", b }], { receipt }));
  }

  lastReceipt(): Receipt | null {
    this.#requireAlive();
    return this.#opened.store.lastReceipt();
  }

  receiptCovering(index: number): Receipt | null {
    this.#requireAlive();
    return this.#opened.store.receiptCovering(index);
  }

  receipts(): Receipt[] {
    this.#requireAlive();
    return this.#opened.store.receipts();
  }

  async verify(options: VerifyOptions = {}): Promise<Verification> {
    this.#requireAlive();
    return verifyStore(this.#opened.store, {
      ...options,
      origin: this.origin,
      genesisKey: this.verifierKey,
      size: this.size,
    });
  }

  async exportBundle(file: string): Promise<{ readonly size: number }> {
    this.#requireAlive();
    return writeBundle(file, {
      origin: this.origin,
      verifierKey: this.verifierKey,
      store: this.#opened.store,
      size: () => this.size,
      seal: () => this.#head.seal,
      sign: (text) => {
        this.#requireAlive();
        return signText(text, this.#head.signer);
      },
    });
  }

  onAppend(listener: (entries: readonly AppendedEntry[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    if (this.#ended === "closed") {
      return;
    }
    if (this.#ended === null) {
      this.#opened.store.noteEnding(true);
    }
    this.#ended = "closed";
    this.#listeners.clear();
    this.#opened.sqlite.close();
  }
}

function only(appended: readonly AppendedEntry[]): AppendedEntry {
  const [entry] = appended;
  if (entry === undefined) {
    throw new Error("nothing was appended");
  }
  return entry;
}

function entryOf(leaf: Uint8Array): LogEntry | null {
  const read = readLeaf(leaf);
  if (typeof read === "string") {
    throw new Breach("log", "an entry of the log cannot be read");
  }
  return read.kind === "entry" ? read.entry : null;
}

function stepEntry({ step, judged }: Reading): NewEntry {
  const claimed = step?.claimed ?? judged;
  const expected = step?.expected ?? judged;
  return {
    t: "clock",
    b: {
      step: step?.step ?? "forward",
      claimed: claimed.toISOString(),
      expected: expected.toISOString(),
      seconds: Math.round((claimed.getTime() - expected.getTime()) / 1000),
    },
  };
}
