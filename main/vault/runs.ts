import { samplePlaces } from "../formats/footage-package.ts";
import type { SampleRow, SegmentTable } from "../formats/frame-table.ts";

/** A granted segment whose table was opened. */
export interface OpenedTable {
  readonly index: number;
  readonly table: SegmentTable;
}

/** A sample with its place in the package and on the virtual timeline. */
export interface Placed {
  readonly row: SampleRow;
  readonly segment: number;
  readonly offset: number;
  readonly time: number;
}

/** Neighbouring segments. */
export interface Run {
  readonly segments: readonly OpenedTable[];
}

export function runsOf(tables: readonly OpenedTable[]): Run[] {
  const runs: OpenedTable[][] = [];
  for (const opened of tables.toSorted((a, b) => a.index - b.index)) {
    const run = runs.at(-1);
    if (run?.at(-1)?.index === opened.index - 1) {
      run.push(opened);
    } else {
      runs.push([opened]);
    }
  }
  return runs.map((segments) => ({ segments }));
}

/** All samples of a track in a run, in decode order, at the times of the package. */
export function samplesOf({ segments }: Run, track: number): Placed[] {
  return segments.flatMap(({ index, table }) => {
    const places = samplePlaces(table)[track] ?? [];
    return (table.tracks[track] ?? []).map((row, sample) => ({
      row,
      segment: index,
      offset: places[sample]?.from ?? 0,
      time: row.cts,
    }));
  });
}

export function byTime(a: Placed, b: Placed): number {
  return a.time - b.time;
}

/** Two runs may each bring a packet for the same moment; the first one stays. */
export function ascending(samples: readonly Placed[]): Placed[] {
  const result: Placed[] = [];
  for (const sample of samples) {
    const last = result.at(-1);
    if (last === undefined || sample.time > last.time) {
      result.push(sample);
    }
  }
  return result;
}
