import { stepMs, type Levels, type Span } from "./glance-file.ts";
import type { PageWords } from "./words.ts";

/** Heights of the parts of the band, and the width of the meter beside it, in CSS pixels. */
export const bandLayout = { film: 48, wave: 34, line: 16, meter: 60 } as const;

/** One cell of the filmstrip. */
export type Cell =
  | { readonly what: "picture"; readonly image: ImageBitmap }
  | { readonly what: "covered" | "outside" | "waiting" };

/** What the band shows of one moment; times in milliseconds of the recording. */
export interface Scene {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly pointed: number | null;
  readonly cells: readonly Cell[];
  readonly heard: readonly { readonly from: number; readonly channels: readonly Levels[] }[];
  readonly spans: readonly Span[];
  readonly approved: readonly { readonly from: number; readonly to: number }[];
  /** Level of each channel at the moment, 0 to 127; none without sound. */
  readonly levels: readonly number[];
  /** In the place of everything. */
  readonly note: string | null;
}

const colours = {
  ground: "#12151a",
  hatch: "#262b33",
  wave: "#7ea6e6",
  silent: "#aab2bf",
  clipped: "#ff6b57",
  text: "#e6e9ee",
} as const;

const font = '11px "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif';

/** Draws the band, in CSS pixels; the watermark comes over it as over the picture. */
export function paintBand(
  context: CanvasRenderingContext2D,
  { width, height }: { readonly width: number; readonly height: number },
  scene: Scene,
  words: PageWords["overview"],
): void {
  const { film, wave, line, meter } = bandLayout;
  const across = width - meter;
  const x = (ms: number): number => ((ms - scene.from) / Math.max(1, scene.to - scene.from)) * across;
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, height);
  context.font = font;
  context.textBaseline = "middle";
  if (scene.note !== null) {
    write(context, scene.note, width / 2, height / 2, "center");
    return;
  }
  const cell = across / Math.max(1, scene.cells.length);
  scene.cells.forEach((one, index) => paintCell(context, one, { x: index * cell, width: cell, height: film }, words));
  hatch(context, { x: 0, y: film, width: across, height: wave });
  context.fillStyle = colours.ground;
  scene.approved.forEach(({ from, to }) => context.fillRect(x(from), film, x(to) - x(from), wave));
  paintWave(context, scene, x, { top: film, height: wave });
  paintSpans(context, scene.spans, x, { top: film, height: wave, words });
  for (const [ms, colour] of [
    [scene.pointed, "#f2b233"],
    [scene.at, "#fff"],
  ] as const) {
    if (ms !== null && ms >= scene.from && ms <= scene.to) {
      context.fillStyle = "#000";
      context.fillRect(x(ms) - 2, 0, 4, film + wave);
      context.fillStyle = colour;
      context.fillRect(x(ms) - 1, 0, 2, film + wave);
    }
  }
  write(context, clock(scene.from), 4, film + wave + line / 2, "left");
  write(context, clock(scene.to), across - 4, film + wave + line / 2, "right");
  paintMeter(context, scene.levels, { left: across, width: meter, height: film + wave, line }, words);
}

function paintCell(
  context: CanvasRenderingContext2D,
  cell: Cell,
  box: { readonly x: number; readonly width: number; readonly height: number },
  words: PageWords["overview"],
): void {
  const { x, width, height } = box;
  if (cell.what !== "picture") {
    if (cell.what !== "waiting") {
      hatch(context, { x, y: 0, width, height });
    }
    if (cell.what === "covered") {
      write(context, words.covered, x + width / 2, height / 2, "center", width);
    }
    return;
  }
  const { image } = cell;
  const scale = Math.max(width / image.width, height / image.height);
  const [wide, high] = [width / scale, height / scale];
  const [left, top] = [(image.width - wide) / 2, (image.height - high) / 2];
  context.drawImage(image, left, top, wide, high, x, 0, Math.max(1, width - 1), height);
}

function paintWave(
  context: CanvasRenderingContext2D,
  { heard, from, to }: Scene,
  x: (ms: number) => number,
  { top, height }: { readonly top: number; readonly height: number },
): void {
  context.fillStyle = colours.wave;
  for (const { from: first, channels } of heard) {
    const row = height / channels.length;
    channels.forEach(({ low, high }, channel) => {
      const middle = top + row * (channel + 0.5);
      high.forEach((value, index) => {
        const ms = (first + index) * stepMs;
        if (ms >= from && ms < to) {
          const up = (value / 128) * (row / 2);
          const down = (-(low[index] ?? 0) / 128) * (row / 2);
          context.fillRect(x(ms), middle - up, Math.max(0.75, x(ms + stepMs) - x(ms)), Math.max(0.75, up + down));
        }
      });
    });
  }
}

/** Spans are in milliseconds here. What is silent has a dashed line and its word, what was overdriven both edges and its word. */
function paintSpans(
  context: CanvasRenderingContext2D,
  spans: readonly Span[],
  x: (ms: number) => number,
  { top, height, words }: { readonly top: number; readonly height: number; readonly words: PageWords["overview"] },
): void {
  for (const { kind, from, to } of spans) {
    const [left, width] = [x(from), Math.max(2, x(to) - x(from))];
    if (kind === "silent") {
      context.fillStyle = colours.silent;
      for (let at = left; at < left + width; at += 6) {
        context.fillRect(at, top + height / 2, Math.min(3, left + width - at), 1);
      }
      write(context, words.silent, left + width / 2, top + height / 2, "center", width);
    } else if (kind === "clipped") {
      context.fillStyle = colours.clipped;
      context.fillRect(left, top, width, 3);
      context.fillRect(left, top + height - 3, width, 3);
      write(context, words.clipped, left + width / 2, top + height / 2, "center", width);
    }
  }
}

/** From -48 dB to full scale. */
const quietest = -48;

function paintMeter(
  context: CanvasRenderingContext2D,
  levels: readonly number[],
  box: { readonly left: number; readonly width: number; readonly height: number; readonly line: number },
  words: PageWords["overview"],
): void {
  const { left, width, height, line } = box;
  if (levels.length === 0) {
    return;
  }
  const each = (width - 8) / levels.length;
  levels.forEach((level, channel) => {
    const decibels = level === 0 ? quietest : Math.max(quietest, 20 * Math.log10(level / 127));
    const full = Math.max(0, 1 - decibels / quietest) * (height - 4);
    const at = left + 6 + channel * each;
    context.fillStyle = colours.hatch;
    context.fillRect(at, 2, each - 4, height - 4);
    context.fillStyle = level >= 127 ? colours.clipped : colours.wave;
    context.fillRect(at, height - 2 - full, each - 4, full);
    write(context, words.channel(channel, levels.length), at + (each - 4) / 2, height + line / 2, "center");
  });
}

export function hatch(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = colours.hatch;
  context.lineWidth = 2;
  for (let at = x - height; at < x + width; at += 8) {
    context.beginPath();
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
    context.stroke();
  }
  context.restore();
}

/** Letters with a dark edge; none where they have no room. */
export function write(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  align: CanvasTextAlign,
  room = Infinity,
): void {
  if (context.measureText(text).width + 6 > room) {
    return;
  }
  context.textAlign = align;
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeStyle = "#000";
  context.strokeText(text, x, y);
  context.fillStyle = colours.text;
  context.fillText(text, x, y);
}

const two = (value: number): string => String(Math.floor(value)).padStart(2, "0");

/** `00:01:05.20`, the same in every language. */
export function clock(ms: number): string {
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${two((ms % 1000) / 10)}`;
}
