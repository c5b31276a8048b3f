import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { GrantId, GrantSummary } from "../../shared/model/grant.ts";
import type { PersonId } from "../../shared/model/person.ts";
import type { HaltReason, Viewing } from "../../shared/model/viewing.ts";
import type { Given, Output } from "../../shared/ipc/contract.ts";
import type { Result } from "../../shared/result.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

type CheckIn = Omit<Given<"viewing:checkIn">, "viewing">;
type Objected = Omit<Given<"viewing:object">, "viewing">;
type Admission = Omit<Given<"viewing:admit">, "viewing">;
type HandOver = Omit<Given<"viewing:handOver">, "viewing">;

interface ViewingStore {
  readonly grants: Loadable<readonly GrantSummary[]>;
  readonly viewing: Viewing | null;
  /** What people in the room are told and promise, by the law of their grant. */
  readonly notice: Loadable<Output<"viewing:notice">>;
  /** When the station last said how many seconds are left, by this screen's own clock. */
  readonly heardAt: number;
  /** True while the player fills the window. */
  readonly watching: boolean;
  readonly loadGrants: () => Promise<void>;
  readonly refresh: () => Promise<void>;
  readonly prepare: (grant: GrantId) => Promise<Failure | null>;
  readonly checkIn: (input: CheckIn) => Promise<Failure | null>;
  readonly checkOut: (person: PersonId) => Promise<Failure | null>;
  readonly admit: (input: Admission) => Promise<Failure | null>;
  readonly object: (input: Objected) => Promise<Failure | null>;
  readonly handOver: (input: HandOver) => Promise<Failure | null>;
  readonly confirm: (token: string, pin: string) => Promise<Failure | null>;
  readonly halt: (reason: HaltReason) => Promise<Failure | null>;
  readonly loadNotice: () => Promise<void>;
  readonly acceptNotice: () => Promise<Failure | null>;
  readonly unlock: (token: string, pin: string) => Promise<Failure | null>;
  readonly open: (asset: AssetId) => Promise<Failure | null>;
  /** Another camera of the grant beside what is open. */
  readonly openBeside: (asset: AssetId) => Promise<Failure | null>;
  readonly closeBeside: (asset: AssetId) => Promise<Failure | null>;
  readonly resume: (token: string, pin: string) => Promise<Failure | null>;
  readonly end: () => Promise<Failure | null>;
  readonly dismiss: () => void;
}

/** The viewing under way in this room, and the grants it may start from. */
export const useViewing = create<ViewingStore>()((set, get) => {
  const hear = (viewing: Viewing | null): void => {
    set({ viewing, heardAt: performance.now() });
  };
  const take = (result: Result<Viewing, Failure>): Failure | null => {
    if (!result.ok) {
      return result.failure;
    }
    hear(result.value);
    return null;
  };
  const inViewing = async (
    ask: (viewing: Viewing["id"]) => Promise<Result<Viewing, Failure>>,
  ): Promise<Failure | null> => {
    const { viewing } = get();
    return viewing === null ? { code: "not-found", subject: "viewing" } : take(await ask(viewing.id));
  };
  return {
    grants: idle,
    viewing: null,
    notice: idle,
    heardAt: 0,
    watching: false,
    loadGrants: async () => {
      set(({ grants }) => ({ grants: asking(grants) }));
      const result = await workstation.grants.list();
      set(({ grants }) => ({ grants: answered(result, grants) }));
    },
    refresh: async () => {
      const result = await workstation.viewing.current();
      // The end of a viewing stays on screen until the people in the room have read it.
      if (result.ok && (result.value !== null || get().viewing?.stage !== "ended")) {
        hear(result.value);
      }
    },
    prepare: async (grant) => take(await workstation.viewing.prepare({ grant })),
    checkIn: async (input) => inViewing(async (viewing) => workstation.viewing.checkIn({ viewing, ...input })),
    checkOut: async (person) => inViewing(async (viewing) => workstation.viewing.checkOut({ viewing, person })),
    admit: async (input) => inViewing(async (viewing) => workstation.viewing.admit({ viewing, ...input })),
    object: async (input) => inViewing(async (viewing) => workstation.viewing.object({ viewing, ...input })),
    handOver: async (input) => inViewing(async (viewing) => workstation.viewing.handOver({ viewing, ...input })),
    confirm: async (token, pin) => inViewing(async (viewing) => workstation.viewing.confirm({ viewing, token, pin })),
    halt: async (reason) => inViewing(async (viewing) => workstation.viewing.halt({ viewing, reason })),
    loadNotice: async () => {
      // Never the words of the viewing before.
      set({ notice: asking(idle) });
      set({ notice: answered(await workstation.viewing.notice(), idle) });
    },
    acceptNotice: async () => inViewing(async (viewing) => workstation.viewing.acceptNotice({ viewing })),
    unlock: async (token, pin) => inViewing(async (viewing) => workstation.viewing.unlock({ viewing, token, pin })),
    open: async (asset) => {
      const failure = await inViewing(async (viewing) => workstation.viewing.open({ viewing, asset }));
      if (failure === null) {
        set({ watching: true });
      }
      return failure;
    },
    openBeside: async (asset) =>
      inViewing(async (viewing) => workstation.viewing.open({ viewing, asset, beside: true })),
    closeBeside: async (asset) => inViewing(async (viewing) => workstation.viewing.closeBeside({ viewing, asset })),
    resume: async (token, pin) => inViewing(async (viewing) => workstation.viewing.resume({ viewing, token, pin })),
    end: async () => {
      const failure = await inViewing(async (viewing) => workstation.viewing.end({ viewing }));
      if (failure === null) {
        set({ watching: false });
      }
      return failure;
    },
    dismiss: () => {
      set({ viewing: null, watching: false });
    },
  };
});

export function watchViewing(): () => void {
  const stops = [
    workstation.viewing.onChanged((viewing) => {
      if (viewing !== null) {
        useViewing.setState({ viewing, heardAt: performance.now() });
        return;
      }
      // Nothing under way does not clear a viewing that has just ended; one that rested too long was ended by the station.
      const { viewing: last } = useViewing.getState();
      if (last?.stopReason === "rested") {
        useViewing.setState({ viewing: { ...last, stage: "ended" } });
      }
    }),
    workstation.grants.onChanged(() => {
      void useViewing.getState().loadGrants();
    }),
  ];
  return () => {
    for (const stop of stops) {
      stop();
    }
  };
}
