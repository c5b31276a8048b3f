import type { PictureReport } from "../../shared/picture/protocol.ts";
import { holdsFrame } from "../../shared/time/frame-ranges.ts";
import { isApproved, millisecondsOf, rowAt, rowOfFrame, timesOf, type FrameTable } from "./frame-table.ts";
import { stepMs } from "./glance-file.ts";
import { createGlances, type Held } from "./glances.ts";
import { bandLayout, clock, paintBand, write, type Cell, type Scene } from "./overview-paint.ts";
import type { VaultClient } from "./vault-client.ts";
import { pageWords } from "./words.ts";

type Pointed = Extract<PictureReport, { type: "pointed" }>;

/** Filmstrip, sound and level of what is on screen, and the small picture of a place that is pointed at. */
export interface Overview {
  /** Off until somebody asks: what it shows costs entries in the log. */
  take(on: boolean): void;
  fit(table: FrameTable): void;
  /** A frame that the pointer or the keys are at, and where, in parts of the width; null when nothing is. */
  point(frame: number | null, x: number): void;
  /** The frame on screen; null blanks everything, as nothing may be seen then. */
  show(frame: number | null): void;
  relabel(): void;
  end(): void;
}

export interface OverviewParts {
  readonly stage: HTMLElement;
  readonly band: HTMLCanvasElement;
  readonly preview: HTMLCanvasElement;
  readonly vault: Pick<VaultClient, "glances" | "glance" | "shown" | "covers">;
  readonly send: (report: Pointed) => void;
  /** The place that the picture has left has changed. */
  readonly onResize: () => void;
}

/** What is approved and no longer than this is shown at once; of anything longer a page of a minute. */
const wholeMs = 90_000;
const pageMs = 60_000;
/** So far around the frame on screen companions are asked for. */
const aroundMs = 30_000;
const pointRestMs = 80;
const paintEveryMs = 60;
const tellEveryMs = 300;
const previewSize = { width: 224, picture: 126, line: 22 } as const;

const msOf = (of: FrameTable, frame: number): number => millisecondsOf(of, rowOfFrame(of, frame));

/** The part of the recording that the band is of. */
const windowOf = (of: FrameTable, atMs: number): { readonly from: number; readonly to: number } => {
  const times = timesOf(of);
  const whole = { from: times[0]?.from ?? 0, to: times.at(-1)?.to ?? 0 };
  if (whole.to - whole.from <= wholeMs) {
    return whole;
  }
  const from = whole.from + Math.max(0, Math.floor((atMs - whole.from) / pageMs)) * pageMs;
  return { from, to: Math.min(whole.to, from + pageMs) };
};

const frameAt = (of: FrameTable, ms: number): number | null => {
  const row = rowAt(of, ms);
  return row === null ? null : (of.frame[row] ?? null);
};

const nearest = (held: Held, frame: number): Held["pictures"][number] | null =>
  held.pictures.toSorted((one, other) => Math.abs(one.frame - frame) - Math.abs(other.frame - frame))[0] ?? null;

/**
 * Draws into two canvases of the picture page, under its watermark; nothing of it can be seen elsewhere (rule R4).
 *
 * Every small picture that was drawn is reported to the log as shown, beside the lease it came under (rule R2).
 */
