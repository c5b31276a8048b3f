import { base64, concatBytes, fromBase64, fromUtf8, utf8 } from "./bytes.ts";
import { parseCount } from "./checkpoint.ts";
import { FormatError } from "./format-error.ts";

/**
 * What goes over the wire between a log and its mirror: C2SP tlog-witness `add-checkpoint` and
 * tlog-mirror `add-entries` (https://c2sp.org/tlog-witness, https://c2sp.org/tlog-mirror).
 */

export const packageEntries = 256;
export const mostPackagesPerRequest = 32;
export const mostProofHashes = 63;
export const sizeType = "text/x.tlog.size";
export const mirrorInfoType = "text/x.tlog.mirror-info";

const digestBytes = 32;

export interface AddCheckpoint {
  readonly old: number;
  readonly proof: readonly Uint8Array[];
  /** The signed checkpoint as it was sent. */
  readonly note: string;
}

/** Body of `add-checkpoint`. */
export function formatAddCheckpoint({ old, proof, note }: AddCheckpoint): string {
  return `old ${old}\n${proof.map((digest) => `${base64(digest)}\n`).join("")}\n${note}`;
}

/** Reads the body of `add-checkpoint`. @throws {FormatError} when malformed or with more than 63 proof lines. */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpoint {
  const text = fromUtf8(body);
  const blank = text.indexOf("\n\n");
  const [first, ...lines] = blank < 0 ? [] : text.slice(0, blank).split("\n");
  if (first?.startsWith("old ") !== true || lines.length > mostProofHashes) {
    throw new FormatError("add-checkpoint is malformed");
  }
  return { old: parseCount(first.slice(4)), proof: lines.map(parseDigest), note: text.slice(blank + 2) };
}

function parseDigest(line: string): Uint8Array {
  const digest = fromBase64(line);
  if (digest.byteLength !== digestBytes) {
    throw new FormatError("a proof line has 32 bytes");
  }
  return digest;
}

export interface AddEntriesHeader {
  readonly origin: string;
  readonly start: number;
  readonly end: number;
  readonly ticket: Uint8Array;
}

/** The part of `add-entries` before the packages. */
export function formatAddEntriesHeader({ origin, start, end, ticket }: AddEntriesHeader): Uint8Array {
  const name = utf8(origin);
  return concatBytes(uint16(name.byteLength), name, uint64(start), uint64(end), uint16(ticket.byteLength), ticket);
}

/** Half-open interval of leaves in one package, and the subtree its proof is about. */
export interface PackageBounds {
  readonly start: number;
  readonly end: number;
  /** Multiple of 256; the subtree is `[tile, end)`. */
  readonly tile: number;
}

/** The canonical sequence of packages of an upload of `[start, end)`. */
export function* packageBounds(start: number, end: number): Generator<PackageBounds> {
  for (let tile = start - (start % packageEntries); tile < end; tile += packageEntries) {
    yield { tile, start: Math.max(start, tile), end: Math.min(end, tile + packageEntries) };
  }
}

/** One package: each leaf with its length, then the subtree consistency proof. */
export function formatPackage(leaves: readonly Uint8Array[], proof: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    ...leaves.flatMap((leaf) => [uint16(leaf.byteLength), leaf]),
    new Uint8Array([proof.length]),
    ...proof,
  );
}

/** Leaves as an entry bundle of tlog-tiles: each with its length. */
export function formatEntryBundle(leaves: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...leaves.flatMap((leaf) => [uint16(leaf.byteLength), leaf]));
}

/** Reads an entry bundle. @throws {FormatError} when a leaf is cut off. */
export function parseEntryBundle(bundle: Uint8Array): Uint8Array[] {
  const leaves: Uint8Array[] = [];
  for (let at = 0; at < bundle.byteLength;) {
    const end = at + 2 + (((bundle[at] ?? 0) << 8) | (bundle[at + 1] ?? 0));
    if (at + 2 > bundle.byteLength || end > bundle.byteLength) {
      throw new FormatError("entry bundle is cut off");
    }
    leaves.push(bundle.slice(at + 2, end));
    at = end;
  }
  return leaves;
}

