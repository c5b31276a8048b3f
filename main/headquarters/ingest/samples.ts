import { Refused } from "./refusal.ts";

/**
 * Where the samples of a track lie and when they are due, in decode order.
 *
 * Columns instead of objects: a day of 60 fps stays below 300 MB, an ordinary shift below 20 MB.
 */
export interface SampleColumns {
  readonly count: number;
  /** Ticks of the track's media timeline. */
  readonly dts: Float64Array;
  readonly cts: Float64Array;
  readonly duration: Uint32Array;
  readonly offset: Float64Array;
  readonly size: Uint32Array;
  /** What the container claims; the bit stream decides. */
  readonly claimedSync: Uint8Array;
}

/** One sample as it is found, before it joins the columns. */
export interface FoundSample {
  readonly dts: number;
  readonly cts: number;
  readonly duration: number;
  readonly offset: number;
  readonly size: number;
  readonly sync: boolean;
}

/** More samples than a day and a half of 60 fps; a larger number is damage. */
const maximumSamples = 8_000_000;

/** Collects samples of unknown number. */
export class SampleCollector {
  readonly #most: number;
  #columns = allocate(1024);
  #count = 0;

  /** @param bytes size of the file: no file has more samples than bytes, whatever its tables say. */
  constructor(bytes: number) {
    this.#most = Math.min(maximumSamples, bytes);
  }

  get count(): number {
    return this.#count;
  }

  add(sample: FoundSample): void {
    if (this.#count >= this.#most) {
      throw new Refused("damaged", "too many samples");
    }
    if (this.#count === this.#columns.dts.length) {
      this.#grow();
    }
    const columns = this.#columns;
    const row = this.#count;
    columns.dts[row] = sample.dts;
    columns.cts[row] = sample.cts;
    columns.duration[row] = sample.duration;
    columns.offset[row] = sample.offset;
    columns.size[row] = sample.size;
    columns.claimedSync[row] = sample.sync ? 1 : 0;
    this.#count++;
  }

  finish(): SampleColumns {
    const { dts, cts, duration, offset, size, claimedSync } = this.#columns;
    const count = this.#count;
    return {
      count,
      dts: dts.subarray(0, count),
      cts: cts.subarray(0, count),
      duration: duration.subarray(0, count),
      offset: offset.subarray(0, count),
      size: size.subarray(0, count),
      claimedSync: claimedSync.subarray(0, count),
    };
  }

  #grow(): void {
    const old = this.#columns;
    const next = allocate(this.#count * 2);
    next.dts.set(old.dts);
    next.cts.set(old.cts);
    next.duration.set(old.duration);
    next.offset.set(old.offset);
    next.size.set(old.size);
    next.claimedSync.set(old.claimedSync);
    this.#columns = next;
  }
}

function allocate(length: number): Omit<SampleColumns, "count"> {
  return {
    dts: new Float64Array(length),
    cts: new Float64Array(length),
    duration: new Uint32Array(length),
    offset: new Float64Array(length),
    size: new Uint32Array(length),
    claimedSync: new Uint8Array(length),
  };
}

/** Value of a column; a missing one is a fault of ours, never of the file. */
export function at(column: Float64Array | Uint32Array | Uint8Array | Int32Array, index: number): number {
  const value = column[index];
  if (value === undefined) {
    throw new Error("column index out of range");
  }
  return value;
}
