import type { ReactNode } from "react";
import type { SignedStep } from "../../shared/model/retention.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useNames } from "../shell/names.ts";

/** Who signed what, when, and why. */
export function Steps({ steps }: { readonly steps: readonly SignedStep[] }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  return (
    <ol className="lines">
      {steps.map(({ act, digest, person, name, at, note }) => (
        <li key={digest}>
          {t(`retention.act.${act as "list.draw"}`)} {nameIt({ person, name })}{" "}
          <span className="quiet figures nowrap">{formats.moment(at)}</span>
          {note === undefined ? null : <span className="row-note">{note}</span>}
        </li>
      ))}
    </ol>
  );
}
