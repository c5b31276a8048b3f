import { z } from "zod";
import { capacitySchema } from "../../shared/model/capacity.ts";
import type { EntryTypeName } from "../../shared/log-entries.ts";
import { updateSteps } from "../../shared/updates.ts";
import { decodeCanonical, encodeCanonical, type JsonObject, type JsonValue } from "./canonical-json.ts";
import { FormatError } from "./format-error.ts";

/**
 * One line of the signed log, format v1.
 *
 * The exact bytes of a leaf are the truth: canonical JSON (RFC 8785, integers only, no null), at most
 * 16 KiB. This file says which fields a leaf has; `log-walk.ts` says how leaves follow one another.
 */

/** Longest leaf; `tlog-mirror` itself allows 65 535 bytes. */
export const maximumLeafBytes = 16_384;

const text = z.string().max(4096);
const digest = z.string().regex(/^[0-9a-f]{64}$/u);
const publicKey = z.string().regex(/^[A-Za-z0-9_-]{43}$/u);
const moment = z.iso.datetime();
const index = z.int().nonnegative();
const range = z.looseObject({ from: index, to: index });
const roster = z.array(z.looseObject({ person: text }));
const viewing = { viewing: text };
/** Aggregate of the forward-secure seal over the first `size` leaves (`log-seal.ts`); the engine adds it. */
const sealMark = z.strictObject({ size: index, aggregate: publicKey });

/**
 * What each type of entry says. The first block is written by the log itself and is strict; the
 * others name what must be there, and may say more.
 */
