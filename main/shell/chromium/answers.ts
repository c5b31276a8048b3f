import { parseRange } from "../../seal/index.ts";
import type { ByteSource, StaticAnswer, VaultAnswer } from "../port.ts";

/** How much of a source one answer carries. Chromium asks for the rest by itself over https. */
export interface Pieces {
  /** Bytes of a piece of `address` that starts at `from`, at most. */
  bytesAt(address: string, from: number): number;
  /** A piece was given that ended before `to`. */
  given(address: string, from: number, to: number): void;
}

const firstPieceBytes = 524_288;
const largestPieceBytes = 1_048_576;
/** More readers than a player has at a time. */
const followed = 32;

/**
 * Pieces that are small where a reader arrives, so that it soon has something, and double as it reads on: each
 * piece costs the player a wait of its own before it asks for the next one.
 */
export function growingPieces(first = firstPieceBytes, largest = largestPieceBytes): Pieces {
  const next = new Map<string, number>();
  const bytesAt: Pieces["bytesAt"] = (address, from) => next.get(`${from} ${address}`) ?? first;
  return {
    bytesAt,
    given(address, from, to) {
      const bytes = Math.min(largest, bytesAt(address, from) * 2);
      next.delete(`${from} ${address}`);
      next.set(`${to} ${address}`, bytes);
      const [oldest] = next.keys();
      if (next.size > followed && oldest !== undefined) {
        next.delete(oldest);
      }
    },
  };
}

/** A source without a range is read whole up to here (a photo); a longer one must be asked for in ranges. */
const longestWhole = 67_108_864;

const none = new Uint8Array();

/**
 * Turns a vault's answer into one in-process answer, applying `Range`.
 *
 * Over https a player goes on after a shortened 206, so only a bounded piece is read and held at a time.
 * A source that refuses to be read gives 403 without a body.
 */
export async function pieceOf(
  answer: VaultAnswer,
  request: {
    readonly method: string;
    readonly range: string | null;
    readonly address: string;
    readonly pieces: Pieces;
  },
): Promise<StaticAnswer> {
  if (answer.kind === "bytes") {
    return { status: answer.status, headers: answer.headers, body: answer.body };
  }
  const { source } = answer;
  const headers = { ...answer.headers, "content-type": source.type, "accept-ranges": "bytes" };
  const range = parseRange(request.range, source.size);
  if (range.kind === "unsatisfiable" || (range.kind === "whole" && source.size > longestWhole)) {
    return { status: 416, headers: { ...headers, "content-range": `bytes */${source.size}` }, body: none };
  }
  if (range.kind === "whole") {
    return bodyOf(source, 0, source.size, request.method, 200, headers);
  }
  const { address, pieces } = request;
  const to = Math.min(range.to, range.from + pieces.bytesAt(address, range.from));
  pieces.given(address, range.from, to);
  const placed = { ...headers, "content-range": `bytes ${range.from}-${to - 1}/${source.size}` };
  return bodyOf(source, range.from, to, request.method, 206, placed);
}

async function bodyOf(
  source: ByteSource,
  from: number,
  to: number,
  method: string,
  status: number,
  headers: Readonly<Record<string, string>>,
): Promise<StaticAnswer> {
  const sized = { ...headers, "content-length": String(to - from) };
  if (method === "HEAD" || from === to) {
    return { status, headers: sized, body: none };
  }
  try {
    return { status, headers: sized, body: await source.read(from, to) };
  } catch {
    return { status: 403, headers: { ...headers, "content-length": "0" }, body: none };
  }
}
