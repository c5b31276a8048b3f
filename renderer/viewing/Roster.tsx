import type { ReactNode } from "react";
import type { RosterEntry, Viewing } from "../../shared/model/viewing.ts";
import { useLanguage } from "../i18n/language.tsx";

/** Who is in the room now and who has been, with what was checked for each (form F6). */
export function Roster({ viewing }: { readonly viewing: Viewing }): ReactNode {
  const { t } = useLanguage();
  return (
    <aside className="roster" aria-label={t("room.roster")}>
      <h2>{t("room.roster")}</h2>
      {viewing.roster.length === 0 ? <p className="quiet">{t("room.rosterEmpty")}</p> : null}
      <ul>
        {viewing.roster.map((entry) => (
          <Entry key={`${entry.person}/${entry.checkedInAt}`} entry={entry} />
        ))}
      </ul>
    </aside>
  );
}

function Entry({ entry }: { readonly entry: RosterEntry }): ReactNode {
  const { t, formats } = useLanguage();
  const isOut = entry.checkedOutAt !== undefined;
  return (
    <li className={isOut ? "roster-out" : undefined}>
      <span className="roster-photo" aria-hidden="true">
        {entry.name.slice(0, 1)}
      </span>
      <div>
        <strong>{entry.name}</strong> <span className="quiet">{t(`capacity.${entry.capacity}`)}</span>
        <span className="row-note figures">
          {isOut
            ? t("room.out", { at: formats.time(entry.checkedOutAt ?? "") })
            : t("room.in", { at: formats.time(entry.checkedInAt) })}
        </span>
        <span className="row-note">
          {formats.list([
            ...(entry.papersChecked ? [t("room.papersOk")] : []),
            ...(entry.devicesDeposited ? [t("room.devicesOk")] : []),
          ])}
        </span>
      </div>
    </li>
  );
}
