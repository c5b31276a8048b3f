import type { Note } from "../../shared/model/note.ts";

/** What the track of notes needs to know of one of them. */
export interface LaneNote {
  readonly note: string;
  readonly from: number;
  readonly to: number;
  readonly isOpen: boolean;
  /** Frames on which a shape is placed; drawn for the chosen note only. */
  readonly keyframes: readonly number[];
}

/** Where a frame begins along the track, 0…1. */
export type Place = (frame: number) => number;

export interface LaneColours {
  readonly open: string;
  readonly settled: string;
  readonly chosen: string;
  readonly key: string;
}

/** The part of a canvas that the track is drawn with. */
export type LaneContext = Pick<
  CanvasRenderingContext2D,
  "clearRect" | "fillRect" | "beginPath" | "moveTo" | "lineTo" | "fill"
> & {
  fillStyle: CanvasRenderingContext2D["fillStyle"];
};

/** Threads only; answers lie where the note lies that they answer. */
export function laneOf(notes: readonly Note[]): LaneNote[] {
  return notes
    .filter(({ thread, status }) => thread === undefined && status !== "withdrawn")
    .map(({ note, range, status, shapes }) => ({
      note,
      from: range.from,
      to: range.to,
      isOpen: status === "open",
      keyframes: shapes.flatMap(({ keyframes }) => keyframes.map(({ frame }) => frame)),
    }));
}

/**
 * Draws the whole track at once: a bar for each note and the keyframes of the chosen one.
 *
 * One pass over the notes in the order of their first frames; bars that fall on the same pixels are drawn once, so a
 * thousand notes on a long recording cost no more than the track is wide.
 */
export function drawLane(
  context: LaneContext,
  notes: readonly LaneNote[],
  {
    place,
    width,
    height,
    chosen,
  }: { readonly place: Place; readonly width: number; readonly height: number; readonly chosen: string | null },
  colours: LaneColours,
): number {
  context.clearRect(0, 0, width, height);
  const half = Math.floor(height / 2);
  let drawn = 0;
  for (const isOpen of [false, true]) {
    context.fillStyle = isOpen ? colours.open : colours.settled;
    let until = -1;
    for (const note of notes) {
      const left = Math.floor(place(note.from) * width);
      const right = Math.max(left + 2, Math.ceil(place(note.to) * width));
      if (note.isOpen === isOpen && right > until) {
        const start = Math.max(left, until);
        context.fillRect(start, 2, right - start, half - 2);
        until = right;
        drawn += 1;
      }
    }
  }
  const one = notes.find(({ note }) => note === chosen);
  if (one !== undefined) {
    const left = Math.floor(place(one.from) * width);
    context.fillStyle = colours.chosen;
    context.fillRect(left, 0, Math.max(3, Math.ceil((place(one.to) - place(one.from)) * width)), half);
    context.fillStyle = colours.key;
    for (const frame of one.keyframes) {
      diamond(context, ((place(frame) + place(frame + 1)) / 2) * width, half + half / 2, half / 2 - 1);
    }
  }
  return drawn;
}

function diamond(context: LaneContext, x: number, y: number, r: number): void {
  context.beginPath();
  context.moveTo(x, y - r);
  context.lineTo(x + r, y);
  context.lineTo(x, y + r);
  context.lineTo(x - r, y);
  context.fill();
}

/** The note whose bar is nearest to a place on the track, within a finger's breadth; the shortest where several are. */
export function noteAt(
  notes: readonly LaneNote[],
  x: number,
  { place, width }: { readonly place: Place; readonly width: number },
): LaneNote | null {
  const off = ({ from, to }: LaneNote): number => Math.max(0, place(from) * width - x, x - place(to) * width);
  const near = notes.filter((note) => off(note) <= 6);
  return near.toSorted((one, other) => off(one) - off(other) || one.to - one.from - (other.to - other.from))[0] ?? null;
}
