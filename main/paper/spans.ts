/** `3, 5–9, 12`: a long sitting stands behind hundreds of entries. */
export function spans(entries: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const entry of entries) {
    const open = runs.at(-1);
    if (open !== undefined && open[1] + 1 === entry) {
      open[1] = entry;
    } else {
      runs.push([entry, entry]);
    }
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${String(from)}–${String(to)}`)).join(", ");
}
