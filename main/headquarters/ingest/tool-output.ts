import type { ToolRun } from "./media-tool.ts";
import { Refused } from "./refusal.ts";

type Output = ToolRun["outputs"][number];

/** Calls `each` for every whole block of so many bytes; the block is only valid during the call. */
export function blocksOf(size: number, each: (block: Uint8Array) => void): Output {
  return async (stream) => {
    const block = new Uint8Array(size);
    let filled = 0;
    for await (const part of stream) {
      for (let at = 0; at < part.length;) {
        const take = Math.min(size - filled, part.length - at);
        block.set(part.subarray(at, at + take), filled);
        at += take;
        filled += take;
        if (filled === size) {
          each(block);
          filled = 0;
        }
      }
    }
  };
}

const largestJpeg = 1024 * 1024;
const lengthLine = /content-length: (\d{1,7})\r?\n\r?\n/iu;

/** Calls `each` for every picture of a multipart stream of JPEGs; each says how long it is. */
export function jpegsOf(each: (jpeg: Uint8Array) => void): Output {
  return async (stream) => {
    let held: Buffer = Buffer.alloc(0);
    for await (const part of stream) {
      held = Buffer.concat([held, part]);
      for (let found = next(held); found !== null; found = next(held)) {
        each(new Uint8Array(found.jpeg));
        held = found.rest;
      }
      if (held.length > largestJpeg) {
        throw new Refused("damaged", "preview picture too large");
      }
    }
  };
}

function next(held: Buffer): { jpeg: Buffer; rest: Buffer } | null {
  const head = lengthLine.exec(held.subarray(0, 256).toString("latin1"));
  if (head === null) {
    return null;
  }
  const from = head.index + head[0].length;
  const to = from + Number(head[1]);
  return to > held.length ? null : { jpeg: held.subarray(from, to), rest: held.subarray(to) };
}
