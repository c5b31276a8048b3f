import { createHash, type Hash } from "node:crypto";
import { base64, base64url, equalBytes, fromBase64url, fromUtf8, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical } from "./canonical-json.ts";
import { parseCount } from "./checkpoint.ts";
import { sha256, sha256Hex } from "./digest.ts";
import { FormatError } from "./format-error.ts";
import { cosignatureTime } from "./log-receipt.ts";
import { extendSeal, firstSeal, type SealState } from "./log-seal.ts";
import type { LogRule } from "../../shared/log-rules.ts";
import { isSignedBy, walkLog, type LogWalk, type Problem } from "./log-walk.ts";
import { leafHash } from "./merkle.ts";
import { parseNote, type NoteVerifier } from "./signed-note.ts";
import { z } from "zod";

/**
 * A log as one file that anybody can check, without the application, a database or a network.
 *
 * `vitrine log bundle v1`, newline, then records: kind, payload length in bytes, SHA-256 of the payload
 * in hexadecimal, newline, payload, newline. The kinds, in this order:
 * `head` (canonical JSON: origin and verifier key of the first epoch); for each leaf an `entry` (exact
 * bytes), after the last entry of a transaction its `checkpoint` (signed note), after that the
 * `receipt`s for it (the same note with cosignatures); `seal` (canonical JSON: size and aggregate); and
 * `end`, a note signed by the key then in force over size and SHA-256 of everything before that record.
 */
const title = "vitrine log bundle v1";
const kinds = ["head", "entry", "checkpoint", "receipt", "seal", "end"] as const;
type Kind = (typeof kinds)[number];

const headSchema = z.strictObject({ v: z.literal(1), origin: z.string().min(1).max(200), key: z.string().max(400) });
const sealSchema = z.strictObject({ size: z.int().nonnegative(), aggregate: z.string().regex(/^[A-Za-z0-9_-]{43}$/u) });

/** Writes a bundle piece by piece. */
export interface BundleWriter {
  entry(leaf: Uint8Array): void;
  checkpoint(note: string): void;
  receipt(note: string): void;
  end(seal: Pick<SealState, "size" | "aggregate">, sign: (text: string) => string): void;
}

/** Begins a bundle; `write` takes the bytes in order. */
export function bundleWriter(
  log: { readonly origin: string; readonly verifierKey: string },
  write: (bytes: Uint8Array) => void,
): BundleWriter {
  const digest = createHash("sha256");
  const put = (bytes: Uint8Array): void => {
    digest.update(bytes);
    write(bytes);
  };
  const record = (kind: Kind, payload: Uint8Array): void => {
    put(utf8(`${kind} ${payload.byteLength} ${sha256Hex(payload)}\n`));
    put(payload);
    put(utf8("\n"));
  };
  let size = 0;
  put(utf8(`${title}\n`));
  record("head", encodeCanonical({ v: 1, origin: log.origin, key: log.verifierKey }));
  return {
    entry: (leaf) => {
      size += 1;
      record("entry", leaf);
    },
    checkpoint: (note) => record("checkpoint", utf8(note)),
    receipt: (note) => record("receipt", utf8(note)),
    end: (seal, sign) => {
      record("seal", encodeCanonical({ size: seal.size, aggregate: base64url(seal.aggregate) }));
      record("end", utf8(sign(endText(log.origin, size, digest.copy()))));
    },
  };
}

function endText(origin: string, size: number, digest: Hash): string {
  return `${title}\n${origin}\n${size}\n${base64(new Uint8Array(digest.digest()))}\n`;
}

/** Bytes of a bundle, read in order. */
export interface BundleSource {
  readonly size: number;
  /** Exactly the bytes `[from, to)`. */
  read(from: number, to: number): Uint8Array;
}

/** What the checker knows from elsewhere; each makes one more check possible. */
export interface BundleTrust {
  /** Verifier key of the log's first epoch, from its enrolment. */
  readonly genesisKey?: string;
  /** Keys of mirrors and witnesses whose receipts count (type 0x04). */
  readonly cosigners?: readonly NoteVerifier[];
  /** Heads somebody else remembers: the log must contain each of them. */
  readonly pins?: readonly { readonly size: number; readonly root: Uint8Array }[];
  /** First seal key, 32 bytes, for those the seal was made for. */
  readonly sealKey?: Uint8Array;
}

