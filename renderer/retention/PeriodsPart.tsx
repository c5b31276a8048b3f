import { Button, Checkbox } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { AssetId } from "../../shared/model/footage.ts";
import type { RetentionRow, RetentionView } from "../../shared/model/retention.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useNames } from "../shell/names.ts";
import { ArticleLink } from "../ui/article.tsx";
import { Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";
import { Empty } from "../ui/states.tsx";
import { FactsDialog } from "./FactsDialog.tsx";
import { HoldDialog } from "./HoldDialog.tsx";
import { KeptCell, Reasons } from "./kept.tsx";
import { useMaySign } from "./may.ts";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { useRetention } from "./store.ts";

const filters = ["all", "soon", "overdue", "held"] as const;
type Filter = (typeof filters)[number];

const tones: Readonly<Record<RetentionRow["state"], Tone>> = {
  kept: "quiet",
  soon: "amber",
  overdue: "red",
  held: "accent",
  destroyed: "quiet",
};

type Opened =
  | { readonly what: "facts" | "hold" | "handOver" | "sendBack"; readonly row: RetentionRow }
  | { readonly what: "draw" };

/** Recordings in the order in which they come due, with what keeps each; from here lists are drawn and holds registered. */
export function PeriodsPart({ view }: { readonly view: RetentionView }): ReactNode {
  const { t } = useLanguage();
  const [filter, setFilter] = useState<Filter>("all");
  const [chosen, setChosen] = useState<readonly AssetId[]>([]);
  const [opened, setOpened] = useState<Opened | null>(null);
  const maySign = useMaySign();
  const ask = useRetention((store) => store.ask);
  const rows = view.rows.filter(({ state }) => filter === "all" || state === filter);
  const close = (): void => setOpened(null);
  if (view.rows.length === 0) {
    return <Empty what={t("retention.empty")} hint={t("retention.emptyHint")} />;
  }
  return (
    <>
      <div className="acts">
        <fieldset className="switch" aria-label={t("retention.filter")}>
          {filters.map((one) => (
            <button key={one} type="button" aria-pressed={one === filter} onClick={() => setFilter(one)}>
              {t(`retention.filter.${one}`)}
            </button>
          ))}
        </fieldset>
        <span className="quiet">{t("retention.count", { n: rows.length })}</span>
        {maySign("list.draw") ? (
          <Button type="primary" disabled={chosen.length === 0} onClick={() => setOpened({ what: "draw" })}>
            {t("retention.draw", { n: chosen.length })}
          </Button>
        ) : null}
      </div>
      {view.total > view.rows.length ? <p className="hint">{t("retention.more", { n: view.total })}</p> : null}
      {rows.length === 0 ? (
        <Empty what={t("retention.emptyFilter")} hint={t("retention.emptyFilterHint")} />
      ) : (
        <table className="table table-roomy">
          <thead>
            <tr>
              <th scope="col">{t("retention.recording")}</th>
              <th scope="col">{t("retention.due")}</th>
              <th scope="col">{t("retention.reasons")}</th>
              <th scope="col">{t("retention.state")}</th>
              <th scope="col">{t("retention.impediments")}</th>
              <th scope="col">{t("retention.acts")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.footage.asset}
                row={row}
                isChosen={chosen.includes(row.footage.asset)}
                onChoose={(isChosen) =>
                  setChosen(
                    isChosen ? [...chosen, row.footage.asset] : chosen.filter((asset) => asset !== row.footage.asset),
                  )
                }
                onOpen={setOpened}
              />
            ))}
          </tbody>
        </table>
      )}
      {opened === null ? null : opened.what === "facts" ? (
        <FactsDialog row={opened.row} onClose={close} />
      ) : opened.what === "hold" ? (
        <HoldDialog asset={opened.row.footage.asset} today={view.today} onClose={close} />
      ) : opened.what === "draw" ? (
        <ReasonDialog
          title={t("retention.draw", { n: chosen.length })}
          onClose={close}
          onReason={(reason) => {
            close();
            ask({
              summary: t("retention.signDraw", { n: chosen.length }),
              order: { order: "list.draw", assets: [...chosen], reason },
            });
            setChosen([]);
          }}
        />
      ) : (
        <ArchiveDialog what={opened.what} asset={opened.row.footage.asset} onClose={close} />
      )}
    </>
  );
}

