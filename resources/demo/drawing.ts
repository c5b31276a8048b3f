/**
 * A small vector drawing kit on top of Advanced SubStation Alpha, which FFmpeg renders with libass.
 *
 * Every scene is a list of shapes on a 1280×720 canvas; moving shapes carry their path.
 */
export const canvas = { width: 1280, height: 720 } as const;

export type Point = readonly [number, number];

/** Where a shape is over time: offsets from its drawn place, in pixels and milliseconds of the shot. */
export interface Motion {
  readonly from: Point;
  readonly to: Point;
  readonly start: number;
  readonly end: number;
}

export interface Look {
  /** `#rrggbb` */
  readonly fill: string;
  /** 0 opaque … 255 invisible. */
  readonly alpha?: number;
  readonly blur?: number;
  readonly motion?: Motion;
  /** Shown from … to, milliseconds of the shot. */
  readonly span?: readonly [number, number];
  /** Degrees, counter-clockwise, about the shape's middle. */
  readonly turn?: number;
}

export interface TextLook extends Look {
  readonly size: number;
  readonly font?: string;
  readonly bold?: boolean;
  readonly spacing?: number;
  /** Numeric keypad: 7 top left, 5 middle, 8 top centre. */
  readonly anchor?: number;
  readonly edge?: { readonly width: number; readonly colour: string };
}

const two = (value: number): string => String(value).padStart(2, "0");

const channel = (hex: string, at: number): number => Number.parseInt(hex.slice(at, at + 2), 16);

