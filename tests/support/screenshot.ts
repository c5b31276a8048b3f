import { spawnSync } from "node:child_process";
import type { Page } from "playwright-core";

/** Part of the window, CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is on screen, as anybody with a screenshot tool would have it: RGBA, row by row. */
export interface Shot {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export async function shoot(page: Page, box: Box): Promise<Shot> {
  const clip = {
    x: Math.ceil(box.x),
    y: Math.ceil(box.y),
    width: Math.floor(box.width) - 1,
    height: Math.floor(box.height) - 1,
  };
  const png = await page.screenshot({ clip, scale: "css", animations: "allow", caret: "initial" });
  const { stdout, status } = spawnSync(
    "ffmpeg",
    ["-v", "error", "-f", "png_pipe", "-i", "pipe:0", "-f", "rawvideo", "-pix_fmt", "rgba", "pipe:1"],
    { input: png, maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0 || stdout.length !== clip.width * clip.height * 4) {
    throw new Error("the screenshot cannot be read");
  }
  return { width: clip.width, height: clip.height, data: stdout };
}

function part(shot: Shot, counts: (at: number) => boolean): number {
  let count = 0;
  for (let at = 0; at < shot.data.length; at += 4) {
    count += counts(at) ? 1 : 0;
  }
  return count / (shot.width * shot.height);
}

const levels = (data: Uint8Array, at: number): number[] => [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];

/** Part of the pixels, 0…1, that have a colour worth the name: the invented case is colourful, the program is not. */
export function colourOf(shot: Shot): number {
  return part(shot, (at) => {
    const rgb = levels(shot.data, at);
    return Math.max(...rgb) - Math.min(...rgb) > 60;
  });
}

/** Part of the tiles of a `columns` × `rows` grid, 0…1, in which more than one pixel in a hundred differs visibly. */
export function tilesThatDiffer(one: Shot, other: Shot, columns = 12, rows = 7): number {
  const changed = Array.from({ length: columns * rows }, () => ({ pixels: 0, differing: 0 }));
  for (let y = 0; y < one.height; y++) {
    for (let x = 0; x < one.width; x++) {
      const at = (y * one.width + x) * 4;
      const tile = changed[Math.floor((y / one.height) * rows) * columns + Math.floor((x / one.width) * columns)];
      if (tile !== undefined) {
        const before = levels(one.data, at);
        tile.pixels += 1;
        tile.differing += levels(other.data, at).some((level, of) => Math.abs(level - (before[of] ?? 0)) > 16) ? 1 : 0;
      }
    }
  }
  return changed.filter(({ pixels, differing }) => differing > pixels / 100).length / changed.length;
}
