import { create } from "zustand";
import type { FootagePage } from "../../shared/model/footage.ts";
import { workstation } from "../bridge.ts";
import { answered, asking } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

/** The most that the catalogue gives at once. */
const most = 200;

interface CaseStore {
  readonly caseNo: string;
  readonly page: Loadable<FootagePage>;
  readonly load: (caseNo: string) => Promise<void>;
}

/** The recordings of the case that is looked at; asked for each time. */
export const useCase = create<CaseStore>()((set, get) => ({
  caseNo: "",
  page: { phase: "idle" },
  load: async (caseNo) => {
    set((before) => ({ caseNo, page: before.caseNo === caseNo ? asking(before.page) : { phase: "loading" } }));
    const result = await workstation.footage.search({ caseNo, pageSize: most });
    // Another case may be looked at meanwhile.
    if (get().caseNo === caseNo) {
      set(({ page }) => ({ page: answered(result, page) }));
    }
  },
}));
