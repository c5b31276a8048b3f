import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type {
  Declaration,
  DeclarationDecision,
  DeclarationForm,
  DeclarationId,
} from "../../shared/model/declaration.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle } from "../shell/loadable.ts";
import type { Loadable } from "../shell/loadable.ts";

interface DeclarationsStore {
  readonly declarations: Loadable<readonly Declaration[]>;
  readonly load: () => Promise<void>;
  /** Null when it was signed and taken. */
  readonly file: (form: DeclarationForm, pin: string) => Promise<Failure | null>;
  /** Null when it was signed and taken. */
  readonly decide: (id: DeclarationId, form: DeclarationDecision, pin: string) => Promise<Failure | null>;
}

/** Forms F15 and F19 as headquarters has them; asked for each time, never kept here. */
export const useDeclarations = create<DeclarationsStore>()((set, get) => ({
  declarations: idle,
  load: async () => {
    set(({ declarations }) => ({ declarations: asking(declarations) }));
    const declarations = await workstation.declarations.list();
    set((before) => ({ declarations: answered(declarations, before.declarations) }));
  },
  file: async (form, pin) => {
    const filed = await workstation.declarations.file({ form, pin });
    if (!filed.ok) {
      return filed.failure;
    }
    await get().load();
    return null;
  },
  decide: async (id, form, pin) => {
    const decided = await workstation.declarations.decide({ id, form, pin });
    if (!decided.ok) {
      return decided.failure;
    }
    await get().load();
    return null;
  },
}));
