import { concatBytes } from "../../formats/bytes.ts";
import { formatEntryBundle, packageEntries } from "../../formats/tlog-mirror.ts";
import type { MirroredTree } from "./mirror-store.ts";

/** Tile paths of C2SP tlog-tiles: `<level>/<index>` or `entries/<index>`, index in groups of three digits, `.p/<width>` when partial. */
const pathPattern =
  /^(?<level>entries|[0-9]|[1-5][0-9]|6[0-3])\/(?<groups>(?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/(?<width>[1-9][0-9]{0,2}))?$/u;
const tileHeight = 8;

interface TileName {
  readonly index: number;
  readonly width: number;
  readonly level: string;
}

function parsePath(path: string): TileName | null {
  const groups = pathPattern.exec(path)?.groups;
  if (groups === undefined) {
    return null;
  }
  const { level = "", groups: digits = "", width } = groups;
  const index = Number(digits.replaceAll(/[x/]/gu, ""));
  const isPadded = digits.startsWith("x000/");
  const tile = { level, index, width: width === undefined ? packageEntries : Number(width) };
  return isPadded || !Number.isSafeInteger(index) || (width !== undefined && tile.width >= packageEntries)
    ? null
    : tile;
}

/** Hashes of one tile within the tree of `size` leaves; null when there is no such tile. */
export function hashTile(tree: MirroredTree, size: number, path: string): Uint8Array | null {
  const tile = parsePath(path);
  if (tile === null || tile.level === "entries") {
    return null;
  }
  const level = Number(tile.level) * tileHeight;
  const available = Math.floor(size / 2 ** level);
  const from = tile.index * packageEntries;
  if (from + tile.width > available) {
    return null;
  }
  return concatBytes(...Array.from({ length: tile.width }, (_, offset) => tree.hash(level, from + offset)));
}

/** Leaves of one entry bundle within the tree of `size` leaves; null when there is no such bundle. */
export function entryBundle(tree: MirroredTree, size: number, path: string): Uint8Array | null {
  const tile = parsePath(path);
  const from = tile === null ? 0 : tile.index * packageEntries;
  return tile === null || from + tile.width > size ? null : formatEntryBundle(tree.leaves(from, from + tile.width));
}
