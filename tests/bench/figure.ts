/** One measured figure beside its baseline, both taken in the same run on the same machine. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The same work done the plain way, in the same unit. */
  readonly baseline: number;
  /** value ÷ baseline; machines are noisy, ratios are what is compared. */
  readonly ratio: number;
}

export function figure(name: string, value: number, unit: string, baseline: number): Figure {
  return { name, value, unit, baseline, ratio: value / baseline };
}

/** Quantile `q` in 0…1 of the samples, by nearest rank. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const rank = Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1));
  const value = sorted[rank];
  if (value === undefined) {
    throw new Error("no samples");
  }
  return value;
}
