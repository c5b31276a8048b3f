import { fromUtf8, utf8 } from "../../formats/bytes.ts";

const kind = "tasks.seen";

/** Which tasks a person has looked at; kept sealed, because an id tells what they work on. */
export interface SeenTasks {
  of(person: string): ReadonlySet<string>;
  /** Replaces what was kept: a task that is gone is forgotten. */
  keep(person: string, ids: readonly string[]): void;
}

/** Keeps what was seen on the sealed shelf. */
export function createSeenTasks(shelf: {
  get(kind: string, id: string): Uint8Array | null;
  put(kind: string, id: string, plain: Uint8Array): void;
}): SeenTasks {
  return {
    of: (person) => {
      const kept = shelf.get(kind, person);
      // Written by `keep` and sealed since.
      return new Set(kept === null ? [] : (JSON.parse(fromUtf8(kept)) as string[]));
    },
    keep: (person, ids) => shelf.put(kind, person, utf8(JSON.stringify(ids))),
  };
}
