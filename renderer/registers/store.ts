import { create } from "zustand";
import type { RefusalRow, RegisterRow } from "../../shared/model/evidence.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

interface RegistersStore {
  readonly viewings: Loadable<readonly RegisterRow[]>;
  readonly refusals: Loadable<readonly RefusalRow[]>;
  readonly load: () => Promise<void>;
}

/** Registers: projections of the signed log (rule R10), newest first. */
export const useRegisters = create<RegistersStore>()((set) => ({
  viewings: idle,
  refusals: idle,
  load: async () => {
    set(({ viewings, refusals }) => ({ viewings: asking(viewings), refusals: asking(refusals) }));
    const [viewings, refusals] = await Promise.all([
      workstation.registers.viewings(),
      workstation.registers.refusals(),
    ]);
    set((before) => ({ viewings: answered(viewings, before.viewings), refusals: answered(refusals, before.refusals) }));
  },
}));
