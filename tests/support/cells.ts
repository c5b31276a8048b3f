/**
 * The frame index written into the picture itself: a strip of 16 cells (most significant bit first,
 * white is one) above a check strip of the inverted cells, in the top left corner.
 *
 * Sizes are fractions of the picture, so the strip is found in a picture of any scale. The same
 * layout is drawn by `resources/demo/make.ts` and by `tests/support/clips.ts`.
 */
export const cellLayout = {
  bits: 16,
  /** One cell is this part of the picture's width, in both directions. */
  columns: 64,
  /** Offset of the strip from the left and top edge, in cells. */
  left: 0,
  top: 0,
} as const;

/** Geometry of the strip in a picture of this width, in pixels of that picture. */
export function cellGeometry(width: number): { cell: number; x: number; y: number; width: number; height: number } {
  const cell = width / cellLayout.columns;
  return {
    cell,
    x: cellLayout.left * cell,
    y: cellLayout.top * cell,
    width: cell * cellLayout.bits,
    height: cell * 2,
  };
}

/**
 * Reads the frame index from the pixels of a picture.
 *
 * Stands alone so that `readCells.toString()` can be put into a page. A cell counts only when it is
 * clearly black or white in its middle and its check cell says the opposite.
 *
 * @param rgba pixels as of `ImageData.data`, four bytes each.
 * @returns `null` when there is no readable index.
 */
export function readCells(rgba: ArrayLike<number>, width: number, height: number): number | null {
  const bits = 16;
  const cell = width / 64;
  const reach = Math.max(0, Math.floor(cell / 4) - 1);
  const luma = (row: number, column: number): number => {
    const middleX = Math.floor((column + 0.5) * cell);
    const middleY = Math.floor((row + 0.5) * cell);
    let sum = 0;
    let count = 0;
    for (let y = middleY - reach; y <= middleY + reach; y++) {
      for (let x = middleX - reach; x <= middleX + reach; x++) {
        if (x >= 0 && y >= 0 && x < width && y < height) {
          const at = (y * width + x) * 4;
          sum += 0.299 * (rgba[at] ?? 0) + 0.587 * (rgba[at + 1] ?? 0) + 0.114 * (rgba[at + 2] ?? 0);
          count++;
        }
      }
    }
    return count === 0 ? 128 : sum / count;
  };
  let index = 0;
  for (let column = 0; column < bits; column++) {
    const code = luma(0, column);
    const check = luma(1, column);
    // A visible watermark over the picture lowers contrast; the pair stays apart.
    if (Math.abs(code - check) < 40) {
      return null;
    }
    index = index * 2 + (code > check ? 1 : 0);
  }
  return index;
}

/** The two strips of a frame as 0 and 255, code row first, each `cellLayout.bits` long. */
export function cellValues(frame: number): Uint8Array {
  const values = new Uint8Array(cellLayout.bits * 2);
  for (let column = 0; column < cellLayout.bits; column++) {
    const one = ((frame >> (cellLayout.bits - 1 - column)) & 1) === 1;
    values[column] = one ? 255 : 0;
    values[cellLayout.bits + column] = one ? 0 : 255;
  }
  return values;
}
