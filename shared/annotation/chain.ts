import { placesOf } from "../picture/drawing.ts";
import type { Revision } from "../model/note.ts";

/** A revision whose signature was checked, by the digest of its bytes. */
export interface Signed {
  readonly digest: string;
  readonly revision: Revision;
}

/** A note as its revisions give it, whatever order they came in. */
export interface Chain<S extends Signed = Signed> {
  readonly first: S;
  readonly head: S;
  /** From the first to the head. */
  readonly steps: readonly S[];
  /** Another revision follows one of the steps as well. */
  readonly forked: boolean;
}

/**
 * Orders the revisions of one note. The same set gives the same answer in every order, and twice is once.
 *
 * A revision without the one it names, or one that its author may not have made, is left out.
 *
 * @returns `null` while the first revision has not come.
 */
export function chainOf<S extends Signed>(revisions: Iterable<S>): Chain<S> | null {
  const byDigest = new Map<string, S>();
  for (const one of revisions) {
    byDigest.set(one.digest, one);
  }
  const all = [...byDigest.values()].toSorted(later);
  const firsts = all.filter(({ revision }) => revision.revision === 0 && revision.previous === undefined);
  const first = firsts[0];
  if (first === undefined) {
    return null;
  }
  const accepted = new Map([[first.digest, first]]);
  for (const one of all) {
    const before = one.revision.previous === undefined ? undefined : accepted.get(one.revision.previous);
    if (before !== undefined && mayFollow(first.revision, before.revision, one.revision)) {
      accepted.set(one.digest, one);
    }
  }
  const head = [...accepted.values()].toSorted(later).at(-1) ?? first;
  const steps: S[] = [];
  for (let step: S | undefined = head; step !== undefined;) {
    steps.unshift(step);
    step = step.revision.previous === undefined ? undefined : accepted.get(step.revision.previous);
  }
  return { first, head, steps, forked: firsts.length > 1 || accepted.size > steps.length };
}

function later(one: Signed, other: Signed): number {
  return (
    one.revision.revision - other.revision.revision ||
    Date.parse(one.revision.at) - Date.parse(other.revision.at) ||
    (one.digest < other.digest ? -1 : 1)
  );
}

/** A revision follows its predecessor by one, on the same recording, and only the author changes more than the state. */
export function mayFollow(first: Revision, before: Revision, next: Revision): boolean {
  const isNext =
    next.revision === before.revision + 1 &&
    next.note === before.note &&
    next.asset === before.asset &&
    next.thread === before.thread &&
    next.nonce === undefined;
  return isNext && (next.by.person === first.by.person || wordsOf(next) === wordsOf(before));
}

/** Everything a note says beside who signed it when and how it stands. */
function wordsOf({ range, shapes, tag, text, secrecy, named, mentions, frames }: Revision): string {
  return JSON.stringify([range, shapes, tag, text, secrecy, named, mentions, frames]);
}

/** Frames that a note names: both ends of its range and every keyframe. */
export function namedFrames({ range, shapes, thread }: Pick<Revision, "range" | "shapes" | "thread">): number[] {
  if (thread !== undefined) {
    return [];
  }
  const keyframes = shapes.flatMap(({ keyframes: places }) => places.map(({ frame }) => frame));
  return [...new Set([range.from, range.to - 1, ...keyframes])].toSorted((one, other) => one - other);
}

/** What of a revision contradicts itself, by the field; `null` when nothing does. */
export function faultOf(revision: Pick<Revision, "range" | "shapes" | "thread" | "text" | "tag">): string | null {
  const { range, shapes, thread, text, tag } = revision;
  if (range.from >= range.to) {
    return "range";
  }
  if (thread !== undefined && (shapes.length > 0 || tag !== undefined)) {
    return "thread";
  }
  if (text.trim() === "" && (thread !== undefined || (tag === undefined && shapes.length === 0))) {
    return "text";
  }
  const isSound = shapes.every(({ kind, keyframes, outline, text: label }) => {
    const isOrdered = keyframes.every(
      ({ frame }, index) => index === 0 || frame > (keyframes[index - 1]?.frame ?? frame),
    );
    const isInside = keyframes.every(({ frame }) => frame >= range.from && frame < range.to);
    const isPlaced = keyframes.every(({ at }) => at.length === placesOf(kind));
    const isDrawn = (kind === "freehand") === (outline !== undefined) && (outline?.length ?? 0) % 2 === 0;
    return isOrdered && isInside && isPlaced && isDrawn && (kind === "text") === (label !== undefined);
  });
  return isSound ? null : "shapes";
}
