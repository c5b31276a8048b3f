import { create } from "zustand";
import { extractionSteps } from "../../shared/access/extraction-duties.ts";
import { tagNamed } from "../../shared/annotation/vocabulary.ts";
import type { exhibitKinds, manners } from "../../shared/extractions.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { Mark } from "../../shared/model/mark.ts";
import type { Note } from "../../shared/model/note.ts";
import type { Role } from "../../shared/model/person.ts";
import type { Draft } from "../annotate/draft.ts";

/** First and last frame, both inside. */
export interface Ends {
  readonly from: number;
  readonly last: number;
}

/** What somebody changed of what the card filled in by itself. */
export interface Said {
  readonly exhibit?: (typeof exhibitKinds)[number];
  readonly manner?: (typeof manners)[number];
  /** Null when they took the tag off. */
  readonly tag?: string | null;
  readonly name?: string;
  readonly fact?: string;
  readonly summary?: string;
}

interface RangeStore {
  readonly asset: AssetId | null;
  readonly said: Said;
}

/** The evidence that is being marked in the player; what was typed outlives the card, not the recording. */
export const useRange = create<RangeStore>()(() => ({ asset: null, said: {} }));

export function sayOf(asset: AssetId, change: Said): void {
  useRange.setState((before) => ({ asset, said: before.asset === asset ? { ...before.said, ...change } : change }));
}

/** Whether one of these posts marks evidence. */
export function mayMark(roles: readonly Role[]): boolean {
  return extractionSteps.mark.by.some((role) => roles.includes(role));
}

/** What evidence would show: the frames between the points, or the frame that rests on screen. */
export function endsOf(
  exhibit: (typeof exhibitKinds)[number],
  { inPoint, outPoint }: { readonly inPoint: number | null; readonly outPoint: number | null },
  resting: number | null,
): Ends | null {
  if (exhibit === "still") {
    return resting === null ? null : { from: resting, last: resting };
  }
  return inPoint === null || outPoint === null || outPoint < inPoint ? null : { from: inPoint, last: outPoint };
}

/**
 * What is known about these frames already: the note that is being written, else the note that shares most of them, else a
 * mark among them; failing these, the stage of enforcement that a note before them began.
 */
export function saidAbout(
  { from, last }: Ends,
  draft: Draft | null,
  notes: readonly Note[],
  marks: readonly Mark[],
): { readonly tag: string | undefined; readonly reason: string } {
  const shared = ({ range }: Pick<Note, "range">): number => Math.min(range.to, last + 1) - Math.max(range.from, from);
  const heads = notes.filter(({ thread, status }) => thread === undefined && status !== "withdrawn");
  const over = heads.filter((note) => shared(note) > 0).toSorted((one, other) => shared(other) - shared(one));
  const sources = [...(draft !== null && shared(draft) > 0 ? [draft] : []), ...over];
  const marked = marks.filter(({ frame, kind }) => frame >= from && frame <= last && kind !== "objection");
  const stages = heads
    .filter(({ tag, range }) => tag !== undefined && range.from <= from)
    .toSorted((one, other) => other.range.from - one.range.from);
  return {
    tag:
      sources.find(({ tag }) => tag !== undefined)?.tag ??
      // Kinds of marks and tags share their names.
      marked.find(({ kind }) => tagNamed(kind) !== null)?.kind ??
      stages[0]?.tag,
    reason: [...sources.map(({ text }) => text), ...marked.map(({ note }) => note)].find((text) => text !== "") ?? "",
  };
}
