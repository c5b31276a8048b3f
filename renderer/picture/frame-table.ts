/** Which frames of the recording this picture may show, and when the decoder shows them. */
export interface FrameTable {
  readonly kind: "video" | "audio" | "photo";
  readonly width: number;
  readonly height: number;
  /** Frames of the whole recording, shown or not. */
  readonly frames: number;
  readonly timescale: number;
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
  /** Microseconds on the playing timeline, ascending, one per row. */
  readonly us: Float64Array;
  /** Presentation time in the recording, in ticks. */
  readonly ticks: Float64Array;
  /** Index in the recording. */
  readonly frame: Uint32Array;
}

const kinds = ["video", "audio", "photo"] as const;
const magic = 0x31465456;

/** Reads `/frames` as `main/vault/frame-list.ts` writes it. Throws on anything else. */
export function readFrameTable(buffer: ArrayBuffer): FrameTable {
  const view = new DataView(buffer);
  const word = (index: number): number => view.getUint32(index * 4, true);
  const kind = kinds[word(1)];
  const rangeCount = word(6);
  const rows = word(7);
  const columns = 32 + rangeCount * 8;
  if (word(0) !== magic || kind === undefined || buffer.byteLength !== columns + rows * 20) {
    throw new Error("not a frame table");
  }
  return {
    kind,
    width: word(2),
    height: word(3),
    frames: word(4),
    timescale: word(5),
    ranges: Array.from({ length: rangeCount }, (_, index) => ({ from: word(8 + index * 2), to: word(9 + index * 2) })),
    us: new Float64Array(buffer, columns, rows),
    ticks: new Float64Array(buffer, columns + rows * 8, rows),
    frame: new Uint32Array(buffer, columns + rows * 16, rows),
  };
}

/** Last row at or before a time, or -1. */
export function rowBefore(table: FrameTable, us: number): number {
  let low = 0;
  let high = table.us.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table.us[middle] ?? 0) <= us) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low - 1;
}

/** Row whose time the decoder means, or null when the time lies nearer to no row than half the smaller gap beside it. */
export function rowNamed(table: FrameTable, us: number): number | null {
  const before = Math.max(0, rowBefore(table, us));
  const after = Math.min(table.us.length - 1, before + 1);
  const row = Math.abs((table.us[after] ?? 0) - us) < Math.abs((table.us[before] ?? 0) - us) ? after : before;
  const time = table.us[row];
  return time !== undefined && Math.abs(time - us) < gapAround(table, row) / 2 ? row : null;
}

function gapAround(table: FrameTable, row: number): number {
  const time = table.us[row] ?? 0;
  const before = row > 0 ? time - (table.us[row - 1] ?? 0) : Number.POSITIVE_INFINITY;
  const after = gapAfter(table, row);
  return Math.min(before, after);
}

/** How long a row stays on screen, in microseconds. */
export function gapAfter(table: FrameTable, row: number): number {
  const next = table.us[row + 1];
  const time = table.us[row] ?? 0;
  if (next !== undefined) {
    return next - time;
  }
  const previous = table.us[row - 1];
  return previous === undefined ? 40_000 : Math.min(40_000, time - previous);
}

/** Row of a frame of the recording; the nearest one that may be shown when it may not. */
export function rowOfFrame(table: FrameTable, frame: number): number {
  let best = 0;
  let distance = Number.POSITIVE_INFINITY;
  // Approved ranges ascend, so the indices of the rows do too.
  let low = 0;
  let high = table.frame.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const here = table.frame[middle] ?? 0;
    if (Math.abs(here - frame) < distance) {
      distance = Math.abs(here - frame);
      best = middle;
    }
    if (here < frame) {
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return best;
}

/** Presentation time of a row within the recording, milliseconds, for display. */
export function millisecondsOf(table: FrameTable, row: number): number {
  return ((table.ticks[row] ?? 0) * 1000) / table.timescale;
}
