import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { AdministrationView, Order, OrderRecord } from "../../shared/model/administration.ts";
import type { PersonId } from "../../shared/model/person.ts";
import type { Result } from "../../shared/result.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

/** Which part of administration is on screen. */
export type Part = "people" | "orders" | "stations" | "rooms" | "keys";

/** What is about to be signed: a sentence, and what signing does. */
export interface Asked {
  readonly summary: string;
  readonly sign: (pin: string) => Promise<Result<OrderRecord, Failure>>;
}

interface AdministrationStore {
  readonly view: Loadable<AdministrationView>;
  readonly part: Part;
  readonly chosen: PersonId | null;
  readonly asked: Asked | null;
  /** What came of the last signature. */
  readonly done: OrderRecord | null;
  /** Files that were written last. */
  readonly files: readonly string[];
  readonly load: () => Promise<void>;
  readonly show: (part: Part) => void;
  readonly choose: (person: PersonId | null) => void;
  readonly ask: (asked: Asked | null) => void;
  readonly askOrder: (summary: string, order: Order) => void;
  /** Signs what was asked; null when it was taken. */
  readonly sign: (pin: string) => Promise<Failure | null>;
  readonly collect: (digest: string, tokenPin?: string) => Promise<Failure | null>;
}

/** Administration as headquarters shows it to an administrator. Nothing is kept here that it does not know. */
export const useAdministration = create<AdministrationStore>()((set, get) => ({
  view: idle,
  part: "people",
  chosen: null,
  asked: null,
  done: null,
  files: [],
  load: async () => {
    set(({ view }) => ({ view: asking(view) }));
    const view = await workstation.administration.show();
    set((before) => ({ view: answered(view, before.view) }));
  },
  show: (part) => set({ part, done: null, files: [] }),
  choose: (chosen) => set({ chosen, done: null, files: [] }),
  ask: (asked) => set({ asked }),
  askOrder: (summary, order) =>
    set({ asked: { summary, sign: (pin) => workstation.administration.order({ order, pin }) } }),
  sign: async (pin) => {
    const { asked } = get();
    if (asked === null) {
      return null;
    }
    const signed = await asked.sign(pin);
    if (!signed.ok) {
      return signed.failure;
    }
    set({ asked: null, done: signed.value, files: [] });
    await get().load();
    return null;
  },
  collect: async (digest, tokenPin) => {
    const collected = await workstation.administration.collect({
      digest,
      ...(tokenPin === undefined ? {} : { tokenPin }),
    });
    if (!collected.ok) {
      return collected.failure;
    }
    set({ files: collected.value.files, done: null });
    return null;
  },
}));
