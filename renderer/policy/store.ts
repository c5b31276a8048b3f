import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { PolicyOffer, PolicyPreview } from "../../shared/model/policy-offer.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";

/** A pack that somebody looks at before it is signed or put into force. */
export type Looked =
  | { readonly from: "file"; readonly name: string; readonly preview: PolicyPreview }
  | { readonly from: "offer"; readonly offer: PolicyOffer; readonly pack: PolicyPack };

/** What is about to be signed: a sentence, and what signing does. */
interface Asked {
  readonly summary: string;
  readonly sign: (pin: string) => Promise<Failure | null>;
}

interface PolicyStore {
  readonly offers: Loadable<readonly PolicyOffer[]>;
  readonly files: { readonly folder: string; readonly files: readonly string[] } | null;
  readonly looked: Looked | null;
  readonly failure: Failure | null;
  readonly asked: Asked | null;
  readonly load: () => Promise<void>;
  readonly lookForFiles: () => Promise<void>;
  readonly openFile: (name: string) => Promise<void>;
  readonly openOffer: (digest: string) => Promise<void>;
  readonly close: () => void;
  readonly askFile: (summary: string, name: string, digest: string) => void;
  readonly askActivation: (summary: string, policy: string, from: string) => void;
  readonly askWithdrawal: (summary: string, policy: string, note: string) => void;
  readonly cancel: () => void;
}

/** Packs on their way into force. Nothing is kept here that headquarters or the import folder does not have. */
export const usePolicyChange = create<PolicyStore>()((set, get) => {
  const done = async (): Promise<null> => {
    set({ asked: null, looked: null });
    await get().load();
    return null;
  };
  return {
    offers: idle,
    files: null,
    looked: null,
    failure: null,
    asked: null,
    load: async () => {
      set(({ offers }) => ({ offers: asking(offers) }));
      const result = await workstation.policy.offers();
      set(({ offers }) => ({ offers: answered(result, offers) }));
    },
    lookForFiles: async () => {
      const found = await workstation.policy.arrivals();
      set({ files: found.ok ? found.value : null, failure: found.ok ? null : found.failure });
    },
    openFile: async (name) => {
      const read = await workstation.policy.preview({ name });
      set(
        read.ok
          ? { looked: { from: "file", name, preview: read.value }, failure: null }
          : { looked: null, failure: read.failure },
      );
    },
    openOffer: async (digest) => {
      const shown = await workstation.policy.offer({ digest });
      set(
        shown.ok
          ? { looked: { from: "offer", ...shown.value }, failure: null }
          : { looked: null, failure: shown.failure },
      );
    },
    close: () => set({ looked: null, failure: null }),
    askFile: (summary, name, digest) =>
      set({
        asked: {
          summary,
          sign: async (pin) => {
            const signed = await workstation.policy.sign({ name, digest, pin });
            return signed.ok ? done() : signed.failure;
          },
        },
      }),
    askActivation: (summary, policy, from) =>
      set({
        asked: {
          summary,
          sign: async (pin) => {
            const order = { order: "policy.activate" as const, policy, from };
            const signed = await workstation.administration.order({ order, pin });
            if (!signed.ok) {
              return signed.failure;
            }
            // One that is in force from today on comes to this station with the next round.
            await useStation.getState().syncNow();
            await useStation.getState().loadPolicy();
            return done();
          },
        },
      }),
    askWithdrawal: (summary, policy, note) =>
      set({
        asked: {
          summary,
          sign: async (pin) => {
            const order = { order: "policy.withdraw" as const, policy, note };
            const signed = await workstation.administration.order({ order, pin });
            return signed.ok ? done() : signed.failure;
          },
        },
      }),
    cancel: () => set({ asked: null }),
  };
});