function Row({
  row,
  isChosen,
  onChoose,
  onOpen,
}: {
  readonly row: RetentionRow;
  readonly isChosen: boolean;
  readonly onChoose: (isChosen: boolean) => void;
  readonly onOpen: (opened: Opened) => void;
}): ReactNode {
  const { t, formats } = useLanguage();
  const { footage, due, state, impediments, handedOver } = row;
  const nameIt = useNames();
  const { asset, title } = footage;
  const isFree = impediments.length === 0;
  const from = due.destroyFrom;
  return (
    <tr data-asset={asset} data-state={state}>
      <td>
        <Checkbox
          checked={isChosen}
          disabled={!isFree}
          aria-label={t("retention.choose", { asset })}
          onChange={(event) => onChoose(event.target.checked)}
        >
          {title}
        </Checkbox>
        <span className="row-note figures nowrap">{asset}</span>
        <span className="row-note figures nowrap">
          {t("retention.recorded")} {formats.moment(footage.recordedFrom)}
        </span>
      </td>
      <td>
        <KeptCell due={due} />
        {from === undefined ? null : (
          <span className="row-note figures nowrap">
            {t("retention.from")} {formats.date(from)}
          </span>
        )}
      </td>
      <td>
        <Reasons due={due} />
      </td>
      <td className="nowrap">
        <Tag tone={tones[state]}>{t(`retention.state.${state}`)}</Tag>
        <span className="row-note">{t(`custody.${footage.state}`)}</span>
        {handedOver === undefined ? null : (
          <span className="row-note">
            {t("retention.handedOver", { name: nameIt(handedOver), at: formats.moment(handedOver.at) })}
          </span>
        )}
      </td>
      <td>
        {isFree ? (
          t("retention.free")
        ) : (
          <ul className="lines">
            {impediments.map(({ impediment, article }) => (
              <li key={impediment}>
                {t(`impediment.${impediment}`)} {article === undefined ? null : <ArticleLink id={article} />}
              </li>
            ))}
          </ul>
        )}
      </td>
      <td>{state === "destroyed" ? null : <RowActs row={row} onOpen={onOpen} />}</td>
    </tr>
  );
}

function RowActs({
  row,
  onOpen,
}: {
  readonly row: RetentionRow;
  readonly onOpen: (opened: Opened) => void;
}): ReactNode {
  const { t } = useLanguage();
  const maySign = useMaySign();
  const ask = useRetention((store) => store.ask);
  const { asset, state } = row.footage;
  return (
    <div className="acts acts-down">
      {maySign("hold.register") ? (
        <Button size="small" onClick={() => onOpen({ what: "hold", row })}>
          {t("retention.hold")}
        </Button>
      ) : null}
      {maySign("case.facts") ? (
        <Button size="small" onClick={() => onOpen({ what: "facts", row })}>
          {t("retention.facts")}
        </Button>
      ) : null}
      {state === "unit" && maySign("archive.handOver") ? (
        <Button size="small" onClick={() => onOpen({ what: "handOver", row })}>
          {t("retention.handOver")}
        </Button>
      ) : null}
      {state === "pendingAcceptance" && maySign("archive.accept") ? (
        <>
          <Button
            size="small"
            onClick={() =>
              ask({ summary: t("retention.signAccept", { asset }), order: { order: "archive.accept", asset } })
            }
          >
            {t("retention.accept")}
          </Button>
          <Button size="small" onClick={() => onOpen({ what: "sendBack", row })}>
            {t("retention.sendBack")}
          </Button>
        </>
      ) : null}
    </div>
  );
}

function ArchiveDialog({
  what,
  asset,
  onClose,
}: {
  readonly what: "handOver" | "sendBack";
  readonly asset: AssetId;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const ask = useRetention((store) => store.ask);
  const isOut = what === "handOver";
  return (
    <ReasonDialog
      title={t(`retention.${what}`)}
      onClose={onClose}
      onReason={(reason) => {
        onClose();
        ask({
          summary: t(isOut ? "retention.signHandOver" : "retention.signSendBack", { asset }),
          order: { order: isOut ? "archive.handOver" : "archive.sendBack", asset, reason },
        });
      }}
    />
  );
}
