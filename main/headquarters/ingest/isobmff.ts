import { Refused } from "./refusal.ts";
import type { Source } from "./source.ts";

/** A box of ISO/IEC 14496-12 inside bytes that are held in memory. */
export interface Box {
  readonly type: string;
  readonly body: DataView;
}

/** A box at the top level of a file; its body is not read. */
export interface FileBox {
  readonly type: string;
  readonly offset: number;
  readonly bodyOffset: number;
  readonly end: number;
}

/** Largest `moov` or `moof` that is read into memory; a day at 60 fps needs about 100 MB. */
const maximumMetadata = 128 * 1024 * 1024;
/** A day of fragments of half a second has fewer. */
const maximumBoxes = 400_000;

export function fourCharacters(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

/** A 64-bit count as a number; what does not fit is a damaged file, not a large one. */
export function wide(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new Refused("damaged", "number out of range");
  }
  return number;
}

/** Lists the boxes of a file with 64-bit sizes and offsets, reading headers only. */
export async function listFileBoxes(source: Source): Promise<FileBox[]> {
  const boxes: FileBox[] = [];
  let offset = 0;
  while (offset < source.size) {
    if (source.size - offset < 8) {
      throw new Refused("truncated", "box header cut off");
    }
    // One box after the other: each header says where the next one is.
    // oxlint-disable-next-line no-await-in-loop
    const head = await source.view(offset, Math.min(source.size, offset + 16));
    const box = fileBox(head, offset, source.size);
    if (box.end > source.size) {
      throw new Refused("truncated", `box ${box.type} ends after the file`);
    }
    if (boxes.length >= maximumBoxes) {
      throw new Refused("damaged", "too many boxes");
    }
    boxes.push(box);
    offset = box.end;
  }
  return boxes;
}

function fileBox(head: DataView, offset: number, fileSize: number): FileBox {
  const type = fourCharacters(head, 4);
  if (!/^[\x20-\x7e\xa9]{4}$/u.test(type)) {
    throw new Refused("damaged", "box without a type");
  }
  const short = head.getUint32(0);
  if (short === 0) {
    return { type, offset, bodyOffset: offset + 8, end: fileSize };
  }
  if (short !== 1) {
    if (short < 8) {
      throw new Refused("damaged", "box smaller than its header");
    }
    return { type, offset, bodyOffset: offset + 8, end: offset + short };
  }
  if (head.byteLength < 16) {
    throw new Refused("truncated", "box header cut off");
  }
  const size = wide(head.getBigUint64(8));
  if (size < 16) {
    throw new Refused("damaged", "box smaller than its header");
  }
  return { type, offset, bodyOffset: offset + 16, end: offset + size };
}

/** Reads the body of a file box that describes samples. */
export async function readBody(source: Source, box: FileBox): Promise<DataView> {
  if (box.end - box.bodyOffset > maximumMetadata) {
    throw new Refused("damaged", `box ${box.type} too large`);
  }
  return source.view(box.bodyOffset, box.end);
}

/** Boxes inside a body, from `skip` on. */
export function children(body: DataView, skip = 0): Box[] {
  const boxes: Box[] = [];
  let at = skip;
  while (at + 8 <= body.byteLength) {
    const short = body.getUint32(at);
    // QuickTime ends some lists with a zero word.
    if (short === 0) {
      break;
    }
    const header = short === 1 ? 16 : 8;
    const size = short === 1 ? wide(body.getBigUint64(at + 8)) : short;
    if (size < header || at + size > body.byteLength) {
      throw new Refused("damaged", "box inside a box is cut off");
    }
    if (boxes.length >= maximumBoxes / 4) {
      throw new Refused("damaged", "too many boxes");
    }
    boxes.push({
      type: fourCharacters(body, at + 4),
      body: new DataView(body.buffer, body.byteOffset + at + header, size - header),
    });
    at += size;
  }
  return boxes;
}

export function child(boxes: readonly Box[], type: string): Box | null {
  return boxes.find((box) => box.type === type) ?? null;
}

export function requiredChild(boxes: readonly Box[], type: string): Box {
  const box = child(boxes, type);
  if (box === null) {
    throw new Refused("damaged", `box ${type} missing`);
  }
  return box;
}
