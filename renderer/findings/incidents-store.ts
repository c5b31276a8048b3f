import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { IncidentForm, IncidentId, IncidentRecord, IncidentStep } from "../../shared/model/incident.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

interface IncidentsStore {
  readonly list: Loadable<readonly IncidentRecord[]>;
  readonly load: () => Promise<void>;
  /** Null when it was signed and taken. */
  readonly record: (form: IncidentForm, pin: string) => Promise<Failure | null>;
  readonly step: (id: IncidentId, form: IncidentStep, pin: string) => Promise<Failure | null>;
}

/** Incidents as headquarters has them; asked for each time. */
export const useIncidents = create<IncidentsStore>()((set, get) => ({
  list: idle,
  load: async () => {
    set(({ list }) => ({ list: asking(list) }));
    const list = await workstation.incidents.list();
    set((before) => ({ list: answered(list, before.list) }));
  },
  record: async (form, pin) => {
    const recorded = await workstation.incidents.record({ form, pin });
    return recorded.ok ? null : recorded.failure;
  },
  step: async (id, form, pin) => {
    const taken = await workstation.incidents.step({ id, form, pin });
    if (!taken.ok) {
      return taken.failure;
    }
    await get().load();
    return null;
  },
}));
