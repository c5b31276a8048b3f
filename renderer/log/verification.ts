import { create } from "zustand";
import type { Verification, Verifying } from "../../shared/model/evidence.ts";
import { workstation } from "../bridge.ts";
import { idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";

interface VerificationStore {
  /** Outcome of the verification that this person asked for last. */
  readonly outcome: Loadable<Verification>;
  /** How far the one under way has come; null when none is. */
  readonly progress: Verifying | null;
  readonly verify: (thorough: boolean) => Promise<void>;
  readonly cancel: () => Promise<void>;
}

/** Verification of the whole log: one at a time, whoever asked for it. */
export const useVerification = create<VerificationStore>()((set) => ({
  outcome: idle,
  progress: null,
  verify: async (thorough) => {
    set({ outcome: { phase: "loading" } });
    const result = await workstation.log.verify({ thorough });
    if (!result.ok) {
      set({ outcome: { phase: "refused", failure: result.failure } });
    } else {
      // Null: somebody cancelled it, and what was known before still holds.
      set({ outcome: result.value === null ? idle : { phase: "ready", value: result.value } });
    }
    await useStation.getState().refresh();
  },
  cancel: async () => {
    await workstation.log.cancelVerify();
  },
}));

/** Keeps the progress in step with the station; returns how to stop. */
export function watchVerification(): () => void {
  return workstation.log.onVerifying((progress) => {
    useVerification.setState({ progress });
  });
}
