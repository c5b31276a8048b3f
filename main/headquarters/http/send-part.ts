import { createReadStream } from "node:fs";
import type { FastifyReply } from "fastify";

/** Answers with the bytes `[from, to)` of a file of this size (RFC 9110 §15.3.7). */
export function sendPart(
  reply: FastifyReply,
  file: string,
  { from, to }: { readonly from: number; readonly to: number },
  size: number,
): FastifyReply {
  return reply
    .code(206)
    .header("content-range", `bytes ${from}-${to - 1}/${size}`)
    .header("content-length", to - from)
    .send(createReadStream(file, { start: from, end: to - 1 }));
}
