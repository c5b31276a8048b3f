import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { RetentionOrder, RetentionView } from "../../shared/model/retention.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

/** The parts of the screen. */
export const parts = ["periods", "holds", "lists"] as const;
export type Part = (typeof parts)[number];

/** What is about to be signed, in words and as the act itself. */
export interface Asked {
  readonly summary: string;
  readonly order: RetentionOrder;
}

interface RetentionStore {
  readonly part: Part;
  readonly view: Loadable<RetentionView>;
  readonly asked: Asked | null;
  readonly show: (part: Part) => void;
  readonly load: () => Promise<void>;
  readonly ask: (asked: Asked | null) => void;
  /** Null when the act was signed and taken. */
  readonly sign: (pin: string) => Promise<Failure | null>;
}

/** Keeping and destroying as headquarters has it; asked for each time, never kept here. */
export const useRetention = create<RetentionStore>()((set, get) => ({
  part: "periods",
  view: idle,
  asked: null,
  show: (part) => {
    set({ part });
  },
  load: async () => {
    set(({ view }) => ({ view: asking(view) }));
    const view = await workstation.retention.show();
    set((before) => ({ view: answered(view, before.view) }));
  },
  ask: (asked) => {
    set({ asked });
  },
  sign: async (pin) => {
    const { asked } = get();
    if (asked === null) {
      return null;
    }
    const taken = await workstation.retention.order({ order: asked.order, pin });
    if (!taken.ok) {
      return taken.failure;
    }
    set({ view: { phase: "ready", value: taken.value }, asked: null });
    return null;
  },
}));
