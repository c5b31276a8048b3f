import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { Joining } from "../../shared/model/joining.ts";
import { workstation } from "../bridge.ts";

interface JoiningStore {
  /** Null until the machine has said whether it is a station. */
  readonly state: Joining | null;
  readonly refresh: () => Promise<void>;
  readonly join: (address: string, name: string) => Promise<Failure | null>;
}

/** Whether this machine is enrolled, and if not, how far it has come. */
export const useJoining = create<JoiningStore>()((set) => ({
  state: null,
  refresh: async () => {
    const answer = await workstation.station.joining();
    set({ state: answer.ok ? answer.value : { at: "joined" } });
  },
  join: async (address, name) => {
    const answer = await workstation.station.join({ address, name });
    return answer.ok ? null : answer.failure;
  },
}));
