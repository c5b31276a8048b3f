import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { Mark } from "../../shared/model/mark.ts";
import type { Given } from "../../shared/ipc/contract.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

interface MarksStore {
  readonly asset: AssetId | null;
  readonly marks: Loadable<readonly Mark[]>;
  readonly load: (asset: AssetId) => Promise<void>;
  readonly add: (mark: Given<"annotations:add">) => Promise<Failure | null>;
}

/** Notes on the recording in the player, in the order of their frames. */
export const useMarks = create<MarksStore>()((set, get) => ({
  asset: null,
  marks: idle,
  load: async (asset) => {
    set(({ asset: before, marks }) => ({ asset, marks: before === asset ? asking(marks) : { phase: "loading" } }));
    const result = await workstation.annotations.list({ asset });
    if (get().asset === asset) {
      const sorted = result.ok
        ? { ...result, value: result.value.toSorted((one, other) => one.frame - other.frame) }
        : result;
      set(({ marks }) => ({ marks: answered(sorted, marks) }));
    }
  },
  add: async (mark) => {
    const result = await workstation.annotations.add(mark);
    if (!result.ok) {
      return result.failure;
    }
    await get().load(result.value.asset);
    return null;
  },
}));

export function watchMarks(): () => void {
  return workstation.annotations.onChanged(({ asset }) => {
    const store = useMarks.getState();
    if (store.asset === asset) {
      void store.load(asset);
    }
  });
}
