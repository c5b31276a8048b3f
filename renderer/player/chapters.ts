import type { Footage } from "../../shared/model/footage.ts";
import type { Mark } from "../../shared/model/mark.ts";
import type { Note } from "../../shared/model/note.ts";
import { holdsFrame } from "../../shared/time/frame-ranges.ts";

/** A place worth going to: the start of an approved range, a mark, or a stage of enforcement that a note names. */
export type Chapter =
  | { readonly kind: "range"; readonly frame: number; readonly to: number }
  | { readonly kind: "mark"; readonly frame: number; readonly mark: Mark }
  | { readonly kind: "stage"; readonly frame: number; readonly note: Note };

/** An interruption of the recording: the time on both sides of it. */
export interface Gap {
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly isExplained: boolean;
}

type Ranges = readonly { readonly from: number; readonly to: number }[];

/** Everything that can be gone to, in the order of the recording; nothing that may not be seen. */
export function chaptersOf(ranges: Ranges, marks: readonly Mark[], notes: readonly Note[]): readonly Chapter[] {
  const stages = notes.filter(
    ({ tag, thread, status }) => tag !== undefined && thread === undefined && status !== "withdrawn",
  );
  const all: readonly Chapter[] = [
    ...ranges.map(({ from, to }) => ({ kind: "range", frame: from, to }) as const),
    ...marks.map((mark) => ({ kind: "mark", frame: mark.frame, mark }) as const),
    ...stages.map((note) => ({ kind: "stage", frame: note.range.from, note }) as const),
  ];
  return all.filter(({ frame }) => holdsFrame(ranges, frame)).toSorted((one, other) => one.frame - other.frame);
}

export function gapsOf({ gaps }: Pick<Footage, "gaps">): readonly Gap[] {
  return gaps
    .map(({ atMs, lengthMs, explained }) => ({ beforeMs: atMs, afterMs: atMs + lengthMs, isExplained: explained }))
    .toSorted((one, other) => one.beforeMs - other.beforeMs);
}

/** Whether the frame on screen at a time is approved; `times` says when each approved range is on screen. */
export function mayBeSeenAt(atMs: number, times: Ranges): boolean {
  return times.some(({ from, to }) => atMs > from - 1 && atMs < to + 1);
}

/** Side of the next or last interruption to go to; null when there is none that may be seen. */
export function gapBeside(
  gaps: readonly Gap[],
  times: Ranges,
  { atMs, frameMs }: { readonly atMs: number; readonly frameMs: number },
  direction: 1 | -1,
): number | null {
  const sides = gaps.flatMap(({ beforeMs, afterMs }) =>
    [beforeMs, afterMs].filter((side) => mayBeSeenAt(side, times)).slice(0, 1),
  );
  // The frame ahead of an interruption begins up to its own length before it.
  const away = frameMs + 1;
  return (
    (direction === 1 ? sides.find((side) => side > atMs + away) : sides.findLast((side) => side < atMs - away)) ?? null
  );
}

/** The nearest of ascending frames after or before another; null when there is none. */
export function frameBeside(frames: readonly number[], frame: number, direction: 1 | -1): number | null {
  return (direction === 1 ? frames.find((one) => one > frame) : frames.findLast((one) => one < frame)) ?? null;
}
