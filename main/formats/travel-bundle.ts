import type { KeyObject } from "node:crypto";
import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { BundleRefusal } from "../../shared/refusals.ts";
import { base64url, type ByteSource, concatBytes, equalBytes, fromBase64url, plainBytes, utf8 } from "./bytes.ts";
import { decodeCanonical, encodeCanonical } from "./canonical-json.ts";
import { openRandomAccess, type RandomAccess, sealStream } from "./chunked-encryption.ts";
import { FormatError } from "./format-error.ts";
import { hpkeOpen, hpkeSeal, kemPublicKeyOf } from "./hpke.ts";

/**
 * What travels between a station and headquarters on a stick, when there is no line between them: outward the
 * requests of C2SP tlog-witness and tlog-mirror, back what headquarters answered. The file is laid out in this room's
 * README. It keeps others from reading; who wrote it is proved by what is inside.
 */

/** What the file says about itself in clear; bound to every byte after it. */
export interface TravelHeader {
  readonly direction: "outward" | "answer";
  /** Origin of the station's log. */
  readonly origin: string;
  /** Entries that the file is about: `[from, to)`. */
  readonly from: number;
  readonly to: number;
  /** X25519 key that the file is sealed to, base64url. */
  readonly recipient: string;
}

/** Kinds of records, each with its number on disk. */
export const travelKinds = {
  checkpoint: 1,
  entries: 2,
  acknowledge: 3,
  outbox: 4,
  receipt: 17,
  item: 18,
  proof: 19,
} as const;
export type TravelKind = keyof typeof travelKinds;

export interface TravelRecord {
  readonly kind: TravelKind;
  readonly payload: Uint8Array;
  /** Where the record after this one begins, for reading on from there. */
  readonly next: number;
}

/** A file is not what the reader can take; `reason` says why in a word that people have a sentence for. */
export class TravelRefusal extends FormatError {
  readonly reason: BundleRefusal;

  constructor(reason: BundleRefusal, options?: ErrorOptions) {
    super(`travel bundle: ${reason}`, options);
    this.name = "TravelRefusal";
    this.reason = reason;
  }
}

const magic = utf8("VITRINE-TRAVEL\n");
const info = utf8("vitrine/travel-bundle/v1");
const longestHeader = 1024;
const keyBytes = 32;
const sealedKeyBytes = keyBytes + 16;
const recordHeadBytes = 5;
/** Longest record, in bytes: a request or an item of the outbox. */
export const longestTravelRecord = 16 * 1024 * 1024;
/** Longest file, in bytes. Years of entries fit; what is longer was not made by a station. */
export const longestTravelFile = 8 * 1024 * 1024 * 1024;
const windowBytes = 1024 * 1024;

const headerSchema = z.strictObject({
  v: z.literal(1),
  direction: z.enum(["outward", "answer"]),
  origin: z.string().min(1).max(200),
  from: z.int().nonnegative(),
  to: z.int().nonnegative(),
  recipient: z.string().regex(/^[A-Za-z0-9_-]{43}$/u),
});

const kindOf = new Map<number, TravelKind>(
  Object.entries(travelKinds).map(([kind, number]) => [number, kind as TravelKind]),
);

/** Which kinds may follow which; `null` is the start of the file. */
const successors: Readonly<Record<TravelHeader["direction"], ReadonlyMap<TravelKind | null, readonly TravelKind[]>>> = {
  outward: new Map<TravelKind | null, readonly TravelKind[]>([
    [null, ["checkpoint"]],
    ["checkpoint", ["entries"]],
    ["entries", ["entries", "checkpoint", "acknowledge"]],
    ["acknowledge", ["outbox"]],
  ]),
  answer: new Map<TravelKind | null, readonly TravelKind[]>([
    [null, ["receipt", "item", "proof"]],
    ["receipt", ["item", "proof"]],
    ["item", ["item", "proof"]],
  ]),
};
const endings: Readonly<Record<TravelHeader["direction"], TravelKind>> = { outward: "outbox", answer: "proof" };

/** Bytes of one record before they are sealed. */
export function formatTravelRecord(kind: TravelKind, payload: Uint8Array): Uint8Array {
  if (payload.byteLength > longestTravelRecord) {
    throw new FormatError("travel record is too long");
  }
  const head = new Uint8Array(recordHeadBytes);
  head[0] = travelKinds[kind];
  new DataView(head.buffer).setUint32(1, payload.byteLength);
  return concatBytes(head, payload);
}

/** Seals a travel bundle piece by piece, in constant memory. */
export interface TravelSealer {
  /** Bytes of the file that are ready after this record; may be empty. */
  record(kind: TravelKind, payload: Uint8Array): Uint8Array;
  /** The rest of the file. Nothing may follow. */
  finish(): Uint8Array;
}

/** Begins a file under a fresh key. @throws {FormatError} when the header is malformed or the recipient's key unusable. */
export function sealTravelBundle(header: TravelHeader): TravelSealer {
  const clear = encodeCanonical(headerSchema.parse({ v: 1, ...header }));
  const key = plainBytes(randomBytes(keyBytes));
  const { enc, ct } = hpkeSeal(fromBase64url(header.recipient), info, clear, key);
  const sealer = sealStream(key, clear);
  let ready = concatBytes(magic, uint16(clear.byteLength), clear, enc, ct);
  const take = (bytes: Uint8Array): Uint8Array => {
    const out = concatBytes(ready, bytes);
    ready = new Uint8Array();
    return out;
  };
  return {
    record: (kind, payload) => take(sealer.update(formatTravelRecord(kind, payload))),
    finish: () => take(sealer.finish()),
  };
}

function uint16(value: number): Uint8Array {
  return new Uint8Array([value >> 8, value & 0xff]);
}