export type BundleCheck =
  | "format"
  | "genesis"
  | "entries"
  | "clocks"
  | "epochs"
  | "checkpoints"
  | "receipts"
  | "ending"
  | "pin"
  | "seal";

/** What a bundle turned out to be. */
export interface BundleReport {
  /** `unreadable`: it does not even begin like a bundle, so nothing can be said about a log. */
  readonly outcome: "sound" | "wrong" | "unreadable";
  readonly origin: string | null;
  readonly verifierKey: string | null;
  /** Entries found sound before the first wrong one. */
  readonly size: number;
  /** Base64 root over them. */
  readonly root: string;
  readonly receipts: { readonly count: number; readonly size: number; readonly time: Date | null };
  readonly passed: readonly BundleCheck[];
  /** Checks that need something the checker was not given. */
  readonly unchecked: readonly BundleCheck[];
  readonly firstWrong: (Problem & { readonly record: Kind | null }) | null;
}

interface BundleRecord {
  readonly kind: Kind;
  readonly payload: Uint8Array;
  /** Where the record begins. */
  readonly at: number;
}

/** Reads and checks a bundle completely, up to the first thing that is wrong. Pure: no clock, no network, no database. */
export function verifyBundle(bundle: Uint8Array | BundleSource, trust: BundleTrust = {}): BundleReport {
  const source = bundle instanceof Uint8Array ? memory(bundle) : bundle;
  return new Check(source, trust).run();
}

function memory(bytes: Uint8Array): BundleSource {
  return { size: bytes.byteLength, read: (from, to) => bytes.subarray(from, to) };
}

class Check {
  readonly #reader: RecordReader;
  readonly #trust: BundleTrust;
  #walk: LogWalk | null = null;
  #origin: string | null = null;
  #key: string | null = null;
  #seal: SealState | null;
  #lastNote: string | null = null;
  #sealRead = false;
  #ended = false;
  readonly #receiptDigests = new Set<string>();
  #receipts: { count: number; size: number; time: Date | null } = { count: 0, size: 0, time: null };
  readonly #pins: { readonly size: number; readonly root: Uint8Array }[];

  constructor(source: BundleSource, trust: BundleTrust) {
    this.#reader = new RecordReader(source);
    this.#trust = trust;
    this.#seal = trust.sealKey === undefined ? null : firstSeal(trust.sealKey);
    this.#pins = [...(trust.pins ?? [])];
  }

  run(): BundleReport {
    if (!this.#reader.title()) {
      return this.#report("unreadable", { index: 0, rule: "record-damaged", record: null });
    }
    while (!this.#ended) {
      const record = this.#reader.next();
      if (record === null) {
        return this.#wrong("record-damaged", null);
      }
      const problem = this.#take(record);
      if (problem !== null) {
        return this.#report("wrong", { ...problem, record: record.kind });
      }
    }
    return this.#reader.isAtEnd ? this.#report("sound", null) : this.#wrong("ending", null);
  }

