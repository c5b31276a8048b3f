import { create } from "zustand";
import type { BundleArrival, BundleTaken, BundleWritten } from "../../shared/model/evidence.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";
import { useStation } from "./store.ts";

interface BundleStore {
  readonly arrivals: Loadable<{ readonly folder: string; readonly files: readonly BundleArrival[] }>;
  readonly written: Loadable<BundleWritten>;
  readonly taken: Loadable<BundleTaken>;
  readonly look: () => Promise<void>;
  readonly write: (everything: boolean) => Promise<void>;
  readonly take: (name: string) => Promise<void>;
}

/** The way by stick: what was written, what lies in the folder, what an answer brought. */
export const useBundles = create<BundleStore>()((set, get) => ({
  arrivals: idle,
  written: idle,
  taken: idle,
  look: async () => {
    set(({ arrivals }) => ({ arrivals: asking(arrivals) }));
    const result = await workstation.bundle.arrivals();
    set(({ arrivals }) => ({ arrivals: answered(result, arrivals) }));
  },
  write: async (everything) => {
    set({ written: { phase: "loading" } });
    const result = await workstation.bundle.export({ everything });
    set(({ written }) => ({ written: answered(result, written) }));
    await useStation.getState().refresh();
  },
  take: async (name) => {
    set({ taken: { phase: "loading" } });
    const result = await workstation.bundle.import({ name });
    set(({ taken }) => ({ taken: answered(result, taken) }));
    await Promise.all([useStation.getState().refresh(), get().look()]);
  },
}));
