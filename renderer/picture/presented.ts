import type { FrameTable } from "./frame-table.ts";

interface Range {
  from: number;
  to: number;
}

/**
 * Collects the rows of the frame table that were presented.
 *
 * While playing, the browser does not announce every frame it shows; what lies between two announced
 * ones is counted as shown, so the log may say too much but never too little.
 */
export class Presented {
  readonly #ranges: Range[] = [];
  #last: number | null = null;

  /** A row is on screen; `continuous` when it followed the previous one by playing. */
  add(row: number, continuous: boolean): void {
    const from = continuous && this.#last !== null && this.#last < row ? this.#last : row;
    this.#last = row;
    const open = this.#ranges.at(-1);
    if (open !== undefined && from >= open.from && from <= open.to) {
      open.to = Math.max(open.to, row + 1);
    } else {
      this.#ranges.push({ from, to: row + 1 });
    }
  }

  /** Hands over the frames collected since the last call, merged and ascending. */
  take(table: FrameTable): readonly Range[] {
    const merged: Range[] = [];
    for (const range of this.#ranges.splice(0).toSorted((a, b) => a.from - b.from)) {
      const open = merged.at(-1);
      if (open !== undefined && range.from <= open.to) {
        open.to = Math.max(open.to, range.to);
      } else {
        merged.push({ ...range });
      }
    }
    return merged.flatMap((rows) => framesOf(table, rows));
  }
}

/** Frames of a range of rows; rows beside each other may belong to different approved ranges. */
function framesOf(table: FrameTable, rows: Range): Range[] {
  const found: Range[] = [];
  for (let row = rows.from; row < rows.to; row++) {
    const frame = table.frame[row] ?? 0;
    const open = found.at(-1);
    if (open?.to === frame) {
      open.to = frame + 1;
    } else {
      found.push({ from: frame, to: frame + 1 });
    }
  }
  return found;
}