export const entryBodies = {
  genesis: z.strictObject({
    kind: z.enum(["station", "headquarters"]),
    suite: z.literal("vitrine-1"),
    key: publicKey,
    nonce: text,
    /** First seal key, HPKE-sealed to each who may check the seal. */
    seal: z.array(z.strictObject({ to: text, enc: text, ct: text })),
    /** Head of the log this one continues, when an earlier generation was lost. */
    continues: z.strictObject({ origin: text, size: index, root: text }).optional(),
  }),
  boot: z.strictObject({
    nonce: text,
    software: text,
    keyStore: z.enum(["platform", "file"]),
    seal: sealMark.optional(),
  }),
  clock: z.strictObject({ step: z.enum(["back", "forward"]), claimed: moment, expected: moment, seconds: z.int() }),
  "key.rotate": z.strictObject({ epoch: index, key: publicKey, reason: z.enum(["boot", "age", "length", "asked"]) }),
  heartbeat: z.looseObject({ seal: sealMark.optional() }),
  recovery: z.looseObject({ from: index, reason: text }),
  "hq.receipt": z.strictObject({ size: index, root: text, signer: text, time: moment, digest }),

  config: z.looseObject({}),
  "session.open": z.looseObject({ person: text, name: text, certificate: text }),
  "session.close": z.looseObject({ person: text }),
  "session.refuse": z.looseObject({ token: text, failure: text }),
  "request.file": z.looseObject({}),
  "request.decide": z.looseObject({}),
  "grant.import": z.looseObject({ grant: text, digest }),
  "grant.reject": z.looseObject({ reason: text }),
  "room.prepare": z.looseObject({ ...viewing, grant: text }),
  "room.checkIn": z.looseObject({ ...viewing, person: text, name: text, capacity: capacitySchema }),
  "room.checkOut": z.looseObject({ ...viewing, person: text }),
  "room.confirm": z.looseObject({ ...viewing, person: text, roster }),
  "room.notice": z.looseObject(viewing),
  "key.open": z.looseObject({ ...viewing, grant: text, roster }),
  "view.intent": z.looseObject({ ...viewing, grant: text, asset: text, purpose: text, roster }),
  /** With `glance: true`, of previews and levels of sound alone; so is a `view.shown` of small pictures. */
  "view.lease": z.looseObject({ ...viewing, asset: text, segments: range, frames: range }),
  "view.shown": z.looseObject({ ...viewing, asset: text, ranges: z.array(range), roster }),
  /** From here on the picture is shown with these levels, in percent of what is recorded; a way of showing alone. */
  "view.display": z.looseObject({
    ...viewing,
    asset: text,
    enhanced: z.boolean(),
    brightness: index,
    contrast: index,
    gamma: index,
    roster,
  }),
  /** Somebody moved one camera against another: where a moment of `asset` lies in `beside`, before and by the clocks. */
  "view.align": z.looseObject({ ...viewing, asset: text, beside: text, offsetMs: z.int(), clockOffsetMs: z.int() }),
  "view.stop": z.looseObject({ ...viewing, reason: text }),
  "view.end": z.looseObject(viewing),
  "view.receipt": z.looseObject({ ...viewing, no: text, form: text }),
  "mark.add": z.looseObject({}),
  /** Somebody signed revisions of notes; `digest` is over the CMS bytes, which `act` holds (base64). The revisions follow. */
  "note.sign": z.looseObject({ asset: text, digest, act: z.string().max(12_288), revisions: index }),
  /** One revision of a note under the signature `act`; `digest` is over its own canonical bytes. */
  "note.revise": z.looseObject({ note: text, asset: text, digest, act: digest, revision: z.looseObject({}) }),
  /** The notes on a recording were taken out as a file, without a picture. */
  "note.export": z.looseObject({ asset: text, notes: index, digest }),
  /** A register or form went to paper; `digest` is over everything that stands on it. */
  "form.print": z.looseObject({ form: text, no: text, year: text, digest }),
  /** A preservation hold, in force from this entry on; set together with the objection that causes it. */
  "hold.set": z.looseObject({ hold: text, asset: text, trigger: text }),
  /** Somebody signed a step about evidence here; headquarters took it. `digest` is over the CMS bytes. */
  "evidence.step": z.looseObject({ extraction: text, step: text, digest }),
  /** A clip was compared with the ordered frames, and what came of it. */
  "evidence.check": z.looseObject({ extraction: text, clip: digest, exact: z.boolean() }),
  /** Everything this station held of a recording is gone, on the statement with this digest. */
  "asset.destroyed": z.looseObject({ asset: text, list: text, statement: digest }),
  /** What a draw is made from was fixed, before its seed exists; `digest` is over the commitment's canonical bytes. */
  "draw.commit": z.looseObject({ plan: text, round: index, items: index, digest }),
  refuse: z.looseObject({ attempt: text, failure: text }),
  "export.try": z.looseObject({}),
  /** A travel bundle was written: it carries the entries from `from` up to this one. `cursor` acknowledges the outbox. */
  "bundle.export": z.looseObject({ from: index, cursor: index }),
  /** An answer was taken in: the head headquarters countersigned, and the outbox up to `cursor`. */
  "bundle.import": z.looseObject({ size: index, items: index, cursor: index }),
  /** Somebody had the whole log verified, and it was sound up to this size. */
  "verify.pass": z.looseObject({ size: index }),
  "verify.fail": z.looseObject({}),
  "seal.state": z.looseObject({}),
  /** The room guard saw something during a viewing; `black` took the picture away, `note` did not. */
  "guard.sign": z.strictObject({ viewing: text, sign: text, effect: z.enum(["black", "note"]), detail: text }),
  "lease.low": z.looseObject({}),
  /** What became of an update of the program; `digest` is that of the release, or of what came in its place. */
  "program.update": z.looseObject({ step: z.enum(updateSteps), digest }),
  migrate: z.looseObject({}),

  // Acts of headquarters, in its own log.
  "hq.config": z.looseObject({}),
  "hq.enrol": z.looseObject({ origin: text }),
  "hq.person": z.looseObject({ person: text }),
  "hq.ingest": z.looseObject({ asset: text }),
  "hq.custody": z.looseObject({ asset: text }),
  "hq.request": z.looseObject({ request: text, digest }),
  "hq.decision": z.looseObject({ request: text, digest }),
  "hq.release": z.looseObject({ grant: text }),
  "hq.revoke": z.looseObject({ grant: text }),
  "hq.policy": z.looseObject({}),
  "hq.cosign": z.looseObject({ origin: text, size: index, root: text }),
  "hq.refuse": z.looseObject({ attempt: text, failure: text }),
  "hq.evidence": z.looseObject({ origin: text }),
  "hq.admin": z.looseObject({}),
  /** A travel bundle was taken in and answered; `digest` is over the answer, see the format's page. */
  "hq.bundle": z.looseObject({ origin: text, from: index, to: index, size: index, after: index, next: index, digest }),
  /** A signed act about keeping or destroying; `digest` is over its CMS bytes. */
  "hq.retention": z.looseObject({ order: text, digest }),
  /** A standing order (常备调阅令) is drawn up, approved, refused, used or withdrawn; `digest` is over the act's CMS bytes. */
  "hq.order": z.looseObject({ order: text, number: text, act: text, digest }),
  /** Keys and stored files of a recording are erased at headquarters. */
  "hq.destroy": z.looseObject({ asset: text, list: text }),
  /** A signed act about evidence, or what headquarters did on it; `digest` is over the act's CMS bytes. */
  "hq.extraction": z.looseObject({ extraction: text, step: text, digest }),
  /** The citation of a frame was given to somebody. */
  "hq.citation": z.looseObject({ asset: text, frame: index }),
  /** Two administrators published or withdrew a release of the program; `digest` is that of the release. */
  "hq.program": z.looseObject({ act: z.enum(["publish", "withdraw"]), digest }),
} as const satisfies Record<EntryTypeName, z.ZodType>;