/** Path of entry bundle `index` below a log's tiles (C2SP tlog-tiles); `width` when it is not full. */
export function entryBundlePath(index: number, width = packageEntries): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0");
  const groups = digits.match(/.{3}/gu) ?? [];
  const path = groups.map((group, at) => (at === groups.length - 1 ? group : `x${group}`)).join("/");
  return `tile/entries/${path}${width === packageEntries ? "" : `.p/${width}`}`;
}

function uint16(value: number): Uint8Array {
  if (value > 0xffff) {
    throw new FormatError("length does not fit 16 bits");
  }
  return new Uint8Array([value >> 8, value & 0xff]);
}

function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** What a mirror says about itself with 202 and 409. */
export interface MirrorInfo {
  readonly pending: number;
  readonly next: number;
  readonly ticket: Uint8Array;
}

/** Body of type `text/x.tlog.mirror-info`. */
export function formatMirrorInfo({ pending, next, ticket }: MirrorInfo): string {
  return `${pending}\n${next}\n${base64(ticket)}\n`;
}

/** Reads `text/x.tlog.mirror-info`. @throws {FormatError} when malformed. */
export function parseMirrorInfo(body: Uint8Array): MirrorInfo {
  const [pending, next, ticket, end, ...rest] = fromUtf8(body).split("\n");
  if (pending === undefined || next === undefined || ticket === undefined || end !== "" || rest.length > 0) {
    throw new FormatError("mirror info is malformed");
  }
  return { pending: parseCount(pending), next: parseCount(next), ticket: fromBase64(ticket) };
}

/** Bytes of a package or header as they arrive. Null means that the stream ended before all of them came. */
export interface ByteInput {
  /** At once when they are there already. */
  take(count: number): Uint8Array | Promise<Uint8Array | null>;
}

/** Reads the header of `add-entries`; null when it is cut off. @throws {FormatError} when malformed. */
export async function readAddEntriesHeader(input: ByteInput): Promise<AddEntriesHeader | null> {
  const name = await takeSized(input);
  const bounds = await input.take(16);
  const ticket = await takeSized(input);
  if (name === null || bounds === null || ticket === null) {
    return null;
  }
  const view = new DataView(bounds.buffer, bounds.byteOffset, bounds.byteLength);
  return { origin: fromUtf8(name), start: count64(view, 0), end: count64(view, 8), ticket };
}

function count64(view: DataView, offset: number): number {
  const count = view.getBigUint64(offset);
  if (count > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new FormatError("count is too large");
  }
  return Number(count);
}

function takeSized(input: ByteInput): Uint8Array | Promise<Uint8Array | null> {
  const length = input.take(2);
  return length instanceof Uint8Array
    ? input.take(sizeIn(length))
    : length.then((late) => (late === null ? null : input.take(sizeIn(late))));
}

function sizeIn(length: Uint8Array): number {
  return ((length[0] ?? 0) << 8) | (length[1] ?? 0);
}

export interface EntryPackage {
  readonly leaves: readonly Uint8Array[];
  readonly proof: readonly Uint8Array[];
}

/** Reads one package of `count` leaves; null when it is cut off. @throws {FormatError} with more than 63 proof hashes. */
export async function readPackage(input: ByteInput, count: number): Promise<EntryPackage | null> {
  const leaves: Uint8Array[] = [];
  while (leaves.length < count) {
    const sized = takeSized(input);
    // oxlint-disable-next-line no-await-in-loop -- bytes of a stream come one after another
    const leaf = sized instanceof Uint8Array ? sized : await sized;
    if (leaf === null) {
      return null;
    }
    leaves.push(leaf);
  }
  const hashes = (await input.take(1))?.[0];
  if (hashes !== undefined && hashes > mostProofHashes) {
    throw new FormatError("proof is too long");
  }
  const bytes = hashes === undefined ? null : await input.take(hashes * digestBytes);
  if (bytes === null) {
    return null;
  }
  const proof = Array.from({ length: bytes.byteLength / digestBytes }, (_, index) =>
    bytes.slice(index * digestBytes, (index + 1) * digestBytes),
  );
  return { leaves, proof };
}
