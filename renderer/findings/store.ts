import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { Finding, FindingDetail, FindingId, Settlement } from "../../shared/model/finding.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle, valueOf } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

interface FindingsStore {
  readonly scope: "open" | "all";
  readonly list: Loadable<readonly Finding[]>;
  readonly shown: Loadable<FindingDetail>;
  readonly load: (scope: "open" | "all") => Promise<void>;
  readonly show: (id: FindingId) => Promise<void>;
  /** Null when the settlement was signed and taken. */
  readonly settle: (id: FindingId, settlement: Settlement, pin: string) => Promise<Failure | null>;
}

/** What headquarters' monitor found; asked for each time, never kept here. */
export const useFindings = create<FindingsStore>()((set) => ({
  scope: "open",
  list: idle,
  shown: idle,
  load: async (scope) => {
    set(({ list }) => ({ scope, list: asking(list) }));
    const list = await workstation.findings.list({ scope });
    set((before) => (before.scope === scope ? { list: answered(list, before.list) } : {}));
  },
  show: async (id) => {
    set(({ shown }) => ({ shown: valueOf(shown)?.finding.id === id ? asking(shown) : { phase: "loading" } }));
    const shown = await workstation.findings.show({ id });
    set((before) => ({ shown: answered(shown, before.shown) }));
  },
  settle: async (id, settlement, pin) => {
    const settled = await workstation.findings.settle({ id, settlement, pin });
    if (!settled.ok) {
      return settled.failure;
    }
    set(({ shown }) => {
      const value = valueOf(shown);
      return value?.finding.id === id ? { shown: { phase: "ready", value: { ...value, finding: settled.value } } } : {};
    });
    return null;
  },
}));
