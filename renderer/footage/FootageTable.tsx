import { Button } from "antd";
import type { ReactNode } from "react";
import { suspensionOver } from "../../shared/access/declarations.ts";
import type { Footage } from "../../shared/model/footage.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { useNames } from "../shell/names.ts";
import { useRouter } from "../shell/router.ts";
import { Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";
import { KeptCell } from "../retention/kept.tsx";
import { DurationBar } from "./DurationBar.tsx";
import { mayDo } from "./may.ts";
import { useFootage } from "./store.ts";

/** Rows of the catalogue; each tells what may be done with it and why not. */
export function FootageTable({ rows }: { readonly rows: readonly Footage[] }): ReactNode {
  const { t } = useLanguage();
  const longest = Math.max(1, ...rows.map(({ durationMs }) => durationMs));
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t("footage.recording")}</th>
          <th scope="col">{t("footage.time")}</th>
          <th scope="col">{t("footage.who")}</th>
          <th scope="col">{t("footage.retention")}</th>
          <th scope="col">{t("footage.may")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((footage) => (
          <Row key={footage.asset} footage={footage} longest={longest} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ footage, longest }: { readonly footage: Footage; readonly longest: number }): ReactNode {
  const { formats } = useLanguage();
  const nameIt = useNames();
  const isSelected = useFootage((store) => store.selected === footage.asset);
  return (
    <tr className={isSelected ? "row-chosen" : undefined} data-asset={footage.asset}>
      <td>
        <button
          type="button"
          className="row-act"
          onClick={() => {
            useFootage.getState().select(footage.asset);
          }}
        >
          {footage.title}
        </button>
        <span className="row-note figures nowrap">{footage.asset}</span>
        <Badges footage={footage} />
      </td>
      <td className="figures nowrap">
        {formats.moment(footage.recordedFrom)}
        <DurationBar footage={footage} longestMs={longest} />
      </td>
      <td>
        {formats.list(footage.wearers.map(nameIt))}
        <span className="row-note figures nowrap">{footage.device}</span>
      </td>
      <td className="figures nowrap">
        <RetentionCell footage={footage} />
      </td>
      <td>
        <MayCell footage={footage} />
      </td>
    </tr>
  );
}

/** How long it stays: the period that counts, what holds it, or that it is gone. */
function RetentionCell({ footage }: { readonly footage: Footage }): ReactNode {
  const { t, formats } = useLanguage();
  const { destroyedOn, due, held, holds, retainUntil } = footage;
  if (destroyedOn !== undefined) {
    return <Tag>{t("footage.destroyed", { date: formats.date(destroyedOn) })}</Tag>;
  }
  const count = held?.length ?? holds.length;
  return (
    <>
      {due === undefined ? formats.date(retainUntil) : <KeptCell due={due} />}
      {count > 0 ? (
        <span className="badges">
          <Tag tone="amber">{t("footage.holds", { n: count })}</Tag>
        </span>
      ) : null}
    </>
  );
}

function Badges({ footage }: { readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const open = footage.gaps.some((gap) => !gap.explained && suspensionOver(footage, gap) === undefined);
  const gapTone: Tone = open ? "amber" : "quiet";
  return (
    <span className="badges">
      <Tag>{t(`kind.${footage.kind}`)}</Tag>
      {footage.secrecy === "none" ? null : <Tag tone="accent">{t(`secrecy.${footage.secrecy}`)}</Tag>}
      {footage.gaps.length > 0 ? <Tag tone={gapTone}>{t("footage.gaps", { n: footage.gaps.length })}</Tag> : null}
    </span>
  );
}

function MayCell({ footage }: { readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const person = useSession(({ current }) => current?.person);
  if (person === undefined) {
    return null;
  }
  const may = mayDo(footage, person);
  return (
    <>
      {may.request ? (
        <Button
          size="small"
          onClick={() => {
            useRouter.getState().go({ at: "requestForm", asset: footage.asset });
          }}
        >
          {t("footage.mayRequest")}
        </Button>
      ) : null}
      <span className="row-note">{t(may.why)}</span>
    </>
  );
}
