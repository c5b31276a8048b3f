import { create } from "zustand";
import { workstation } from "../bridge.ts";

interface Arrivals {
  readonly folder: string;
  readonly tables: readonly string[];
  readonly certificates: readonly string[];
  readonly shares: readonly string[];
}

/** Files that were put into the station's import folder; asked for again at each look. */
export const useArrivals = create<{ readonly arrivals: Arrivals | null; readonly look: () => Promise<void> }>()(
  (set) => ({
    arrivals: null,
    look: async () => {
      const found = await workstation.administration.arrivals();
      set({ arrivals: found.ok ? found.value : null });
    },
  }),
);
