import { holdsFrame } from "../../shared/time/frame-ranges.ts";

/** Which frames the media holds, when the decoder shows them, and which of them may be seen. */
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
  /** When the next picture takes the place of this one, microseconds. */
  readonly until: Float64Array;
  /** Presentation time in the recording, in ticks. */
  readonly ticks: Float64Array;
  /** Index in the recording; rows outside the ranges are there for the decoder and must stay covered. */
  readonly frame: Uint32Array;
  /** Rows that may be shown, ascending. */
  readonly approved: Uint32Array;
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
  if (word(0) !== magic || kind === undefined || buffer.byteLength !== columns + rows * 28) {
    throw new Error("not a frame table");
  }
  const ranges = Array.from({ length: rangeCount }, (_, index) => ({
    from: word(8 + index * 2),
    to: word(9 + index * 2),
  }));
  const frame = new Uint32Array(buffer, columns + rows * 24, rows);
  return {
    kind,
    width: word(2),
    height: word(3),
    frames: word(4),
    timescale: word(5),
    ranges,
    us: new Float64Array(buffer, columns, rows),
    until: new Float64Array(buffer, columns + rows * 8, rows),
    ticks: new Float64Array(buffer, columns + rows * 16, rows),
    frame,
    approved: Uint32Array.from([...frame.keys()].filter((row) => holdsFrame(ranges, frame[row] ?? 0))),
  };
}

/** Index of the last of ascending places that is not past something; -1 when every one is. */
export function lastNotPast(length: number, isPast: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isPast(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low - 1;
}

/** Last row at or before a time, or -1. */
export function rowBefore({ us: times }: FrameTable, us: number): number {
  return lastNotPast(times.length, (row) => (times[row] ?? 0) > us);
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
  const before = row > 0 ? gapAfter(table, row - 1) : Number.POSITIVE_INFINITY;
  return Math.min(before, gapAfter(table, row));
}

/** How long a row stays on screen, in microseconds. */
export function gapAfter(table: FrameTable, row: number): number {
  return (table.until[row] ?? 0) - (table.us[row] ?? 0);
}

/** Place among the approved rows of the one nearest to a row; the row itself when it is approved. */
export function placeOf(table: FrameTable, row: number): number {
  return nearest(table.approved.length, row, (place) => table.approved[place] ?? 0);
}

export function isApproved(table: FrameTable, row: number): boolean {
  return table.approved[placeOf(table, row)] === row;
}

/** Row of a frame of the recording; the nearest one that may be shown when it may not. */
export function rowOfFrame(table: FrameTable, frame: number): number {
  // Approved ranges ascend, so the indices of the approved rows do too.
  const place = nearest(table.approved.length, frame, (at) => table.frame[table.approved[at] ?? 0] ?? 0);
  return table.approved[place] ?? 0;
}

/** Approved row that the recording shows at a time, milliseconds; the nearest one when nothing approved is shown then. */
export function rowAtTime(table: FrameTable, atMs: number): number {
  // Times of people are whole milliseconds; a frame that begins within the same one counts as begun.
  const begun = lastNotPast(
    table.approved.length,
    (place) => millisecondsOf(table, table.approved[place] ?? 0) >= atMs + 1,
  );
  const place = Math.max(0, begun);
  const row = table.approved[place] ?? 0;
  const next = table.approved[place + 1];
  const isLeftOut = next !== undefined && (table.frame[next] ?? 0) > (table.frame[row] ?? 0) + 1;
  return isLeftOut && millisecondsOf(table, next) - atMs < atMs - millisecondsOf(table, row) ? next : row;
}

/** Times are in microseconds and rounded: more than this between two pictures, and nothing is played across it. */
const seam = 2;

/** Last approved row that follows a row without one in between that must stay covered, or a seam of the timeline. */
export function lastOfSpan(table: FrameTable, row: number): number {
  let place = placeOf(table, row);
  for (let here = table.approved[place] ?? 0; table.approved[place + 1] === here + 1; here++) {
    if ((table.us[here + 1] ?? 0) - (table.until[here] ?? 0) > seam) {
      break;
    }
    place++;
  }
  return table.approved[place] ?? row;
}

function nearest(length: number, wanted: number, valueAt: (index: number) => number): number {
  let best = 0;
  let low = 0;
  let high = length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const here = valueAt(middle);
    if (Math.abs(here - wanted) < Math.abs(valueAt(best) - wanted)) {
      best = middle;
    }
    if (here < wanted) {
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

/** Row that is on screen at a time of the recording, milliseconds; null where it may not be seen, or there is none. */
export function rowAt(table: FrameTable, atMs: number): number | null {
  // A millisecond that was worked out from another recording may miss the tick by a rounding.
  const ticks = (atMs * table.timescale) / 1000 + 1e-6;
  const row = lastNotPast(table.ticks.length, (one) => (table.ticks[one] ?? 0) > ticks);
  return row >= 0 && isApproved(table, row) && atMs < endOf(table, row) ? row : null;
}

function endOf(table: FrameTable, row: number): number {
  return millisecondsOf(table, row) + gapAfter(table, row) / 1000;
}

/** When each of the ranges that may be seen is on screen, milliseconds from the first frame of the recording. */
export function timesOf(table: FrameTable): { readonly from: number; readonly to: number }[] {
  return table.ranges.flatMap(({ from, to }) => {
    const [first, last] = [rowOfFrame(table, from), rowOfFrame(table, to - 1)];
    return table.us.length === 0 ? [] : [{ from: millisecondsOf(table, first), to: endOf(table, last) }];
  });
}
