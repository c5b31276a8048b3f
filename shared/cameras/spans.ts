/** Stretches of time `[from, to)` in milliseconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The same time in ascending order, as few stretches as possible. */
export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const { from, to } of spans.filter((span) => span.from < span.to).toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) {
      merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    } else {
      merged.push({ from, to });
    }
  }
  return merged;
}

/** Time of `whole` that lies in none of `removed`. */
export function withoutSpans(whole: readonly Span[], removed: readonly Span[]): Span[] {
  return mergeSpans(removed).reduce<Span[]>(
    (left, gone) =>
      left.flatMap(({ from, to }) =>
        [
          { from, to: Math.min(to, gone.from) },
          { from: Math.max(from, gone.to), to },
        ].filter((part) => part.from < part.to),
      ),
    mergeSpans(whole),
  );
}
