import { create } from "zustand";
import type { AssetId, Footage, FootagePage } from "../../shared/model/footage.ts";
import type { Given } from "../../shared/ipc/contract.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

type Query = Given<"footage:search">;

interface FootageStore {
  readonly query: Query;
  readonly page: Loadable<FootagePage>;
  readonly selected: AssetId | null;
  readonly search: (change: Query) => Promise<void>;
  readonly select: (asset: AssetId | null) => void;
}

export const pageSize = 50;

/** The catalogue as searched last. */
export const useFootage = create<FootageStore>()((set, get) => ({
  query: { text: "", pageSize },
  page: idle,
  selected: null,
  search: async (change) => {
    const query = { ...get().query, ...change };
    set(({ page }) => ({ query, page: asking(page) }));
    const result = await workstation.footage.search(query);
    // A later search may have been started meanwhile; only the latest may speak.
    if (get().query === query) {
      set(({ page }) => ({ page: answered(result, page) }));
    }
  },
  select: (selected) => {
    set({ selected });
  },
}));

export async function showFootage(asset: AssetId): Promise<Footage | null> {
  const result = await workstation.footage.show({ asset });
  return result.ok ? result.value : null;
}

export async function footageOfCase(caseNo: string): Promise<readonly Footage[]> {
  const result = await workstation.footage.search({ caseNo });
  return result.ok ? result.value.rows : [];
}
