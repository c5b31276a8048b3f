import { Button } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { RosterEntry, Viewing } from "../../shared/model/viewing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useNames } from "../shell/names.ts";
import { Refusal } from "../ui/Refusal.tsx";
import { useViewing } from "./store.ts";

/** Who is in the room now and who has been, with what was checked for each (form F6). */
export function Roster({ viewing }: { readonly viewing: Viewing }): ReactNode {
  const { t } = useLanguage();
  return (
    <aside className="roster" aria-label={t("room.roster")}>
      <h2>{t("room.roster")}</h2>
      {viewing.roster.length === 0 ? <p className="quiet">{t("room.rosterEmpty")}</p> : null}
      <RosterList viewing={viewing} />
    </aside>
  );
}

/** The people themselves, each with a way to check out while they are in the room. */
export function RosterList({
  viewing,
  onlyPresent = false,
}: {
  readonly viewing: Viewing;
  readonly onlyPresent?: boolean;
}): ReactNode {
  const [leaving, setLeaving] = useState<string | null>(null);
  return (
    <ul className="roster-list">
      {viewing.roster
        .filter(({ checkedOutAt }) => !onlyPresent || checkedOutAt === undefined)
        .map((entry) => {
          const key = `${entry.person}/${entry.checkedInAt}`;
          return (
            <Entry
              key={key}
              entry={entry}
              breaks={breaksRoster(viewing, entry)}
              isLeaving={leaving === key}
              onLeaving={(isLeaving) => setLeaving(isLeaving ? key : null)}
            />
          );
        })}
    </ul>
  );
}

/** True when nobody of this capacity would be left while the keys are open: the station stops the picture then. */
function breaksRoster({ roster, unlockedAt, stage }: Viewing, leaving: RosterEntry): boolean {
  const others = roster.filter((entry) => entry !== leaving && entry.checkedOutAt === undefined);
  return (
    unlockedAt !== undefined && stage !== "stopped" && !others.some(({ capacity }) => capacity === leaving.capacity)
  );
}

function Entry({
  entry,
  breaks,
  isLeaving,
  onLeaving,
}: {
  readonly entry: RosterEntry;
  readonly breaks: boolean;
  readonly isLeaving: boolean;
  readonly onLeaving: (isLeaving: boolean) => void;
}): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  const name = nameIt(entry);
  const isOut = entry.checkedOutAt !== undefined;
  return (
    <li className={isOut ? "roster-out" : undefined} data-person={entry.person}>
      <span className="roster-photo" aria-hidden="true">
        {name.slice(0, 1)}
      </span>
      <div>
        <strong>{name}</strong> <span className="quiet">{t(`capacity.${entry.capacity}`)}</span>
        <span className="row-note figures">
          {isOut
            ? t("room.out", { at: formats.time(entry.checkedOutAt ?? "") })
            : t("room.in", { at: formats.time(entry.checkedInAt) })}
        </span>
        <span className="row-note">
          {formats.list([
            ...(entry.papersChecked ? [t("room.papersOk")] : []),
            ...(entry.devicesDeposited ? [t("room.devicesOk")] : []),
            ...(entry.outside === undefined ? [] : [t("room.undertakingOk")]),
          ])}
        </span>
        {entry.outside === undefined ? null : (
          <span className="row-note figures">
            {t("room.letInBy", { by: entry.outside.by, mask: entry.outside.idMask })}
          </span>
        )}
        {isOut || isLeaving ? null : (
          <Button
            size="small"
            className="roster-leave"
            aria-label={t("room.checkOutOf", { name })}
            onClick={() => onLeaving(true)}
          >
            {t("room.checkOut")}
          </Button>
        )}
      </div>
      {isLeaving && !isOut ? <Leaving entry={entry} breaks={breaks} onCancel={() => onLeaving(false)} /> : null}
    </li>
  );
}

/** Asks once more, in the place itself: nothing may be laid over a picture that is playing. */
function Leaving({
  entry,
  breaks,
  onCancel,
}: {
  readonly entry: RosterEntry;
  readonly breaks: boolean;
  readonly onCancel: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const nameIt = useNames();
  const cancel = useRef<HTMLButtonElement>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    cancel.current?.focus();
  }, []);
  const checkOut = async (): Promise<void> => {
    setFailure(await useViewing.getState().checkOut(entry.person));
  };
  const name = nameIt(entry);
  return (
    <div className="roster-confirm" role="alertdialog" aria-label={t("room.checkOutOf", { name })}>
      <p>{t(breaks ? "room.checkOutStops" : "room.checkOutNote", { name })}</p>
      {failure === null ? null : <Refusal failure={failure} />}
      <div className="acts">
        <Button ref={cancel} size="small" onClick={onCancel}>
          {t("common.cancel")}
        </Button>
        <Button size="small" type="primary" danger={breaks} onClick={() => void checkOut()}>
          {t("room.checkOutAct")}
        </Button>
      </div>
    </div>
  );
}
