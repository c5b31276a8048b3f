import type { Footage } from "../model/footage.ts";
import type { PolicyPack } from "../model/policy.ts";
import type { CameraRule } from "../model/policy/cameras.ts";
import { realTime } from "../time/time-truth.ts";
import { alignByClock } from "./alignment.ts";
import { mergeSpans, withoutSpans, type Span } from "./spans.ts";

/** A stretch in which one camera recorded nothing, in real time. */
export interface Interruption extends Span {
  readonly asset: Footage["asset"];
  /** Somebody said why, aloud or in writing (O-66). */
  readonly explained: boolean;
  /** Cameras that recorded all of it; `certain` only where it is so at both ends of what the clocks allow. */
  readonly coveredBy: readonly { readonly asset: Footage["asset"]; readonly certain: boolean }[];
  /** What of it no camera recorded. */
  readonly uncovered: readonly Span[];
}

/** What the pack asks of the number of cameras, and what there was (O-52). */
export interface CameraDemand {
  readonly needs: CameraRule["needs"];
  readonly article: string;
  /** Officers whose cameras recorded the event, or dedicated cameras. */
  readonly found: number;
  readonly isMet: boolean;
  /** Stretches in which fewer officers recorded than the pack asks for, each longer than the clocks may be off. */
  readonly short: readonly (Span & { readonly recording: number })[];
}

/** Recordings of one event, by the real time in which they were made. */
export interface CameraEvent extends Span {
  readonly recordings: readonly Footage[];
  readonly interruptions: readonly Interruption[];
  /** Stretches between the first and the last picture that no camera recorded. */
  readonly unrecorded: readonly Span[];
  readonly demands: readonly CameraDemand[];
  /** How far two of the clocks may be apart, at most; absent when the error of one is not on record. */
  readonly boundMs?: number;
}

/** Recordings of a case that lie further apart than this are of two events. */
const apartMs = 15 * 60_000;

/**
 * Which camera recorded when, event by event, without opening a picture: where one was interrupted and another one went
 * on, where nothing was recorded, and where the second camera that the pack asks for is missing (O-52, O-65).
 *
 * Films of one case count; sound and photos are no cameras.
 */
export function coverageOf(recordings: readonly Footage[], { cameras }: Pick<PolicyPack, "cameras">): CameraEvent[] {
  const films = recordings
    .filter(({ kind, destroyedOn }) => kind === "video" && destroyedOn === undefined)
    .toSorted((one, other) => extentOf(one).from - extentOf(other).from || one.asset.localeCompare(other.asset));
  const events: Footage[][] = [];
  let end = -Infinity;
  for (const film of films) {
    const { from, to } = extentOf(film);
    const current = events.at(-1);
    if (current === undefined || from > end + apartMs) {
      events.push([film]);
    } else {
      current.push(film);
    }
    end = Math.max(end, to);
  }
  return events.map((recorded) => eventOf(recorded, cameras?.rules ?? []));
}

function eventOf(films: readonly Footage[], rules: readonly CameraRule[]): CameraEvent {
  const from = Math.min(...films.map((film) => extentOf(film).from));
  const to = Math.max(...films.map((film) => extentOf(film).to));
  const boundMs = widestBound(films);
  const isMajor = films.some(({ handIn }) => handIn?.majorOperation === true);
  return {
    from,
    to,
    recordings: films,
    interruptions: films.flatMap((film) => interruptionsOf(film, films)),
    unrecorded: withoutSpans([{ from, to }], films.flatMap(recordedIn)),
    demands: rules
      .filter(({ when }) => when === "any" || isMajor)
      .map((rule) => demandOf(rule, films, { from, to }, boundMs ?? 0)),
    ...(boundMs === undefined ? {} : { boundMs }),
  };
}

/** Real time from the first picture to the end of the last one. */
export function extentOf(film: Footage): Span {
  const { at } = realTime(film, 0);
  return { from: at, to: at + film.durationMs };
}

function gapsOf(film: Footage): readonly (Span & { readonly explained: boolean })[] {
  return film.gaps.map(({ atMs, lengthMs, explained }) => {
    const { at } = realTime(film, atMs);
    return { from: at, to: at + lengthMs, explained };
  });
}

/** Real time of which there are pictures. */
export function recordedIn(film: Footage): Span[] {
  return withoutSpans([extentOf(film)], gapsOf(film));
}

function interruptionsOf(film: Footage, films: readonly Footage[]): Interruption[] {
  const others = films.filter((other) => other !== film);
  return gapsOf(film).map(({ from, to, explained }) => ({
    asset: film.asset,
    from,
    to,
    explained,
    coveredBy: others.flatMap((other) => {
      const { boundMs } = alignByClock(film, other);
      return covers(other, { from, to })
        ? [
            {
              asset: other.asset,
              certain: boundMs !== undefined && covers(other, { from: from - boundMs, to: to + boundMs }),
            },
          ]
        : [];
    }),
    uncovered: withoutSpans([{ from, to }], others.flatMap(recordedIn)),
  }));
}

function covers(film: Footage, span: Span): boolean {
  return withoutSpans([span], recordedIn(film)).length === 0;
}

/** Two clocks each off by their own error are off by the sum of both; the two worst count. */
function widestBound(films: readonly Footage[]): number | undefined {
  const errors = films.map(({ clockUncertaintySeconds }) => clockUncertaintySeconds);
  if (films.length === 1) {
    return 0;
  }
  return errors.every((error) => error !== undefined)
    ? errors.toSorted((a, b) => b - a).reduce((sum, error, place) => (place < 2 ? sum + error * 1000 : sum), 0)
    : undefined;
}

function demandOf(
  { needs, article }: CameraRule,
  films: readonly Footage[],
  event: Span,
  boundMs: number,
): CameraDemand {
  if (needs.kind === "dedicatedCamera") {
    const found = films.filter(({ source }) => source === "camera").length;
    return { needs, article, found, isMet: found > 0, short: [] };
  }
  const officers = [...new Set(films.flatMap(({ wearers }) => wearers.map(({ person }) => person)))];
  const recorded = officers.map((person) =>
    mergeSpans(films.filter(({ wearers }) => wearers.some((one) => one.person === person)).flatMap(recordedIn)),
  );
  const short = shortIn(event, recorded, needs.least).filter(({ from, to }) => to - from > boundMs);
  return {
    needs,
    article,
    found: officers.length,
    isMet: officers.length >= needs.least && short.length === 0,
    short,
  };
}

/** Stretches of the event with fewer than `least` of these at work, each with how many there were. */
function shortIn(event: Span, recorded: readonly (readonly Span[])[], least: number): CameraDemand["short"] {
  const edges = [...new Set([event.from, event.to, ...recorded.flat().flatMap(({ from, to }) => [from, to])])]
    .filter((at) => at >= event.from && at <= event.to)
    .toSorted((a, b) => a - b);
  const short: (Span & { readonly recording: number })[] = [];
  edges.slice(1).forEach((to, place) => {
    const from = edges[place] ?? event.from;
    const recording = recorded.filter((spans) => spans.some((span) => span.from <= from && to <= span.to)).length;
    const last = short.at(-1);
    if (recording >= least) {
      return;
    }
    if (last !== undefined && last.to === from && last.recording === recording) {
      short[short.length - 1] = { ...last, to };
    } else {
      short.push({ from, to, recording });
    }
  });
  return short;
}
