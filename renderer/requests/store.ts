import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { DecisionForm, RequestForm, RequestId, RequestRecord, RequestScope } from "../../shared/model/request.ts";
import type { Delegation, RequestStep } from "../../shared/model/request-steps.ts";
import type { Result } from "../../shared/result.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

interface RequestsStore {
  readonly scope: RequestScope;
  readonly list: Loadable<readonly RequestRecord[]>;
  readonly shown: Loadable<RequestRecord>;
  readonly load: (scope: RequestScope) => Promise<void>;
  readonly show: (id: RequestId) => Promise<void>;
  /** `completes`: the returned request whose place the form takes. */
  readonly file: (
    form: RequestForm,
    pin: string,
    completes: RequestId | null,
  ) => Promise<Result<RequestRecord, Failure>>;
  readonly delegations: Loadable<readonly Delegation[]>;
  readonly loadDelegations: () => Promise<void>;
  readonly step: (id: RequestId, form: RequestStep, pin: string) => Promise<Failure | null>;
  readonly decide: (id: RequestId, form: DecisionForm, pin: string) => Promise<Failure | null>;
}

/** Requests (form F1) and their decisions. */
export const useRequests = create<RequestsStore>()((set, get) => ({
  scope: "mine",
  list: idle,
  shown: idle,
  load: async (scope) => {
    set(({ list, scope: before }) => ({ scope, list: scope === before ? asking(list) : { phase: "loading" } }));
    const result = await workstation.requests.list({ scope });
    if (get().scope === scope) {
      set(({ list }) => ({ list: answered(result, list) }));
    }
  },
  show: async (id) => {
    set({ shown: { phase: "loading" } });
    const result = await workstation.requests.show({ id });
    set(({ shown }) => ({ shown: answered(result, shown) }));
  },
  file: async (form, pin, completes) =>
    workstation.requests.file({ form, pin, ...(completes === null ? {} : { completes }) }),
  delegations: idle,
  loadDelegations: async () => {
    set(({ delegations }) => ({ delegations: asking(delegations) }));
    const result = await workstation.requests.delegations();
    set(({ delegations }) => ({ delegations: answered(result, delegations) }));
  },
  step: async (id, form, pin) => {
    const result = await workstation.requests.step({ id, form, pin });
    if (!result.ok) {
      return result.failure;
    }
    set({ shown: { phase: "ready", value: result.value } });
    return null;
  },
  decide: async (id, form, pin) => {
    const result = await workstation.requests.decide({ id, form, pin });
    if (!result.ok) {
      return result.failure;
    }
    set({ shown: { phase: "ready", value: result.value } });
    return null;
  },
}));

export function watchRequests(): () => void {
  return workstation.requests.onChanged(() => {
    const { scope, list, load } = useRequests.getState();
    if (list.phase !== "idle") {
      void load(scope);
    }
  });
}

/** Earlier requests of one person, for the one who decides; empty when they may not be listed. */
export async function historyOf(record: RequestRecord): Promise<readonly RequestRecord[]> {
  const result = await workstation.requests.list({ scope: "all" });
  return result.ok
    ? result.value.filter(({ id, applicant }) => id !== record.id && applicant.person === record.applicant.person)
    : [];
}
