import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { EvidenceDraft, ExtractionId, ExtractionOrder, ExtractionView } from "../../shared/model/extraction.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

interface EvidenceStore {
  readonly scope: "open" | "all";
  readonly list: Loadable<readonly ExtractionView[]>;
  readonly show: (scope: "open" | "all") => void;
  readonly load: () => Promise<void>;
  /** Null when it was signed and taken. */
  readonly mark: (draft: EvidenceDraft, pin: string) => Promise<Failure | null>;
  readonly step: (id: ExtractionId, order: ExtractionOrder, pin: string) => Promise<Failure | null>;
}

/** Evidence as headquarters has it; asked for each time, never kept here. */
export const useEvidence = create<EvidenceStore>()((set, get) => ({
  scope: "open",
  list: idle,
  show: (scope) => {
    set({ scope });
  },
  load: async () => {
    set(({ list }) => ({ list: asking(list) }));
    const list = await workstation.evidence.list();
    set((before) => ({ list: answered(list, before.list) }));
  },
  mark: async (draft, pin) => {
    const marked = await workstation.evidence.mark({ draft, pin });
    await (marked.ok ? get().load() : undefined);
    return marked.ok ? null : marked.failure;
  },
  step: async (id, order, pin) => {
    const taken = await workstation.evidence.step({ id, order, pin });
    // A refused step may mean that somebody else was faster: then the list is old.
    await get().load();
    return taken.ok ? null : taken.failure;
  },
}));