function time(ms: number): string {
  const hundredths = Math.max(0, Math.round(ms / 10));
  const seconds = Math.floor(hundredths / 100);
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`;
}

function colour(hex: string): string {
  return `&H${hex.slice(5, 7)}${hex.slice(3, 5)}${hex.slice(1, 3)}&`.toUpperCase();
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Collects the shapes of one shot, back to front. */
export class Scene {
  readonly #lines: { readonly event: string; readonly moves: boolean }[] = [];
  readonly #length: number;

  constructor(lengthMs: number) {
    this.#length = lengthMs;
  }

  polygon(points: readonly Point[], look: Look): this {
    const [first, ...rest] = points;
    if (first === undefined) {
      return this;
    }
    return this.#shape(
      `m ${first.map(round).join(" ")} ${rest.map((point) => `l ${point.map(round).join(" ")}`).join(" ")}`,
      look,
    );
  }

  rect(x: number, y: number, width: number, height: number, look: Look): this {
    return this.polygon(
      [
        [x, y],
        [x + width, y],
        [x + width, y + height],
        [x, y + height],
      ],
      look,
    );
  }

  round(x: number, y: number, width: number, height: number, radius: number, look: Look): this {
    const r = Math.min(radius, width / 2, height / 2);
    const k = r * 0.45;
    const [right, bottom] = [x + width, y + height];
    const path = [
      `m ${x + r} ${y} l ${right - r} ${y} b ${right - k} ${y} ${right} ${y + k} ${right} ${y + r}`,
      `l ${right} ${bottom - r} b ${right} ${bottom - k} ${right - k} ${bottom} ${right - r} ${bottom}`,
      `l ${x + r} ${bottom} b ${x + k} ${bottom} ${x} ${bottom - k} ${x} ${bottom - r}`,
      `l ${x} ${y + r} b ${x} ${y + k} ${x + k} ${y} ${x + r} ${y}`,
    ].join(" ");
    return this.#shape(path, look);
  }

  ellipse(x: number, y: number, rx: number, ry: number, look: Look): this {
    const [kx, ky] = [rx * 0.5523, ry * 0.5523];
    const path = [
      `m ${round(x - rx)} ${round(y)} b ${round(x - rx)} ${round(y - ky)} ${round(x - kx)} ${round(y - ry)} ${round(x)} ${round(y - ry)}`,
      `b ${round(x + kx)} ${round(y - ry)} ${round(x + rx)} ${round(y - ky)} ${round(x + rx)} ${round(y)}`,
      `b ${round(x + rx)} ${round(y + ky)} ${round(x + kx)} ${round(y + ry)} ${round(x)} ${round(y + ry)}`,
      `b ${round(x - kx)} ${round(y + ry)} ${round(x - rx)} ${round(y + ky)} ${round(x - rx)} ${round(y)}`,
    ].join(" ");
    return this.#shape(path, look);
  }

  /** Vertical gradient as thin bands. */
  gradient(x: number, y: number, width: number, height: number, top: string, bottom: string, bands = 24): this {
    for (let band = 0; band < bands; band++) {
      const part = band / (bands - 1);
      const mix = [1, 3, 5].map((at) => Math.round(channel(top, at) * (1 - part) + channel(bottom, at) * part));
      const fill = `#${mix.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
      this.rect(x, y + (height * band) / bands, width, height / bands + 1.5, { fill });
    }
    return this;
  }

  text(x: number, y: number, words: string, look: TextLook): this {
    const edge = look.edge ?? { width: 0, colour: "#000000" };
    const tags = [
      `\\an${look.anchor ?? 7}`,
      this.#place(x, y, look),
      `\\fn${look.font ?? "Noto Sans CJK SC"}\\fs${look.size}\\b${look.bold === true ? 1 : 0}\\fsp${look.spacing ?? 0}`,
      `\\bord${edge.width}\\3c${colour(edge.colour)}`,
      this.#paint(look),
    ].join("");
    this.#event(`{${tags}}${words}`, look);
    return this;
  }

  /** What stands still, as a script for FFmpeg's `ass` filter; rendered once. */
  still(): string {
    return this.#script(false);
  }

  /** What moves, comes or goes; drawn over the still part, frame by frame. */
  moving(): string {
    return this.#script(true);
  }

  #script(moves: boolean): string {
    return [
      "[Script Info]",
      "ScriptType: v4.00+",
      `PlayResX: ${canvas.width}`,
      `PlayResY: ${canvas.height}`,
      "ScaledBorderAndShadow: yes",
      "WrapStyle: 2",
      "[V4+ Styles]",
      "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding",
      "Style: D,Noto Sans CJK SC,40,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,0,0,0,0,100,100,0,0,1,0,0,7,0,0,0,1",
      "[Events]",
      "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
      ...this.#lines.filter((line) => line.moves === moves).map((line) => line.event),
      "",
    ].join("\n");
  }

  #shape(path: string, look: Look): this {
    this.#event(`{\\an7${this.#place(0, 0, look)}\\bord0${this.#paint(look)}\\p1}${path}{\\p0}`, look);
    return this;
  }

  #place(x: number, y: number, look: Look): string {
    const { motion } = look;
    if (motion === undefined) {
      return `\\pos(${round(x)},${round(y)})`;
    }
    const from = look.span?.[0] ?? 0;
    const path = [x + motion.from[0], y + motion.from[1], x + motion.to[0], y + motion.to[1]].map(round);
    return `\\move(${path.join(",")},${motion.start - from},${motion.end - from})`;
  }

  #paint(look: Look): string {
    const alpha = (look.alpha ?? 0).toString(16).padStart(2, "0").toUpperCase();
    const turn = look.turn === undefined ? "" : `\\frz${look.turn}`;
    const blur = look.blur === undefined ? "" : `\\blur${look.blur}`;
    return `\\shad0\\1c${colour(look.fill)}\\1a&H${alpha}&${blur}${turn}`;
  }

  #event(words: string, look: Look): void {
    const [from, to] = look.span ?? [0, this.#length];
    const event = `Dialogue: ${this.#lines.length},${time(from)},${time(to)},D,,0,0,0,,${words}`;
    this.#lines.push({ event, moves: look.motion !== undefined || look.span !== undefined });
  }
}

/** Repeatable pseudo-random numbers, so that the demonstration is the same each time it is made. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
