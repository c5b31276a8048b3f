import type { FrameRange } from "../../shared/model/footage.ts";

/** One presented frame of the virtual timeline. */
export interface FrameRow {
  /** Index in the original recording; `unnumbered` for a picture that no edit of the original presents. */
  readonly frame: number;
  /** Microseconds on the virtual timeline, as a browser rounds them. */
  readonly us: number;
  /** When the next picture takes its place, microseconds. */
  readonly until: number;
  /** Presentation time in the original recording, in ticks. */
  readonly ticks: number;
}

/** Index of a picture without one. */
export const unnumbered = 0xffff_ffff;

export interface FrameList {
  readonly kind: "video" | "audio" | "photo";
  readonly width: number;
  readonly height: number;
  /** Frames of the whole recording. */
  readonly frames: number;
  readonly timescale: number;
  readonly ranges: readonly FrameRange[];
  /** Ascending in time. Holds the frames around the approved ones too: the picture must know them to hide them. */
  readonly rows: readonly FrameRow[];
}

const kinds = ["video", "audio", "photo"] as const;

/**
 * Writes the table the picture frame works from (`/frames`), little-endian: `VTF1`; kind, width, height,
 * frames, timescale, number of ranges and of rows as uint32; the ranges as pairs of uint32; then, padded
 * to 8 bytes, all times in µs, all ends in µs and all ticks as float64, and all indices as uint32.
 */
export function encodeFrameList(list: FrameList): Uint8Array {
  const { ranges, rows } = list;
  const columns = Math.ceil((32 + ranges.length * 8) / 8) * 8;
  const bytes = new Uint8Array(columns + rows.length * 28);
  const view = new DataView(bytes.buffer);
  bytes.set([0x56, 0x54, 0x46, 0x31]);
  [kinds.indexOf(list.kind), list.width, list.height, list.frames, list.timescale, ranges.length, rows.length].forEach(
    (value, index) => view.setUint32(4 + index * 4, value, true),
  );
  ranges.forEach(({ from, to }, index) => {
    view.setUint32(32 + index * 8, from, true);
    view.setUint32(36 + index * 8, to, true);
  });
  rows.forEach(({ us, until, ticks, frame }, index) => {
    view.setFloat64(columns + index * 8, us, true);
    view.setFloat64(columns + (rows.length + index) * 8, until, true);
    view.setFloat64(columns + (rows.length * 2 + index) * 8, ticks, true);
    view.setUint32(columns + rows.length * 24 + index * 4, frame, true);
  });
  return bytes;
}
