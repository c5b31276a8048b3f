import { concatBytes, equalBytes } from "../formats/bytes.ts";
import { walkLog, type LogWalk, type Problem, type WalkOptions, type WalkStart } from "../formats/log-walk.ts";
import type { StoredRow } from "./store.ts";

/** A walk along a log as it is stored: its leaves, the digests beside them, and the checkpoints that end among them. */
export class RowWalk {
  readonly walk: LogWalk;
  /** Digests that the walk itself made of the last leaf. */
  readonly #made: Uint8Array[] = [];

  constructor(options: Omit<WalkOptions, "onNode">, start?: WalkStart) {
    this.walk = walkLog({ ...options, onNode: (_level, _index, digest) => this.#made.push(digest) }, start);
  }

  /** Walks the next rows, up to the first thing that is wrong. */
  take(rows: readonly StoredRow[]): Problem | null {
    for (const row of rows) {
      const problem = this.#row(row);
      if (problem !== null) {
        return problem;
      }
    }
    return null;
  }

  #row({ leaf, nodes, note }: StoredRow): Problem | null {
    this.#made.length = 0;
    const problem = this.walk.entry(leaf);
    if (problem !== null) {
      return problem;
    }
    if (!equalBytes(concatBytes(...this.#made), nodes)) {
      return { index: this.walk.size - 1, rule: "stored-digest" };
    }
    return note === null ? null : this.walk.checkpoint(note);
  }
}
