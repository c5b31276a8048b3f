import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { IncidentForm, IncidentId, IncidentRecord, IncidentStep } from "../../shared/model/incident.ts";
import type { PersonId } from "../../shared/model/person.ts";
import type { ViewingId } from "../../shared/model/viewing.ts";
import type { Given } from "../../shared/ipc/contract.ts";
import type { Result } from "../../shared/result.ts";
import { workstation } from "../bridge.ts";
import type { IncidentDraft } from "./IncidentFields.tsx";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

type InRoom = NonNullable<Given<"incidents:record">["room"]>;

/** What is being written in the room; it outlives a picture that stops, and goes with its sitting. */
interface RoomDraft {
  readonly viewing: ViewingId;
  readonly draft: IncidentDraft;
  readonly people: readonly PersonId[];
}

interface IncidentsStore {
  readonly inRoom: RoomDraft | null;
  readonly list: Loadable<readonly IncidentRecord[]>;
  readonly load: () => Promise<void>;
  /** `room` during a viewing: whose token signs, and who else that is there. */
  readonly record: (form: IncidentForm, pin: string, room?: InRoom) => Promise<Result<IncidentRecord, Failure>>;
  /** Null when it was signed and taken. */
  readonly step: (id: IncidentId, form: IncidentStep, pin: string) => Promise<Failure | null>;
}

/** Incidents as headquarters has them; asked for each time. */
export const useIncidents = create<IncidentsStore>()((set, get) => ({
  list: idle,
  inRoom: null,
  load: async () => {
    set(({ list }) => ({ list: asking(list) }));
    const list = await workstation.incidents.list();
    set((before) => ({ list: answered(list, before.list) }));
  },
  record: (form, pin, room) => workstation.incidents.record({ form, pin, ...(room === undefined ? {} : { room }) }),
  step: async (id, form, pin) => {
    const taken = await workstation.incidents.step({ id, form, pin });
    if (!taken.ok) {
      return taken.failure;
    }
    await get().load();
    return null;
  },
}));
