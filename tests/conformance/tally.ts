/** How one vector file came out. */
export interface Tally {
  /** Path below the folder of vectors. */
  readonly file: string;
  readonly passed: number;
  readonly total: number;
  /** One line for each vector that did not come out as published. */
  readonly misses: readonly string[];
}

/** One vector: its name and whether our code agrees with it. */
export interface Vector {
  readonly name: string;
  readonly agrees: () => boolean;
}

/** Counts the vectors of one file; a vector that throws is a miss, and so is a file with another number of vectors. */
export function tally(file: string, expected: number, vectors: readonly Vector[]): Tally {
  const misses = vectors.flatMap((vector) => {
    try {
      return vector.agrees() ? [] : [vector.name];
    } catch (error) {
      return [`${vector.name}: ${String(error)}`];
    }
  });
  const counted = vectors.length === expected ? [] : [`${expected} vectors expected, ${vectors.length} found`];
  return { file, passed: vectors.length - misses.length, total: expected, misses: [...misses, ...counted] };
}
