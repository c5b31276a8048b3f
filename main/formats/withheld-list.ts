import type { Region, Witnessed } from "../../shared/model/withheld.ts";
import { utf8 } from "./bytes.ts";
import { sha256Hex } from "./digest.ts";

/**
 * The list of what was not shown (不予展示清单) as text that a receipt carries and that people can check line by line:
 *
 *     <asset> <first>-<last>: <digest> <ground> <place> <article> LF
 *
 * `last` is inclusive, as on every paper; `place` is `x,y,width,height` in ten-thousandths of the picture, or `-` where
 * picture and sound are withheld whole. The digest of the list is SHA-256 of this text.
 */
export function withheldListText(lines: readonly Witnessed[]): string {
  return lines
    .map(
      ({ asset, from, to, digest, ground, region, article }) =>
        `${asset} ${String(from)}-${String(to - 1)}: ${digest} ${ground} ${placeOf(region)} ${article}\n`,
    )
    .join("");
}

/** SHA-256 of the list's text, lower-case hex. */
export function withheldListDigest(text: string): string {
  return sha256Hex(utf8(text));
}

function placeOf(region: Region | undefined): string {
  return region === undefined ? "-" : [region.x, region.y, region.width, region.height].join(",");
}

/** One line of a list, as whoever checks it needs it. */
export interface ListedLine {
  readonly asset: string;
  /** Frames `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly digest: string;
  readonly ground: string;
  /** In ten-thousandths of the picture; absent for picture and sound. */
  readonly region?: Region;
  readonly article: string;
}

const lineForm =
  /^(\S{1,64}) (\d{1,9})-(\d{1,9}): ([0-9a-f]{64}) ([A-Za-z]{1,32}) (?:-|(\d{1,5}),(\d{1,5}),(\d{1,5}),(\d{1,5})) (\S.{0,63})$/u;

/** Reads a list; `null` when a line does not follow the form. */
export function parseWithheldList(text: string): ListedLine[] | null {
  const rows = text.split("\n");
  if (rows.pop() !== "" || rows.length === 0) {
    return null;
  }
  const lines = rows.map((row): ListedLine | null => {
    const [, asset = "", first, last, digest = "", ground = "", x, y, width, height, article = ""] =
      lineForm.exec(row) ?? [];
    if (asset === "") {
      return null;
    }
    const region = { x: Number(x), y: Number(y), width: Number(width), height: Number(height) };
    const line = { asset, from: Number(first), to: Number(last) + 1, digest, ground, article };
    return x === undefined ? line : Object.assign(line, { region });
  });
  return lines.includes(null) ? null : lines.filter((line) => line !== null);
}
