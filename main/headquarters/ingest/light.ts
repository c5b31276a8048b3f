import type { SpanKind } from "../../formats/glance.ts";

/** Every frame is looked at in this size: enough for black and for standing still. */
export const smallSize = { width: 32, height: 18 } as const;
/** A frame about every second in this size: enough for sharpness, and for the grid of light. */
export const gridSize = { width: 160, height: 90, columns: 16, rows: 9 } as const;

export interface FoundSpan {
  readonly kind: SpanKind;
  readonly from: number;
  readonly to: number;
}

/** Whether a span was heard, not seen. */
export function isOfSound(kind: SpanKind): boolean {
  return kind === "silent" || kind === "clipped";
}

/** The rules, in luma steps of 256; the README of the formats repeats them for whoever reads a span. */
const rules = {
  black: { mean: 20, most: 48, seconds: 1 },
  frozen: { mean: 0.25, most: 3, seconds: 3 },
  /** Mean square of the second difference between neighbours, where the picture has contrast at all. */
  blurred: { sharpness: 14, contrast: 8, samples: 2 },
} as const;

/** Takes the frames of one recording in order and remembers a few bits of each. */
export class FrameWatch {
  readonly step: number;
  readonly grids: Uint8Array[] = [];
  readonly blurred: boolean[] = [];
  #black = new Uint8Array(1024);
  #still = new Uint8Array(1024);
  #count = 0;
  readonly #previous = new Uint8Array(smallSize.width * smallSize.height);

  constructor(step: number) {
    this.step = step;
  }

  get frames(): number {
    return this.#count;
  }

  isBlack(frame: number): boolean {
    return this.#black[frame] === 1;
  }

  /** Whether a frame is the one before it again. */
  isStill(frame: number): boolean {
    return this.#still[frame] === 1;
  }

  /** A frame in the small size. */
  every(block: Uint8Array): void {
    if (this.#count === this.#black.length) {
      this.#black = doubled(this.#black);
      this.#still = doubled(this.#still);
    }
    let sum = 0;
    let most = 0;
    let change = 0;
    let mostChange = 0;
    for (let at = 0; at < block.length; at++) {
      const luma = block[at] ?? 0;
      const moved = Math.abs(luma - (this.#previous[at] ?? 0));
      sum += luma;
      most = Math.max(most, luma);
      change += moved;
      mostChange = Math.max(mostChange, moved);
    }
    const { black, frozen } = rules;
    this.#black[this.#count] = sum < black.mean * block.length && most < black.most ? 1 : 0;
    this.#still[this.#count] =
      this.#count > 0 && change < frozen.mean * block.length && mostChange <= frozen.most ? 1 : 0;
    this.#previous.set(block);
    this.#count++;
  }

  /** A frame in the grid's size. */
  sampled(block: Uint8Array): void {
    const { mean, spread } = cells(block);
    this.grids.push(Buffer.concat([mean, spread]));
    this.blurred.push(isBlurred(block));
  }
}

function doubled(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const more = new Uint8Array(bytes.length * 2);
  more.set(bytes);
  return more;
}

function cells(block: Uint8Array): { mean: Uint8Array; spread: Uint8Array } {
  const { width, columns, rows, height } = gridSize;
  const [wide, high] = [width / columns, height / rows];
  const mean = new Uint8Array(columns * rows);
  const spread = new Uint8Array(columns * rows);
  for (let cell = 0; cell < columns * rows; cell++) {
    const left = (cell % columns) * wide;
    const top = Math.floor(cell / columns) * high;
    let sum = 0;
    let squares = 0;
    for (let y = top; y < top + high; y++) {
      for (let x = left; x < left + wide; x++) {
        const luma = block[y * width + x] ?? 0;
        sum += luma;
        squares += luma * luma;
      }
    }
    const count = wide * high;
    const average = sum / count;
    mean[cell] = Math.round(average);
    spread[cell] = Math.min(255, Math.round(Math.sqrt(Math.max(0, squares / count - average * average))));
  }
  return { mean, spread };
}

/** Splits what `sampled` put together. */
export function gridBytes(grid: Uint8Array): { mean: Uint8Array; spread: Uint8Array } {
  const count = gridSize.columns * gridSize.rows;
  return { mean: grid.subarray(0, count), spread: grid.subarray(count) };
}

function isBlurred(block: Uint8Array): boolean {
  const { width, height } = gridSize;
  let sum = 0;
  let squares = 0;
  let bends = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const luma = block[at] ?? 0;
      const bend =
        4 * luma - (block[at - 1] ?? 0) - (block[at + 1] ?? 0) - (block[at - width] ?? 0) - (block[at + width] ?? 0);
      sum += luma;
      squares += luma * luma;
      bends += bend * bend;
    }
  }
  const count = (width - 2) * (height - 2);
  const contrast = Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
  return contrast >= rules.blurred.contrast && bends / count < rules.blurred.sharpness;
}

/** Stretches of frames that are black, stand still or are out of focus for long enough to matter. */
export function frameSpans(watch: FrameWatch, framesPerSecond: number): FoundSpan[] {
  const { black, frozen, blurred } = rules;
  const atLeast = (seconds: number): number => Math.max(2, Math.round(seconds * framesPerSecond));
  const unsharp = runsOf(watch.blurred.length, (sample) => watch.blurred[sample] === true, blurred.samples);
  const dark = runsOf(watch.frames, (frame) => watch.isBlack(frame), atLeast(black.seconds));
  const still = runsOf(watch.frames, (frame) => watch.isStill(frame), atLeast(frozen.seconds));
  return [
    ...dark.map(({ from, to }) => ({ kind: "black" as const, from, to })),
    // The frame that the others repeat belongs to them.
    ...still.map(({ from, to }) => ({ kind: "frozen" as const, from: from - 1, to })),
    ...unsharp.map(({ from, to }) => ({
      kind: "blurred" as const,
      from: from * watch.step,
      to: Math.min(watch.frames, to * watch.step),
    })),
  ];
}

/** Runs of at least `least` neighbours for which `is` holds. */
export function runsOf(
  count: number,
  is: (index: number) => boolean,
  least: number,
): { readonly from: number; readonly to: number }[] {
  const runs: { from: number; to: number }[] = [];
  let from = -1;
  for (let index = 0; index <= count; index++) {
    const holds = index < count && is(index);
    if (holds && from < 0) {
      from = index;
    } else if (!holds && from >= 0) {
      if (index - from >= least) {
        runs.push({ from, to: index });
      }
      from = -1;
    }
  }
  return runs;
}
