import { savedFilterSchema, type SavedFilter } from "../../../shared/model/form.ts";
import { fromUtf8, utf8 } from "../../formats/bytes.ts";
import type { SealedShelf } from "../sealed-shelf.ts";

/** Filters of the register that persons keep under names of their own. */
export interface SavedFilters {
  of(person: string): SavedFilter[];
  keep(person: string, filters: readonly SavedFilter[]): void;
}

const kind = "register.filters";

/** Keeps them on the sealed shelf: they tell whom somebody looks for. */
export function createSavedFilters(shelf: SealedShelf): SavedFilters {
  return {
    of: (person) => {
      const kept = shelf.get(kind, person);
      return kept === null ? [] : savedFilterSchema.array().parse(JSON.parse(fromUtf8(kept)));
    },
    keep: (person, filters) => shelf.put(kind, person, utf8(JSON.stringify(filters))),
  };
}
