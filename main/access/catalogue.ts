import type { Failure } from "../../shared/failure.ts";
import { footageSchema, type Footage, type FootagePage, type FootageQuery } from "../../shared/model/footage.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { fromUtf8, utf8 } from "../formats/bytes.ts";
import type { HeadquartersClient } from "./headquarters-client.ts";
import type { SealedShelf } from "./sealed-shelf.ts";

/** What recordings there are (form F21), without showing any of them. */
export interface Catalogue {
  search(query: FootageQuery): Promise<Result<FootagePage, Failure>>;
  /** The row of one recording; while headquarters is away, as it was last seen here. */
  show(asset: string): Promise<Result<Footage, Failure>>;
  /** The row as last seen, without asking; `null` when it never was. */
  remembered(asset: string): Footage | null;
  remember(footage: readonly Footage[]): void;
}

const kind = "footage";

/** Asks headquarters and remembers, sealed, what a granted viewing will need when headquarters is away. */
export function createCatalogue(headquarters: HeadquartersClient, shelf: SealedShelf): Catalogue {
  const remembered = (asset: string): Footage | null => {
    const bytes = shelf.get(kind, asset);
    return bytes === null ? null : footageSchema.parse(JSON.parse(fromUtf8(bytes)));
  };
  const remember = (footage: readonly Footage[]): void => {
    for (const row of footage) {
      shelf.put(kind, row.asset, utf8(JSON.stringify(row)));
    }
  };

  return {
    remembered,
    remember,
    search: (query) => headquarters.call("searchFootage", query),
    show: async (asset) => {
      const answer = await headquarters.call("showFootage", { asset });
      if (answer.ok) {
        remember([answer.value]);
        return answer;
      }
      const row = answer.failure.code === "headquarters-unreachable" ? remembered(asset) : null;
      return row === null ? fail(answer.failure) : ok(row);
    },
  };
}