  #wrong(rule: LogRule, record: Kind | null): BundleReport {
    return this.#report("wrong", { index: this.#walk?.size ?? 0, rule, record });
  }

  #take(record: BundleRecord): Problem | null {
    const walk = this.#walk;
    if (walk === null) {
      return record.kind === "head" ? this.#head(record.payload) : this.#here("record-damaged");
    }
    if (this.#sealRead !== (record.kind === "end")) {
      return this.#here("ending");
    }
    return this.#takeInto(walk, record);
  }

  #takeInto(walk: LogWalk, record: BundleRecord): Problem | null {
    switch (record.kind) {
      case "head":
        return this.#here("record-damaged");
      case "entry":
        return this.#entry(walk, record.payload);
      case "checkpoint":
        return this.#checkpoint(walk, record.payload);
      case "receipt":
        return this.#receipt(walk, record.payload);
      case "seal":
        return this.#sealed(walk, record.payload);
      case "end":
        break;
    }
    return this.#end(walk, record);
  }

  #here(rule: LogRule): Problem {
    return { index: this.#walk?.size ?? 0, rule };
  }

  #last(rule: LogRule): Problem {
    return { index: Math.max((this.#walk?.size ?? 0) - 1, 0), rule };
  }

  #head(payload: Uint8Array): Problem | null {
    const head = headSchema.safeParse(canonicalOrNull(payload));
    if (!head.success) {
      return { index: 0, rule: "record-damaged" };
    }
    this.#origin = head.data.origin;
    this.#key = head.data.key;
    if (this.#trust.genesisKey !== undefined && this.#trust.genesisKey !== head.data.key) {
      return { index: 0, rule: "genesis" };
    }
    this.#walk = walkLog({ origin: head.data.origin, genesisKey: head.data.key, signatures: "all" });
    return null;
  }

  #entry(walk: LogWalk, payload: Uint8Array): Problem | null {
    const problem = walk.entry(payload);
    if (problem !== null) {
      return problem;
    }
    this.#lastNote = null;
    if (this.#seal !== null) {
      this.#seal = extendSeal(this.#seal, leafHash(payload));
    }
    return this.#pinsHold(walk) ? null : { index: walk.size - 1, rule: "pin" };
  }

  #pinsHold(walk: LogWalk): boolean {
    return this.#pins.every(({ size, root }) => size !== walk.size || equalBytes(root, walk.root));
  }

  #checkpoint(walk: LogWalk, payload: Uint8Array): Problem | null {
    const note = textOrNull(payload);
    if (note === null || this.#lastNote !== null) {
      return this.#last("checkpoint-malformed");
    }
    this.#lastNote = note;
    return walk.checkpoint(note);
  }

  #receipt(walk: LogWalk, payload: Uint8Array): Problem | null {
    const note = textOrNull(payload);
    if (note === null || this.#lastNote === null || noteText(note) !== noteText(this.#lastNote)) {
      return this.#last("receipt-mismatch");
    }
    const time = this.#newestCosignature(note);
    if (time === null) {
      return this.#last("receipt-signature");
    }
    this.#receiptDigests.add(sha256Hex(payload));
    this.#receipts = { count: this.#receipts.count + 1, size: walk.size, time };
    return null;
  }

  /** Time of a known cosigner's line; null when none counts although cosigners are known. */
  #newestCosignature(note: string): Date | null {
    const { cosigners } = this.#trust;
    if (cosigners === undefined) {
      return this.#receipts.time ?? new Date(0);
    }
    const times = cosigners.flatMap((cosigner) => cosignatureTime(note, cosigner) ?? []);
    return times.length === 0 ? null : new Date(Math.max(...times.map((time) => time.getTime())));
  }

  #sealed(walk: LogWalk, payload: Uint8Array): Problem | null {
    const unfinished = walk.end();
    if (unfinished !== null) {
      return unfinished;
    }
    for (const [digest, index] of walk.receiptEntries) {
      if (!this.#receiptDigests.has(digest)) {
        return { index, rule: "receipt-missing" };
      }
    }
    this.#sealRead = true;
    const seal = sealSchema.safeParse(canonicalOrNull(payload));
    if (!seal.success || seal.data.size !== walk.size) {
      return this.#last("seal");
    }
    const holds = this.#seal === null || equalBytes(this.#seal.aggregate, fromBase64url(seal.data.aggregate));
    return holds ? null : this.#last("seal");
  }

  #end(walk: LogWalk, { payload, at }: BundleRecord): Problem | null {
    this.#ended = true;
    const note = textOrNull(payload);
    const expected = endText(this.#origin ?? "", walk.size, this.#reader.digestBefore(at));
    const isSigned = note !== null && walk.verifier !== null && isSignedBy(note, walk.verifier);
    if (!isSigned || noteText(note) !== expected || parseNote(note).signatures.length !== 1) {
      return this.#last("ending");
    }
    return this.#pins.every(({ size }) => size <= walk.size) ? null : this.#last("pin");
  }

  #report(outcome: BundleReport["outcome"], firstWrong: BundleReport["firstWrong"]): BundleReport {
    const { genesisKey, cosigners, pins, sealKey } = this.#trust;
    const isSound = outcome === "sound";
    const always: readonly BundleCheck[] = ["format", "entries", "clocks", "epochs", "checkpoints", "ending"];
    const optional: readonly (readonly [BundleCheck, boolean])[] = [
      ["genesis", genesisKey !== undefined],
      ["receipts", cosigners !== undefined],
      ["pin", pins !== undefined],
      ["seal", sealKey !== undefined],
    ];
    const given = optional.filter(([, isGiven]) => isGiven).map(([check]) => check);
    return {
      outcome,
      origin: this.#origin,
      verifierKey: this.#key,
      size: this.#walk?.size ?? 0,
      root: base64(this.#walk?.root ?? sha256(new Uint8Array())),
      receipts: { ...this.#receipts, time: cosigners === undefined ? null : this.#receipts.time },
      passed: isSound ? [...always, ...given] : [],
      unchecked: optional.filter(([, isGiven]) => !isGiven).map(([check]) => check),
      firstWrong,
    };
  }
}

