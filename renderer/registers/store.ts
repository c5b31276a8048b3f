import { create } from "zustand";
import type { RefusalRow, RegisterRow } from "../../shared/model/evidence.ts";
import type { RegisterFilter, SavedFilter } from "../../shared/model/form.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

/** Rows of one block; the station makes only those that are looked at. */
export const blockRows = 50;

interface RegistersStore {
  /** Every viewing, for whoever joins other things with it. */
  readonly viewings: Loadable<readonly RegisterRow[]>;
  readonly refusals: Loadable<readonly RefusalRow[]>;
  readonly filter: RegisterFilter;
  readonly saved: readonly SavedFilter[];
  /** How many viewings fit the filter. */
  readonly total: Loadable<number>;
  /** Blocks of rows that have been looked at, by their number. */
  readonly blocks: ReadonlyMap<number, readonly RegisterRow[]>;
  readonly load: () => Promise<void>;
  readonly loadSaved: () => Promise<void>;
  readonly narrow: (filter: RegisterFilter) => Promise<void>;
  readonly loadBlock: (number: number) => Promise<void>;
  readonly save: (saved: readonly SavedFilter[]) => Promise<void>;
}

/** Registers: projections of the signed log (rule R10), newest first. */
export const useRegisters = create<RegistersStore>()((set, get) => ({
  viewings: idle,
  refusals: idle,
  filter: {},
  saved: [],
  total: idle,
  blocks: new Map(),
  load: async () => {
    set(({ viewings, refusals }) => ({ viewings: asking(viewings), refusals: asking(refusals) }));
    const [viewings, refusals] = await Promise.all([
      workstation.registers.viewings(),
      workstation.registers.refusals(),
    ]);
    set((before) => ({ viewings: answered(viewings, before.viewings), refusals: answered(refusals, before.refusals) }));
  },
  loadSaved: async () => {
    const saved = await workstation.registers.filters();
    set(saved.ok ? { saved: saved.value } : {});
  },
  narrow: async (filter) => {
    set(({ total }) => ({ filter, total: asking(total) }));
    const page = await workstation.registers.page({ filter, from: 0, count: blockRows });
    // A later filter makes an earlier one's answer worthless.
    if (get().filter === filter) {
      set(({ total }) => ({
        total: answered(page.ok ? { ok: true, value: page.value.total } : page, total),
        blocks: page.ok ? new Map([[0, page.value.rows]]) : new Map(),
      }));
    }
  },
  loadBlock: async (number) => {
    const { filter, blocks } = get();
    if (blocks.has(number)) {
      return;
    }
    const page = await workstation.registers.page({ filter, from: number * blockRows, count: blockRows });
    if (page.ok && get().filter === filter) {
      set((before) => ({ blocks: new Map(before.blocks).set(number, page.value.rows) }));
    }
  },
  save: async (saved) => {
    const kept = await workstation.registers.saveFilters({ filters: [...saved] });
    set(kept.ok ? { saved } : {});
  },
}));
