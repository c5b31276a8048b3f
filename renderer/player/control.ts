import { create } from "zustand";
import { command, usePicture } from "./picture.ts";

/** What the card on the right shows; nothing is ever laid over the picture. */
export type Side = "notes" | "help" | "goTo" | "leave" | "objection" | "annotate" | "evidence" | "view" | "chapters";

interface PlayerStore {
  readonly side: Side;
  readonly full: boolean;
  /** Filmstrip, sound and level below the picture are wanted. */
  readonly overview: boolean;
  readonly inPoint: number | null;
  readonly outPoint: number | null;
  /** Plays between the two points again and again. */
  readonly loop: boolean;
  /** How many times as fast it goes back; 0 while it does not. */
  readonly back: number;
  /** Grows each time the note field should take the focus. */
  readonly noteCalls: number;
}

const start: PlayerStore = {
  side: "notes",
  full: false,
  overview: false,
  inPoint: null,
  outPoint: null,
  loop: false,
  back: 0,
  noteCalls: 0,
};

/** The player's own layout and points; what is on screen is in `usePicture`. */
export const usePlayer = create<PlayerStore>()(() => start);

export function resetPlayer(): void {
  usePlayer.setState(start);
}

export const speeds = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16] as const;

export function togglePlay(): void {
  command({ type: usePicture.getState().state === "playing" ? "pause" : "play" });
}

export function step(frames: number): void {
  command({ type: "step", frames });
}

/** Moves by seconds of the recording, whatever its rate and wherever it was interrupted. */
export function jump(milliseconds: number): void {
  seekTime(usePicture.getState().atMs + milliseconds);
}

/** Goes to the frame that the recording shows at a time; the picture's own page knows which one that is. */
export function seekTime(atMs: number): void {
  command({ type: "seekTime", atMs });
}

/** Goes to the nearest approved frame. */
export function seek(frame: number): void {
  const ranges = usePicture.getState().ready?.ranges ?? [];
  command({ type: "seek", frame: nearest(frame, ranges) });
}

/** The frame itself when it lies in a range, else the closest one that does. */
export function nearest(frame: number, ranges: readonly { readonly from: number; readonly to: number }[]): number {
  const candidates = ranges.map(({ from, to }) => Math.max(from, Math.min(to - 1, frame)));
  const distance = (candidate: number): number => Math.abs(candidate - frame);
  return candidates.toSorted((one, other) => distance(one) - distance(other))[0] ?? frame;
}

/** One speed slower or faster. */
export function changeSpeed(by: 1 | -1): void {
  const { rate } = usePicture.getState();
  const next = by > 0 ? speeds.find((speed) => speed > rate) : speeds.findLast((speed) => speed < rate);
  command({ type: "rate", rate: next ?? rate });
}

export function toggleLoop(): void {
  usePlayer.setState(({ loop }) => ({ loop: !loop }));
}

export function setPoint(which: "inPoint" | "outPoint"): void {
  const { frame, confirmed } = usePicture.getState();
  if (frame !== null && confirmed) {
    usePlayer.setState({ [which]: frame });
  }
}

export function callNote(): void {
  command({ type: "pause" });
  usePlayer.setState(({ noteCalls }) => ({ side: "notes", noteCalls: noteCalls + 1 }));
}

/** An objection is about the frame that rests on screen. */
export function callObjection(): void {
  command({ type: "pause" });
  usePlayer.setState({ side: "objection" });
}

/** A note is about frames that rest on screen. */
export function callAnnotate(): void {
  command({ type: "pause" });
  usePlayer.setState({ side: "annotate" });
}

export function toggleSide(side: Side): void {
  usePlayer.setState((before) => ({ side: before.side === side ? "notes" : side }));
}

export function toggleFull(): void {
  usePlayer.setState(({ full }) => ({ full: !full }));
}

export function toggleOverview(): void {
  usePlayer.setState(({ overview }) => ({ overview: !overview }));
}

export function back(): void {
  // Esc steps back from a card or from the full window; it never ends a viewing or drops a note.
  usePlayer.setState(({ side }) => (side === "notes" ? { full: false } : { side: "notes" }));
}
