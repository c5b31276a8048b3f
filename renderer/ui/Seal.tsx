import { useState } from "react";
import type { ReactNode } from "react";
import { useLanguage } from "../i18n/language.tsx";
import { EntryCard } from "../log/EntryCard.tsx";
import { Dialog } from "./Dialog.tsx";

/** The small mark beside a fact that comes from the log; pressing it shows the proof, hashed before the person's eyes. */
export function Seal({
  entries,
  received,
}: {
  readonly entries: readonly number[];
  readonly received: boolean;
}): ReactNode {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  const names = named(entries);
  return (
    <>
      <button
        type="button"
        className={received ? "seal seal-received" : "seal"}
        aria-label={t("seal.label", { entries: names })}
        title={t("seal.label", { entries: names })}
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("seal.word")}
      </button>
      {open ? (
        <Dialog wide title={t("seal.title")} onClose={() => setOpen(false)}>
          <Proofs entries={entries} received={received} />
        </Dialog>
      ) : null}
    </>
  );
}

/** A long sitting stands behind hundreds of entries; a mark names the first few. */
function named(entries: readonly number[]): string {
  const shown = entries.slice(0, 12).map(String).join(", ");
  return entries.length > 12 ? `${shown} … ${String(entries.at(-1))}` : shown;
}

function Proofs({ entries, received }: { readonly entries: readonly number[]; readonly received: boolean }): ReactNode {
  const { t } = useLanguage();
  const [chosen, setChosen] = useState(entries[0]);
  return (
    <>
      <p className="hint">
        {t("seal.explain")}{" "}
        <span className={received ? "green" : "amber"}>{t(received ? "seal.received" : "seal.notReceived")}</span>
      </p>
      {entries.length < 2 ? null : (
        <fieldset className="entry-choice" aria-label={t("proof.choose")}>
          {entries.map((entry) => (
            <button
              key={entry}
              type="button"
              className="figures"
              aria-pressed={entry === chosen}
              onClick={() => setChosen(entry)}
            >
              {entry}
            </button>
          ))}
        </fieldset>
      )}
      {chosen === undefined ? null : <EntryCard index={chosen} />}
    </>
  );
}
