import { encode } from "uqr";

/** A QR code as a path of unit squares, dark ones only. */
export interface QrCode {
  /** Squares along one side. */
  readonly size: number;
  readonly path: string;
}

/**
 * A text as a QR code (ISO/IEC 18004) of error correction M: what a fold or a stamp takes away can be made good.
 *
 * @returns the dark squares as one path of unit squares, without the quiet zone of four that must be kept around it.
 */
export function qrCode(text: string): QrCode {
  const { size, data } = encode(text, { ecc: "M", boostEcc: false, border: 0, maxVersion: 25 });
  const path = data
    .flatMap((row, y) =>
      darkRuns(row).map(([x, width]) => `M${String(x)} ${String(y)}h${String(width)}v1h-${String(width)}z`),
    )
    .join("");
  return { size, path };
}

function darkRuns(row: readonly boolean[]): [from: number, width: number][] {
  const runs: [number, number][] = [];
  for (const [x, isDark] of row.entries()) {
    const open = runs.at(-1);
    if (isDark && open !== undefined && open[0] + open[1] === x) {
      open[1] += 1;
    } else if (isDark) {
      runs.push([x, 1]);
    }
  }
  return runs;
}
