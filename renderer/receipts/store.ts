import { create } from "zustand";
import type { Receipt } from "../../shared/model/receipt.ts";
import type { ViewingId } from "../../shared/model/viewing.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

interface ReceiptsStore {
  readonly viewing: ViewingId | null;
  readonly receipts: Loadable<readonly Receipt[]>;
  readonly load: (viewing: ViewingId) => Promise<void>;
}

/** The receipts of the viewing that somebody looks at. */
export const useReceipts = create<ReceiptsStore>()((set, get) => ({
  viewing: null,
  receipts: idle,
  load: async (viewing) => {
    set((before) => ({ viewing, receipts: asking(before.viewing === viewing ? before.receipts : idle) }));
    const result = await workstation.receipts.list({ viewing });
    if (get().viewing === viewing) {
      set(({ receipts }) => ({ receipts: answered(result, receipts) }));
    }
  },
}));
