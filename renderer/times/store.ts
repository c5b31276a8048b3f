import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { AssetId, Footage } from "../../shared/model/footage.ts";
import type { TimeCheck, TimeCheckForm } from "../../shared/model/time-check.ts";
import { ok, type Result } from "../../shared/result.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

/** One recording and the verdicts on its times. */
export interface Times {
  readonly footage: Footage;
  readonly checks: readonly TimeCheck[];
}

interface TimesStore {
  readonly times: Loadable<Times>;
  readonly load: (asset: AssetId) => Promise<void>;
  /** Null when it was signed and taken. */
  readonly sign: (form: TimeCheckForm, pin: string) => Promise<Failure | null>;
}

/** The times of the recording that is looked at; asked for each time. */
export const useTimes = create<TimesStore>()((set, get) => ({
  times: idle,
  load: async (asset) => {
    set(({ times }) => ({
      times: times.phase === "ready" && times.value.footage.asset === asset ? asking(times) : { phase: "loading" },
    }));
    const times = await ask(asset);
    set((before) => ({ times: answered(times, before.times) }));
  },
  sign: async (form, pin) => {
    const signed = await workstation.times.sign({ form, pin });
    if (!signed.ok) {
      return signed.failure;
    }
    await get().load(form.asset);
    return null;
  },
}));

async function ask(asset: AssetId): Promise<Result<Times, Failure>> {
  const footage = await workstation.footage.show({ asset });
  if (!footage.ok) {
    return footage;
  }
  const checks = await workstation.times.list({ asset });
  return checks.ok ? ok({ footage: footage.value, checks: checks.value }) : checks;
}
