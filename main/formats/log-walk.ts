import { base64url, equalBytes, fromBase64url } from "./bytes.ts";
import { formatCheckpoint, parseCheckpoint, type Checkpoint } from "./checkpoint.ts";
import type { LogRule } from "../../shared/log-rules.ts";
import { FormatError } from "./format-error.ts";
import { readLeaf, type LogEntry } from "./log-entry.ts";
import { entryRules, type Position } from "./log-rules.ts";
import { leafHash } from "./merkle.ts";
import { openNote, parseNote, parseVerifierKey, verifierKey, type NoteVerifier } from "./signed-note.ts";
import { edgeRoot, emptyEdge, extendEdge, type NodeListener, type TreeEdge } from "./tree-edge.ts";

/** The first thing found wrong: which entry, and which rule it breaks. */
export interface Problem {
  readonly index: number;
  readonly rule: LogRule;
}

export interface WalkOptions {
  readonly origin: string;
  /** Verifier key of the first epoch, known from elsewhere; without it the log's own genesis is believed. */
  readonly genesisKey?: string;
  /** `ends` checks the last signature of each epoch, `all` each one. */
  readonly signatures: "all" | "ends";
  readonly onNode?: NodeListener;
}

/** Where a walk may begin other than at the first entry: after an entry that is already known to be right. */
export interface WalkStart {
  readonly edge: TreeEdge;
  readonly last: LogEntry | null;
  readonly lastDigest: Uint8Array;
  readonly epoch: number;
  readonly publicKey: Uint8Array;
  readonly kind: "station" | "headquarters";
}

/** A walk along a log, leaf by leaf and checkpoint by checkpoint. Pure: no database, no network, no clock. */
export interface LogWalk {
  readonly size: number;
  readonly root: Uint8Array;
  readonly epoch: number;
  /** Key that signs what comes next. */
  readonly verifier: NoteVerifier | null;
  /** Where each epoch begins, and its public key. */
  readonly epochs: readonly { readonly start: number; readonly publicKey: Uint8Array }[];
  /** Receipts that entries speak of: SHA-256 of the note (hex) → index of the entry. */
  readonly receiptEntries: ReadonlyMap<string, number>;
  entry(leaf: Uint8Array): Problem | null;
  checkpoint(note: string): Problem | null;
  /** To be called once at the end. */
  end(): Problem | null;
}

const zeroDigest = new Uint8Array(32);

/** Begins a walk, at the first leaf or after `start`. */
export function walkLog(options: WalkOptions, start?: WalkStart): LogWalk {
  return new Walk(options, start);
}

class Walk implements LogWalk {
  readonly #options: WalkOptions;
  #edge: TreeEdge = emptyEdge;
  #position: Position | null = null;
  #previous: Uint8Array = zeroDigest;
  #checked = 0;
  /** Newest checkpoint of the running epoch whose signature has not been looked at yet. */
  #unsigned: string | null = null;
  #signer: NoteVerifier | null = null;
  #next: NoteVerifier | null = null;
  readonly #epochs: { start: number; publicKey: Uint8Array }[] = [];
  readonly #receipts = new Map<string, number>();

  constructor(options: WalkOptions, start?: WalkStart) {
    this.#options = options;
    if (start !== undefined) {
      this.#edge = start.edge;
      this.#checked = start.edge.size;
      this.#previous = start.lastDigest;
      this.#signer = this.#verifierOf(start.publicKey);
      this.#position = { kind: start.kind, epoch: start.epoch, last: start.last, anchor: null };
      this.#epochs.push({ start: start.edge.size, publicKey: start.publicKey });
    }
  }

  get size(): number {
    return this.#edge.size;
  }

  get root(): Uint8Array {
    return edgeRoot(this.#edge);
  }

  get epoch(): number {
    return this.#position?.epoch ?? 0;
  }

  get verifier(): NoteVerifier | null {
    return this.#next ?? this.#signer;
  }

  get epochs(): readonly { readonly start: number; readonly publicKey: Uint8Array }[] {
    return this.#epochs;
  }

  get receiptEntries(): ReadonlyMap<string, number> {
    return this.#receipts;
  }

  entry(leaf: Uint8Array): Problem | null {
    const index = this.size;
    if (this.#next !== null && this.#checked !== index) {
      // The old key must have attested the new one before anything is signed with it.
      return { index: index - 1, rule: "rotation-unsigned" };
    }
    const turned = this.#turn();
    if (turned !== null) {
      return turned;
    }
    const read = readLeaf(leaf);
    if (typeof read === "string") {
      return { index, rule: read };
    }
    const rule = read.kind === "statement" ? this.#statement() : this.#follow(read.entry);
    if (rule !== null) {
      return { index, rule };
    }
    this.#previous = leafHash(leaf);
    this.#edge = extendEdge(this.#edge, this.#previous, this.#options.onNode);
    return null;
  }

  #statement(): LogRule | null {
    return this.#position?.kind === "headquarters" ? null : "statement-not-allowed";
  }