export function createOverview(parts: OverviewParts): Overview {
  const { stage, band, preview, vault, send } = parts;
  const { covers, left } = vault.covers();
  const masked = covers.filter(({ regions }) => regions.length > 0);
  const glances = createGlances(vault, () => refresh());
  let table: FrameTable | null = null;
  let isOn = false;
  let isOver = false;
  let current: number | null = null;
  let pointed: { readonly frame: number; readonly x: number } | null = null;
  let painting: ReturnType<typeof setTimeout> | undefined;
  let resting: ReturnType<typeof setTimeout> | undefined;
  let telling: ReturnType<typeof setTimeout> | undefined;
  let isRested = false;
  let seen = new Set<number>();
  let untold = new Set<number>();
  let said = "";

  const isCovered = (frame: number): boolean => holdsFrame(masked, frame);
  const heldAt = (frame: number): Held | null | undefined => {
    const segment = glances.segmentOf(frame);
    return segment === null ? null : glances.held(segment);
  };

  /** Asks for what lies around the pointer first, then around the frame on screen, the nearest first. */
  const ask = (): void => {
    if (!isOn || isOver || table === null || current === null) {
      return;
    }
    const at = msOf(table, current);
    const wanted = new Set<number>();
    const add = (frame: number | null): void => {
      const segment = frame === null ? null : glances.segmentOf(frame);
      if (segment !== null) {
        wanted.add(segment);
      }
    };
    if (pointed !== null && isRested) {
      add(holdsFrame(table.ranges, pointed.frame) ? pointed.frame : null);
    }
    const { from, to } = windowOf(table, at);
    for (let away = 0; away <= aroundMs; away += 1000) {
      for (const ms of [at + away, at - away]) {
        add(ms >= from && ms < to ? frameAt(table, ms) : null);
      }
    }
    glances.want([...wanted]);
  };

  const stateOf = (of: FrameTable, frame: number): Pointed["state"] => {
    if (holdsFrame(left, frame)) {
      return "withheld";
    }
    if (!holdsFrame(of.ranges, frame)) {
      return "outside";
    }
    if (isCovered(frame)) {
      return "covered";
    }
    const held = heldAt(frame);
    return held === undefined ? "waiting" : held === null || held.pictures.length === 0 ? "none" : "shown";
  };

  const cellAt = (of: FrameTable, ms: number, drawn: Set<number>): Cell => {
    const frame = frameAt(of, ms);
    if (frame === null) {
      return { what: "outside" };
    }
    const held = heldAt(frame);
    if (isCovered(frame)) {
      return { what: "covered" };
    }
    const picture = held === null || held === undefined ? null : nearest(held, frame);
    if (picture === null) {
      return { what: "waiting" };
    }
    drawn.add(picture.frame);
    return { what: "picture", image: picture.image };
  };

  const levelsAt = (of: FrameTable, frame: number): number[] => {
    const sound = heldAt(frame)?.sound ?? null;
    const step = Math.floor(msOf(of, frame) / stepMs) - (sound?.from ?? 0);
    return sound === null
      ? []
      : sound.channels.map(({ low, high }) => Math.min(127, Math.max(-(low[step] ?? 0), high[step] ?? 0)));
  };

  const sceneOf = (of: FrameTable, frame: number, width: number, drawn: Set<number>): Scene => {
    const at = msOf(of, frame);
    const { from, to } = windowOf(of, at);
    const words = pageWords(document.documentElement.lang).overview;
    const aspect = of.height === 0 ? 16 / 9 : Math.min(2.4, Math.max(0.5, of.width / of.height));
    const count =
      of.kind === "video" ? Math.max(1, Math.round((width - bandLayout.meter) / (bandLayout.film * aspect))) : 0;
    const segments = new Set<number>();
    for (let ms = from; ms < to; ms += 500) {
      const here = frameAt(of, ms);
      const segment = here === null ? null : glances.segmentOf(here);
      if (segment !== null) {
        segments.add(segment);
      }
    }
    const held = [...segments].flatMap((segment) => glances.held(segment) ?? []);
    const shownSpans = held.flatMap(({ spans }) =>
      spans.map((span) => ({ ...span, from: msOf(of, span.from), to: msOf(of, Math.max(span.from, span.to - 1)) })),
    );
    return {
      from,
      to,
      at,
      pointed: pointed === null || !holdsFrame(of.ranges, pointed.frame) ? null : msOf(of, pointed.frame),
      cells: Array.from({ length: count }, (_, index) =>
        cellAt(of, from + ((index + 0.5) / count) * (to - from), drawn),
      ),
      heard: held.flatMap(({ sound }) => sound ?? []),
      spans: joined(shownSpans),
      approved: timesOf(of),
      levels: levelsAt(of, frame),
      note: segments.size === 0 ? words.none : null,
    };
  };

  const paint = (): void => {
    painting = undefined;
    const drawn = new Set<number>();
    const isSeen = isOn && !isOver && table !== null && current !== null;
    preview.hidden = true;
    if (isSeen && table !== null && current !== null) {
      const size = { width: band.clientWidth, height: band.clientHeight };
      const scene = sceneOf(table, current, size.width, drawn);
      const words = pageWords(document.documentElement.lang).overview;
      paintBand(fitted(band, size), size, scene, words);
      describe(scene);
      paintPreview(table, drawn);
    } else {
      band.width = 0;
      preview.width = 0;
    }
    for (const frame of drawn) {
      if (!seen.has(frame)) {
        untold.add(frame);
      }
    }
    seen = drawn;
    if (untold.size > 0) {
      telling ??= setTimeout(tellSeen, tellEveryMs);
    }
  };

  const paintPreview = (of: FrameTable, drawn: Set<number>): void => {
    if (pointed === null || of.kind !== "video") {
      return;
    }
    const { frame, x } = pointed;
    const state = stateOf(of, frame);
    const held = state === "shown" ? heldAt(frame) : null;
    const picture = held === null || held === undefined ? null : nearest(held, frame);
    const words = pageWords(document.documentElement.lang).overview;
    const { width, picture: high, line } = previewSize;
    const context = fitted(preview, { width, height: high + line });
    context.fillStyle = "#0b0d10";
    context.fillRect(0, 0, width, high + line);
    context.font = '12px "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif';
    context.textBaseline = "middle";
    if (picture === null) {
      write(context, state === "shown" ? words.nothing.none : words.nothing[state], width / 2, high / 2, "center");
    } else {
      const { image } = picture;
      const scale = Math.min(width / image.width, high / image.height);
      const [wide, tall] = [image.width * scale, image.height * scale];
      context.drawImage(image, (width - wide) / 2, (high - tall) / 2, wide, tall);
      write(context, words.place(picture.frame, clock(msOf(of, picture.frame))), width / 2, high + line / 2, "center");
      drawn.add(picture.frame);
    }
    preview.hidden = false;
    preview.style.left = `${String(Math.max(0, Math.min(stage.clientWidth - width, x * stage.clientWidth - width / 2)))}px`;
  };

  /** In words, for those who listen instead of look. */
  const describe = ({ from, to, spans }: Scene): void => {
    const words = pageWords(document.documentElement.lang).overview;
    const of = (kind: "silent" | "clipped"): string[] =>
      spans.filter((span) => span.kind === kind).map((span) => `${clock(span.from)}–${clock(span.to)}`);
    const label = words.label(`${clock(from)}–${clock(to)}`, of("silent"), of("clipped"));
    if (band.getAttribute("aria-label") !== label) {
      band.setAttribute("aria-label", label);
    }
  };

  const tellSeen = (): void => {
    clearTimeout(telling);
    telling = undefined;
    if (untold.size > 0) {
      const frames = [...untold].toSorted((one, other) => one - other).map((frame) => ({ from: frame, to: frame + 1 }));
      vault.shown(frames.slice(0, 256), 100, false, true);
      untold = new Set(frames.slice(256).map(({ from }) => from));
      telling = untold.size > 0 ? setTimeout(tellSeen, tellEveryMs) : undefined;
    }
  };

  const pointedNow = (): Pointed => {
    if (pointed === null || table === null || !isOn || current === null) {
      return { type: "pointed", frame: null, atMs: null, state: "none" };
    }
    const { frame } = pointed;
    const atMs = holdsFrame(table.ranges, frame) ? msOf(table, frame) : null;
    return { type: "pointed", frame, atMs, state: stateOf(table, frame) };
  };

  const say = (): void => {
    const report = pointedNow();
    const text = JSON.stringify(report);
    if (text !== said) {
      said = text;
      send(report);
    }
  };

  const refresh = (): void => {
    painting ??= setTimeout(paint, paintEveryMs);
    ask();
    say();
  };

  window.addEventListener("pagehide", tellSeen);
  window.addEventListener("resize", () => refresh());

  return {
    take(on) {
      isOn = on && !isOver;
      band.hidden = !isOn;
      stage.classList.toggle("with-overview", isOn);
      parts.onResize();
      refresh();
    },
    fit(next) {
      table = next;
      refresh();
    },
    point(frame, x) {
      pointed = frame === null ? null : { frame, x };
      clearTimeout(resting);
      isRested = false;
      resting = setTimeout(() => {
        isRested = true;
        ask();
      }, pointRestMs);
      if (isOn) {
        clearTimeout(painting);
        paint();
      }
      say();
    },
    show(frame) {
      const isBlank = frame === null || (table !== null && !isApproved(table, rowOfFrame(table, frame)));
      current = isBlank ? null : frame;
      if (current === null) {
        // At once: nothing small stays where nothing large may be seen.
        clearTimeout(painting);
        paint();
      }
      if (isOn) {
        refresh();
      }
    },
    relabel: () => refresh(),
    end() {
      isOver = true;
      isOn = false;
      clearTimeout(painting);
      clearTimeout(resting);
      paint();
      tellSeen();
      glances.end();
      band.hidden = true;
      stage.classList.remove("with-overview");
    },
  };
}

/** Spans of one kind that touch are one. */
function joined(spans: Scene["spans"]): Scene["spans"] {
  const all: { kind: Scene["spans"][number]["kind"]; from: number; to: number }[] = [];
  for (const span of spans.toSorted((one, other) => one.from - other.from)) {
    const before = all.findLast(({ kind }) => kind === span.kind);
    if (before !== undefined && span.from - before.to <= 3 * stepMs) {
      before.to = Math.max(before.to, span.to);
    } else {
      all.push({ ...span });
    }
  }
  return all;
}

/** The canvas at this size, in CSS pixels, empty. */
function fitted(
  canvas: HTMLCanvasElement,
  { width, height }: { readonly width: number; readonly height: number },
): CanvasRenderingContext2D {
  const scale = Math.min(2, window.devicePixelRatio);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  if (context === null) {
    throw new Error("no canvas for the overview");
  }
  context.scale(scale, scale);
  return context;
}
