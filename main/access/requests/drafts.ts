import { fromUtf8, utf8 } from "../../formats/bytes.ts";
import type { SealedShelf } from "../sealed-shelf.ts";

/** The request form as typed so far, one per person, kept sealed under the station's key. */
export interface Drafts {
  save(person: string, draft: string): void;
  read(person: string): string | null;
}

const kind = "draft";

/** An empty text discards the draft. */
export function createDrafts(shelf: SealedShelf): Drafts {
  return {
    save: (person, draft) => (draft === "" ? shelf.remove(kind, person) : shelf.put(kind, person, utf8(draft))),
    read: (person) => {
      const bytes = shelf.get(kind, person);
      return bytes === null ? null : fromUtf8(bytes);
    },
  };
}