  #follow(entry: LogEntry): LogRule | null {
    if (this.#position === null) {
      return this.#begin(entry);
    }
    const context = { origin: this.#options.origin, index: this.size, previous: base64url(this.#previous) };
    for (const { rule, holds } of entryRules) {
      if (!holds(entry, this.#position, context)) {
        return rule;
      }
    }
    if (entry.t === "hq.receipt") {
      this.#receipts.set(entry.b.digest, entry.seq);
    }
    const rotated = entry.t === "key.rotate" ? this.#rotate(entry.b.key) : null;
    if (rotated !== null) {
      return rotated;
    }
    this.#position = {
      ...this.#position,
      epoch: entry.t === "key.rotate" ? entry.b.epoch : this.#position.epoch,
      last: entry,
      anchor: entry.t === "boot" || entry.t === "clock" ? anchorOf(entry) : this.#position.anchor,
    };
    return null;
  }

  #begin(entry: LogEntry): LogRule | null {
    const { origin, genesisKey } = this.#options;
    if (entry.t !== "genesis" || entry.seq !== 0 || entry.ep !== 0 || entry.boot !== 0) {
      return "genesis";
    }
    if (entry.o !== origin) {
      return "origin";
    }
    if (entry.prev !== base64url(zeroDigest)) {
      return "previous";
    }
    const signer = this.#usable(entry.b.key);
    if (signer === null || (genesisKey !== undefined && genesisKey !== verifierKey(origin, signer.publicKey))) {
      return "genesis";
    }
    this.#signer = signer;
    this.#epochs.push({ start: 0, publicKey: signer.publicKey });
    this.#position = { kind: entry.b.kind, epoch: 0, last: entry, anchor: anchorOf(entry) };
    return null;
  }

  #rotate(key: string): LogRule | null {
    this.#next = this.#usable(key);
    if (this.#next === null) {
      return "rotation";
    }
    this.#epochs.push({ start: this.size + 1, publicKey: this.#next.publicKey });
    return null;
  }

  #usable(key: string): NoteVerifier | null {
    try {
      return this.#verifierOf(fromBase64url(key));
    } catch (error) {
      if (error instanceof FormatError) {
        return null;
      }
      throw error;
    }
  }

  #verifierOf(publicKey: Uint8Array): NoteVerifier {
    return parseVerifierKey(verifierKey(this.#options.origin, publicKey));
  }

  /** Passes into the next epoch once the old key has signed the rotation. */
  #turn(): Problem | null {
    if (this.#next === null) {
      return null;
    }
    const problem = this.#checkSignature();
    this.#signer = this.#next;
    this.#next = null;
    return problem;
  }

  checkpoint(note: string): Problem | null {
    const first = Math.min(this.#checked, Math.max(this.size - 1, 0));
    const read = textOf(note);
    if (read === null || read.checkpoint.origin !== this.#options.origin || read.checkpoint.size !== this.size) {
      return { index: Math.max(this.size - 1, 0), rule: "checkpoint-malformed" };
    }
    if (!equalBytes(read.checkpoint.root, this.root)) {
      return { index: first, rule: "checkpoint-root" };
    }
    this.#checked = this.size;
    this.#unsigned = note;
    return this.#options.signatures === "all" ? this.#checkSignature() : null;
  }

  #checkSignature(): Problem | null {
    if (this.#unsigned === null || this.#signer === null) {
      return null;
    }
    const note = this.#unsigned;
    this.#unsigned = null;
    return isSignedBy(note, this.#signer) ? null : { index: this.#checked - 1, rule: "checkpoint-signature" };
  }

  end(): Problem | null {
    if (this.#checked !== this.size || this.size === 0) {
      return { index: Math.min(this.#checked, Math.max(this.size - 1, 0)), rule: "checkpoint-missing" };
    }
    return this.#checkSignature();
  }
}

function anchorOf(entry: LogEntry): { wall: number; mono: bigint } {
  return { wall: Date.parse(entry.wall), mono: BigInt(entry.mono) };
}

function textOf(note: string): { readonly checkpoint: Checkpoint } | null {
  try {
    const { text } = parseNote(note);
    const checkpoint = parseCheckpoint(text);
    return formatCheckpoint(checkpoint) === text ? { checkpoint } : null;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** Whether this key signed the note; a wrong signature and no signature are the same here. */
export function isSignedBy(note: string, verifier: NoteVerifier): boolean {
  try {
    return openNote(note, [verifier]) !== null;
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}
