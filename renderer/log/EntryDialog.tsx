import { Button } from "antd";
import type { ReactNode } from "react";
import type { LogRow } from "../../shared/model/log.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";
import { EntryCard } from "./EntryCard.tsx";

/** One entry opened from the list: the card, its neighbours, and what belongs to the same sitting or grant. */
export function EntryDialog({
  index,
  onShow,
  onNarrow,
}: {
  readonly index: number;
  readonly onShow: (index: number) => void;
  readonly onNarrow: (subject: string) => void;
}): ReactNode {
  const { t } = useLanguage();
  const size = useStation(({ status }) => valueOf(status)?.log.size ?? 0);
  return (
    <>
      <div className="entry-steps">
        <Button size="small" disabled={index === 0} onClick={() => onShow(index - 1)}>
          {t("log.previous")}
        </Button>
        <Button size="small" disabled={index + 1 >= size} onClick={() => onShow(index + 1)}>
          {t("log.following")}
        </Button>
      </div>
      <EntryCard index={index}>{({ row }) => <Related row={row} onNarrow={onNarrow} />}</EntryCard>
    </>
  );
}

function Related({ row, onNarrow }: { readonly row: LogRow; readonly onNarrow: (subject: string) => void }): ReactNode {
  const { t } = useLanguage();
  const { viewing, grant } = row.facts;
  return typeof viewing === "string" || typeof grant === "string" ? (
    <div className="entry-steps">
      {typeof viewing === "string" ? (
        <Button size="small" onClick={() => onNarrow(viewing)}>
          {t("log.sameViewing")}
        </Button>
      ) : null}
      {typeof grant === "string" ? (
        <Button size="small" onClick={() => onNarrow(grant)}>
          {t("log.sameGrant")}
        </Button>
      ) : null}
    </div>
  ) : null;
}
