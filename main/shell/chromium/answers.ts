import { parseRange } from "../../seal/index.ts";
import type { ByteSource, StaticAnswer, VaultAnswer } from "../port.ts";

/** Largest piece of a source in one answer, bytes. Chromium asks for the rest by itself over https. */
export const defaultPieceBytes = 524_288;

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
  request: { readonly method: string; readonly range: string | null; readonly pieceBytes: number },
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
  const to = Math.min(range.to, range.from + request.pieceBytes);
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
