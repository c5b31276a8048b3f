/** The first place at which a clip is not the ordered frames. */
export interface FrameDifference {
  readonly kind: "altered" | "missing" | "repeated" | "misplaced" | "extra";
  /** Frame of the recording; of an extra picture the one it stands behind. */
  readonly frame: number;
}

/**
 * Whether a clip shows exactly the ordered frames, each once and in order.
 *
 * @param ordered digests of the ordered frames, of which the first is frame `first`.
 * @param found digests of what the clip presents, in order of presentation.
 * @returns the first difference, or `null` when there is none.
 */
export function frameDifference(
  ordered: readonly string[],
  found: readonly string[],
  first: number,
): FrameDifference | null {
  for (const [index, digest] of ordered.entries()) {
    const frame = first + index;
    const there = found[index];
    if (there === digest) {
      continue;
    }
    if (there === undefined) {
      return { kind: "missing", frame };
    }
    if (there === ordered[index - 1]) {
      return { kind: "repeated", frame: frame - 1 };
    }
    // What comes next is here already: this frame was left out. With as many pictures as ordered, the order was changed.
    if (there === ordered[index + 1] && found.length < ordered.length) {
      return { kind: "missing", frame };
    }
    return { kind: ordered.includes(there) ? "misplaced" : "altered", frame };
  }
  if (found.length === ordered.length) {
    return null;
  }
  const last = first + ordered.length - 1;
  return { kind: found[ordered.length] === ordered.at(-1) ? "repeated" : "extra", frame: last };
}