function canonicalOrNull(payload: Uint8Array): unknown {
  return orNull(() => decodeCanonical(payload));
}

function textOrNull(payload: Uint8Array): string | null {
  return orNull(() => fromUtf8(payload));
}

function noteText(note: string): string | null {
  return orNull(() => parseNote(note).text);
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

const longestPayload = 65_536;
const longestHeader = 96;

class RecordReader {
  readonly #source: BundleSource;
  #at = 0;
  #hashed = 0;
  readonly #digest = createHash("sha256");
  #window: Uint8Array = new Uint8Array();
  #windowAt = 0;

  constructor(source: BundleSource) {
    this.#source = source;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#source.size;
  }

  title(): boolean {
    const expected = utf8(`${title}\n`);
    const found = this.#peek(this.#at, expected.byteLength);
    this.#at += found.byteLength;
    return equalBytes(found, expected);
  }

  /** Null when what follows is no intact record. */
  next(): BundleRecord | null {
    const at = this.#at;
    const header = this.#peek(at, longestHeader);
    const end = header.indexOf(10);
    const parsed = end < 0 ? null : parseHeader(header.subarray(0, end));
    if (parsed === null) {
      return null;
    }
    const from = at + end + 1;
    const whole = this.#peek(from, parsed.length + 1);
    const payload = whole.slice(0, parsed.length);
    if (whole.byteLength !== parsed.length + 1 || whole[parsed.length] !== 10 || sha256Hex(payload) !== parsed.digest) {
      return null;
    }
    this.#at = from + parsed.length + 1;
    return { kind: parsed.kind, payload, at };
  }

  /** Digest of everything before this place; places only grow. */
  digestBefore(place: number): Hash {
    while (this.#hashed < place) {
      const to = Math.min(place, this.#hashed + 1_048_576);
      this.#digest.update(this.#source.read(this.#hashed, to));
      this.#hashed = to;
    }
    return this.#digest.copy();
  }

  #peek(from: number, length: number): Uint8Array {
    const to = Math.min(from + length, this.#source.size);
    if (from < this.#windowAt || to > this.#windowAt + this.#window.byteLength) {
      const windowTo = Math.min(this.#source.size, Math.max(to, from + 262_144));
      this.#window = this.#source.read(from, windowTo);
      this.#windowAt = from;
    }
    return this.#window.subarray(from - this.#windowAt, to - this.#windowAt);
  }
}

function parseHeader(
  line: Uint8Array,
): { readonly kind: Kind; readonly length: number; readonly digest: string } | null {
  const [word, length, digest, ...rest] = (textOrNull(line) ?? "").split(" ");
  const kind = kinds.find((known) => known === word);
  const bytes = orNull(() => parseCount(length ?? ""));
  if (kind === undefined || bytes === null || bytes > longestPayload || digest === undefined || rest.length > 0) {
    return null;
  }
  return { kind, length: bytes, digest };
}