export type EntryType = keyof typeof entryBodies;
export type EntryBody<T extends EntryType> = z.infer<(typeof entryBodies)[T]>;

/** What somebody asks the log to record; the log adds everything else. */
export type NewEntry = {
  readonly [T in EntryType]: {
    readonly t: T;
    readonly b: EntryBody<T>;
    /** Who acted, when a person did. */
    readonly person?: string;
    /** Signed-in session the act belongs to. */
    readonly sess?: string;
  };
}[EntryType];

/** The envelope around every body; one zod row, so a foreign field is refused. */
export const envelopeSchema = z.strictObject({
  v: z.literal(1),
  /** Origin of the log; binds the entry to this log and generation. */
  o: z.string().min(1).max(200),
  seq: index,
  /** Number of the signing key under which this entry is attested. */
  ep: index,
  t: z.string(),
  /** How many times this log has been opened before. */
  boot: index,
  sess: text.optional(),
  person: text.optional(),
  /** Nanoseconds since this boot, decimal: a clock nobody can set. */
  mono: z.string().regex(/^(?:0|[1-9][0-9]{0,18})$/u),
  /** The log's judged time (research note B.4); never goes back. */
  wall: moment,
  /** RFC 6962 leaf hash of the entry before, base64url; 32 zero bytes for the first. */
  prev: publicKey,
  b: z.record(z.string(), z.unknown()),
});
export type Envelope = z.infer<typeof envelopeSchema>;

/** An entry read back; `b` has been checked against its type's schema. */
export type LogEntry = {
  readonly [T in EntryType]: Omit<Envelope, "t" | "b"> & { readonly t: T; readonly b: EntryBody<T> };
}[EntryType];

/** A leaf taken apart: an entry of this format, or a statement of another one (headquarters logs only). */
export type ReadLeaf =
  | { readonly kind: "entry"; readonly entry: LogEntry }
  | { readonly kind: "statement"; readonly t: string; readonly value: JsonObject };

/** Why bytes are no leaf. */
export type LeafRefusal = "too-long" | "not-canonical" | "unknown-shape";

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && !Array.isArray(value);
}

function isEntryType(type: string): type is EntryType {
  return Object.hasOwn(entryBodies, type);
}

/** Reads one leaf. Bytes that are not canonical, too long, or of no known shape are refused with the reason. */
export function readLeaf(leaf: Uint8Array): ReadLeaf | LeafRefusal {
  if (leaf.byteLength > maximumLeafBytes) {
    return "too-long";
  }
  const value = canonicalOrNull(leaf);
  if (value === null) {
    return "not-canonical";
  }
  if (!isObject(value)) {
    return "unknown-shape";
  }
  if (!Object.hasOwn(value, "seq")) {
    const type = value["t"];
    return typeof type === "string" ? { kind: "statement", t: type, value } : "unknown-shape";
  }
  return readEntry(value);
}

function canonicalOrNull(leaf: Uint8Array): JsonValue | null {
  try {
    return decodeCanonical(leaf);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

function readEntry(value: JsonObject): ReadLeaf | LeafRefusal {
  const envelope = envelopeSchema.safeParse(value);
  if (!envelope.success || !isEntryType(envelope.data.t)) {
    return "unknown-shape";
  }
  if (!entryBodies[envelope.data.t].safeParse(envelope.data.b).success) {
    return "unknown-shape";
  }
  // The body was checked against the schema of this very type.
  return { kind: "entry", entry: envelope.data as LogEntry };
}

/**
 * The leaf bytes of an entry.
 *
 * @throws {FormatError} when the body is not of its type, holds a fraction or null, or the leaf is too long.
 */
export function writeEntry(envelope: Omit<Envelope, "b">, body: unknown): Uint8Array {
  if (!isEntryType(envelope.t)) {
    throw new FormatError("unknown entry type");
  }
  const parsed = entryBodies[envelope.t].safeParse(body);
  if (!parsed.success) {
    throw new FormatError(
      `body of ${envelope.t} is malformed at ${parsed.error.issues[0]?.path.join(".") ?? "its root"}`,
    );
  }
  // encodeCanonical itself refuses whatever is no JsonValue.
  const leaf = encodeCanonical({ ...envelope, b: parsed.data } as unknown as JsonObject);
  if (leaf.byteLength > maximumLeafBytes) {
    throw new FormatError("entry is too long");
  }
  return leaf;
}