interface Opening {
  readonly header: TravelHeader;
  readonly clear: Uint8Array;
  /** Where the encapsulated key begins. */
  readonly at: number;
}

async function readOpening(source: ByteSource): Promise<Opening> {
  if (source.size === 0) {
    throw new TravelRefusal("empty");
  }
  if (source.size > longestTravelFile) {
    throw new TravelRefusal("too-large");
  }
  const start = magic.byteLength + 2;
  const head = await source.read(0, Math.min(start, source.size));
  if (head.byteLength < start || !equalBytes(head.subarray(0, magic.byteLength), magic)) {
    throw new TravelRefusal("foreign");
  }
  const length = ((head[start - 2] ?? 0) << 8) | (head[start - 1] ?? 0);
  if (length > longestHeader || start + length > source.size) {
    throw new TravelRefusal("damaged");
  }
  const clear = await source.read(start, start + length);
  return { header: readHeader(clear), clear, at: start + length };
}

function readHeader(clear: Uint8Array): TravelHeader {
  try {
    const value = decodeCanonical(clear);
    if (typeof value === "object" && "v" in value && value["v"] !== 1) {
      throw new TravelRefusal("newer");
    }
    const { v: _version, ...header } = headerSchema.parse(value);
    return header;
  } catch (cause) {
    throw cause instanceof TravelRefusal ? cause : new TravelRefusal("damaged", { cause });
  }
}

/** What the file says about itself; nothing of it is proved before the file is opened. @throws {TravelRefusal} */
export async function readTravelHeader(source: ByteSource): Promise<TravelHeader> {
  return (await readOpening(source)).header;
}

/** An opened file. Everything read from it was authenticated together with its header. */
export interface TravelReader {
  readonly header: TravelHeader;
  /** Length of all records together, in bytes. */
  readonly size: number;
  /**
   * Records in order, from the start or from a record's `next`.
   *
   * @throws {TravelRefusal} `damaged` when a byte was changed, cut off, moved or added, or the order is not the format's.
   */
  records(from?: { readonly at: number; readonly after: TravelKind }): AsyncGenerator<TravelRecord, void, undefined>;
}

/** Whom a file must be for. */
export interface TravelRecipient {
  readonly direction: TravelHeader["direction"];
  /** X25519 private key. */
  readonly privateKey: KeyObject;
  /** Said when the file is sealed to another key. */
  readonly otherwise: BundleRefusal;
}

/** Opens a file. @throws {TravelRefusal} with the reason. */
export async function openTravelBundle(source: ByteSource, recipient: TravelRecipient): Promise<TravelReader> {
  const { header, clear, at } = await readOpening(source);
  if (header.direction !== recipient.direction) {
    throw new TravelRefusal("wrong-direction");
  }
  if (header.recipient !== base64url(kemPublicKeyOf(recipient.privateKey))) {
    throw new TravelRefusal(recipient.otherwise);
  }
  const bodyAt = at + keyBytes + sealedKeyBytes;
  if (bodyAt > source.size) {
    throw new TravelRefusal("damaged");
  }
  const sealed = await source.read(at, bodyAt);
  const message = await refusing(async () => {
    const key = hpkeOpen(recipient.privateKey, info, clear, sealed.subarray(0, keyBytes), sealed.subarray(keyBytes));
    const body: ByteSource = {
      size: source.size - bodyAt,
      read: (from, to) => source.read(bodyAt + from, bodyAt + to),
    };
    const opened = openRandomAccess(key, clear, body);
    await opened.authenticate();
    return opened;
  });
  return {
    header,
    size: message.plaintextSize,
    records: (from) => walk(header.direction, message, from ?? { at: 0, after: null }),
  };
}

async function* walk(
  direction: TravelHeader["direction"],
  message: RandomAccess,
  from: { readonly at: number; readonly after: TravelKind | null },
): AsyncGenerator<TravelRecord, void, undefined> {
  const input = windowOver(message);
  let { at, after } = from;
  while (after !== endings[direction]) {
    // oxlint-disable-next-line no-await-in-loop -- records come one after another
    const head = await refusing(async () => input(at, at + recordHeadBytes));
    const kind = kindOf.get(head[0] ?? 0);
    const length = new DataView(head.buffer, head.byteOffset).getUint32(1);
    if (
      kind === undefined ||
      length > longestTravelRecord ||
      successors[direction].get(after)?.includes(kind) !== true
    ) {
      throw new TravelRefusal("damaged");
    }
    const start = at + recordHeadBytes;
    // oxlint-disable-next-line no-await-in-loop -- records come one after another
    const payload = (await refusing(async () => input(start, start + length))).slice();
    at = start + length;
    after = kind;
    yield { kind, payload, next: at };
  }
  if (at !== message.plaintextSize) {
    throw new TravelRefusal("damaged");
  }
}

/** Reads ahead, so that small records do not cost a read each. */
function windowOver(message: RandomAccess): (from: number, to: number) => Promise<Uint8Array> {
  let window: Uint8Array = new Uint8Array();
  let windowAt = 0;
  return async (from, to) => {
    if (to > message.plaintextSize) {
      throw new FormatError("record runs past the end");
    }
    if (from < windowAt || to > windowAt + window.byteLength) {
      window = await message.read(from, Math.min(message.plaintextSize, Math.max(to, from + windowBytes)));
      windowAt = from;
    }
    return window.subarray(from - windowAt, to - windowAt);
  };
}

/** Whatever does not open is damaged, to the person who carries it. */
async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FormatError) {
      throw error instanceof TravelRefusal ? error : new TravelRefusal("damaged", { cause: error });
    }
    throw error;
  }
}
