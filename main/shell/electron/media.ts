import { parseRange } from "../../seal/index.ts";
import type { ByteSource, VaultAnswer } from "../port.ts";

/** Bytes decrypted at a time; a player that stops pulling holds no more than this. */
const pieceBytes = 262_144;

/**
 * Turns a vault's answer into a streamed one.
 *
 * For schemes of our own Chromium ignores `Content-Range` and takes a shortened answer for the end of
 * the file, so a range is always answered to the end and ended by cancelling.
 */
export function respond(
  answer: VaultAnswer,
  request: { readonly method: string; readonly range: string | null },
): Response {
  if (answer.kind === "bytes") {
    return new Response(bodyOf(answer.body), { status: answer.status, headers: { ...answer.headers } });
  }
  const { source } = answer;
  const headers = { ...answer.headers, "content-type": source.type, "accept-ranges": "bytes" };
  const range = parseRange(request.range, source.size);
  if (range.kind === "unsatisfiable") {
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${source.size}` } });
  }
  const { from, to } = range.kind === "whole" ? { from: 0, to: source.size } : range;
  const placed = range.kind === "part" ? { "content-range": `bytes ${from}-${to - 1}/${source.size}` } : {};
  return new Response(request.method === "HEAD" || from === to ? null : streamOf(source, from, to), {
    status: range.kind === "part" ? 206 : 200,
    headers: { ...headers, ...placed, "content-length": String(to - from) },
  });
}

/** Reads only what is pulled. A read that is refused ends the stream with an error that says nothing. */
function streamOf(source: ByteSource, from: number, to: number): ReadableStream<Uint8Array> {
  let position = from;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const end = Math.min(to, position + pieceBytes);
        try {
          const piece = await source.read(position, end);
          position = end;
          controller.enqueue(piece);
        } catch {
          controller.error(new Error("refused"));
          return;
        }
        if (position === to) {
          controller.close();
        }
      },
      cancel() {
        position = to;
      },
    },
    { highWaterMark: 0 },
  );
}

function bodyOf(bytes: Uint8Array): ReadableStream<Uint8Array> | null {
  return bytes.byteLength === 0 ? null : new Blob([Uint8Array.from(bytes)]).stream();
}
