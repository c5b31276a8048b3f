import { useEffect, useRef, useState } from "react";
import { workstation } from "../../bridge.ts";
import { readDraft } from "./draft.ts";
import type { Draft } from "./draft.ts";

/** Whether what is on screen is also sealed on the station. */
export type Saving =
  | { readonly state: "none" }
  | { readonly state: "saving" }
  | { readonly state: "saved"; readonly at: number }
  | { readonly state: "failed" };

export async function loadDraft(empty: Draft): Promise<Draft | null> {
  const result = await workstation.requests.draft();
  return result.ok ? readDraft(result.value, empty) : null;
}

/** Seals a draft that was made elsewhere, for the form to find. */
export async function keepDraft(draft: Draft): Promise<void> {
  await workstation.requests.saveDraft({ draft: JSON.stringify(draft) });
}

export async function discardDraft(): Promise<void> {
  await workstation.requests.saveDraft({ draft: "" });
}

/** Seals the draft on the station shortly after each change, and at once when the screen is left. */
export function useAutosave(draft: Draft, isFiled: boolean): Saving {
  const [saving, setSaving] = useState<Saving>({ state: "none" });
  const saved = useRef(JSON.stringify(draft));
  const latest = useRef({ draft, isFiled });
  useEffect(() => {
    latest.current = { draft, isFiled };
  }, [draft, isFiled]);
  useEffect(() => {
    const text = JSON.stringify(draft);
    if (text === saved.current || isFiled) {
      return undefined;
    }
    const save = async (): Promise<void> => {
      setSaving({ state: "saving" });
      const result = await workstation.requests.saveDraft({ draft: text });
      saved.current = result.ok ? text : saved.current;
      setSaving(result.ok ? { state: "saved", at: Date.now() } : { state: "failed" });
    };
    const timer = setTimeout(() => void save(), 800);
    return () => {
      clearTimeout(timer);
    };
  }, [draft, isFiled]);
  useEffect(
    () => () => {
      const text = JSON.stringify(latest.current.draft);
      if (text !== saved.current && !latest.current.isFiled) {
        void workstation.requests.saveDraft({ draft: text });
      }
    },
    [],
  );
  return saving;
}
