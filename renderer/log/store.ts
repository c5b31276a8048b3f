import { create } from "zustand";
import type { EntryProof, LogDetails } from "../../shared/model/log.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

interface LogStore {
  readonly details: Loadable<LogDetails>;
  /** Entry whose proof was asked for last; `proof` is of this one and no other. */
  readonly index: number | null;
  readonly proof: Loadable<EntryProof>;
  readonly loadDetails: () => Promise<void>;
  readonly prove: (index: number) => Promise<void>;
}

/** What the log says of itself, and the proof that is open. */
export const useLog = create<LogStore>()((set, get) => ({
  details: idle,
  index: null,
  proof: idle,
  loadDetails: async () => {
    set(({ details }) => ({ details: asking(details) }));
    const result = await workstation.log.details();
    set(({ details }) => ({ details: answered(result, details) }));
  },
  prove: async (index) => {
    set({ index, proof: { phase: "loading" } });
    const result = await workstation.log.entry({ index });
    if (get().index === index) {
      set(({ proof }) => ({ proof: answered(result, proof) }));
    }
  },
}));
