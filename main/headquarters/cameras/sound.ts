/**
 * Where two microphones heard the same: cross-correlation of coarse envelopes.
 *
 * An envelope has one value per step, how loud it was at most. What is compared is how the loudness rises and falls, in
 * parts of itself, so that a near and a far microphone, or one turned up, compare alike.
 */

/** What the sound says of two recordings: a moment of the one is `+ steps` in the other. */
export type Heard =
  | { readonly steps: number }
  /** Nothing that rises and falls, nothing in common, or several places that fit alike, such as a repeated beep. */
  | { readonly why: "silent" | "unlike" | "ambiguous" };

/** Fewer steps in common than this tell nothing. */
const leastOverlap = 200;
/** No more of them are compared at one shift: what two microphones share shows in twenty minutes. */
const mostOverlap = 30_000;
/** Standing so many times above chance, a likeness is none. With some thousands of places to look at, chance reaches five. */
const leastScore = 9;
/** And so much of what rises and falls must be common to both. */
const leastLikeness = 0.2;
/** A second place, apart from the best, that fits this well leaves it open which one is right. */
const rival = { apart: 12, share: 0.75 } as const;

/**
 * Looks for the one shift between `from` and `to` steps at which both rise and fall together.
 *
 * @returns the shift to a part of a step, or why the sound cannot tell.
 */
export function hear(one: Float64Array, other: Float64Array, from: number, to: number): Heard {
  const [a, b] = [changes(one), changes(other)];
  if (isStill(a) || isStill(b)) {
    return { why: "silent" };
  }
  const scores = new Float64Array(Math.max(0, to - from + 1)).map((_, place) => scoreAt(a, b, from + place));
  const best = scores.reduce((top, score, place) => (score > (scores[top] ?? 0) ? place : top), 0);
  const score = scores[best] ?? 0;
  const overlap = overlapOf(a, b, from + best);
  if (score < leastScore || score / Math.sqrt(overlap.to - overlap.from) < leastLikeness) {
    return { why: "unlike" };
  }
  const second = scores.reduce(
    (top, value, place) => (Math.abs(place - best) > rival.apart ? Math.max(top, value) : top),
    0,
  );
  if (second > score * rival.share) {
    return { why: "ambiguous" };
  }
  return { steps: from + best + between(scores[best - 1] ?? 0, score, scores[best + 1] ?? 0) };
}

/** Rises and falls of the loudness in decibels, none below what a microphone makes by itself. */
function changes(levels: Float64Array): Float64Array {
  const loud = levels.map((level) => Math.log2(1 + level));
  return loud.map((level, step) => {
    const [before, after] = [loud[step - 1] ?? level, loud[step + 1] ?? level];
    return after - before;
  });
}

function isStill(values: Float64Array): boolean {
  return values.length < leastOverlap || values.filter((value) => value !== 0).length < leastOverlap / 4;
}

function overlapOf(a: Float64Array, b: Float64Array, shift: number): { readonly from: number; readonly to: number } {
  const from = Math.max(0, -shift);
  return { from, to: Math.min(a.length, b.length - shift, from + mostOverlap) };
}

/** Correlation at a shift, in units of what chance makes of it. */
function scoreAt(a: Float64Array, b: Float64Array, shift: number): number {
  const { from, to } = overlapOf(a, b, shift);
  if (to - from < leastOverlap) {
    return 0;
  }
  let [both, first, second] = [0, 0, 0];
  for (let step = from; step < to; step++) {
    const [x, y] = [a[step] ?? 0, b[step + shift] ?? 0];
    both += x * y;
    first += x * x;
    second += y * y;
  }
  return first === 0 || second === 0 ? 0 : (both / Math.sqrt(first * second)) * Math.sqrt(to - from);
}

/** Where the top of a parabola through three neighbours lies, from the middle one. */
function between(before: number, top: number, after: number): number {
  const bend = before - 2 * top + after;
  return bend === 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)));
}
