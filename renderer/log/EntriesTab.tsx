import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { LogRow } from "../../shared/model/log.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { usePersonName } from "../shell/names.ts";
import { useStation } from "../station/store.ts";
import { Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Empty, Waiting } from "../ui/states.tsx";
import { useNamer } from "./EntryCard.tsx";
import { Filters, Jump } from "./Filters.tsx";
import { useLogList } from "./list.ts";
import { entrySentence, entryWord } from "./words.ts";

/** Every entry of the log, newest first, a page at a time; each was hashed up to the signed root before it is shown. */
export function EntriesTab({
  chosen,
  onShow,
}: {
  readonly chosen: number | null;
  readonly onShow: (index: number) => void;
}): ReactNode {
  const { t } = useLanguage();
  const rows = useLogList((store) => store.rows);
  const failure = useLogList((store) => store.failure);
  const isAfterEnd = useLogList((store) => store.isAfterEnd);
  useEffect(() => {
    // Whoever comes back finds the page as they left it.
    if (useLogList.getState().rows === null) {
      void (chosen === null ? useLogList.getState().newest() : useLogList.getState().toIndex(chosen));
    }
  }, [chosen]);
  return (
    <div className="log-list">
      <div className="log-tools">
        <Filters />
        <Jump />
      </div>
      {failure === null ? null : <Refusal failure={failure} onRetry={() => void useLogList.getState().newest()} />}
      <Pages />
      {isAfterEnd ? <p className="notice notice-amber">{t("log.jumpNone")}</p> : null}
      {rows === null ? (
        failure === null ? (
          <Waiting rows={12} />
        ) : null
      ) : (
        <Table rows={rows} chosen={chosen} onShow={onShow} />
      )}
    </div>
  );
}

/** Where in the log this page is, and the ways on. */
function Pages(): ReactNode {
  const { t } = useLanguage();
  const { rows, top, bottom, size, filter, searched, newest, newer, older, oldest } = useLogList();
  const grown = useStation(({ status }) => valueOf(status)?.log.size ?? 0);
  const isBusy = searched !== null;
  const isNewest = top >= size;
  const ways = [
    ["newest", newest, isNewest && grown <= size],
    ["newer", newer, isNewest],
    ["older", older, bottom <= 0],
    ["oldest", oldest, bottom <= 0],
  ] as const;
  const place =
    filter === undefined
      ? t("log.range", { from: String(Math.max(bottom, top - 1)), to: String(bottom), size })
      : t("log.found", { n: rows?.length ?? 0, size });
  return (
    <nav className="pages log-pages" aria-label={t("log.pages")}>
      {ways.map(([way, go, isThere]) => (
        <Button key={way} size="small" disabled={isBusy || isThere} onClick={() => void go()}>
          {t(`log.${way}`)}
        </Button>
      ))}
      <span className="quiet figures" aria-live="polite">
        {rows === null || isBusy ? null : place}
      </span>
      <Searching />
    </nav>
  );
}

/** A search under way, with a way to end it. */
function Searching(): ReactNode {
  const { t } = useLanguage();
  const { size, searched, isStopped, stop } = useLogList();
  if (searched === null) {
    return isStopped ? <span className="amber">{t("log.searchStopped")}</span> : null;
  }
  return searched === 0 ? null : (
    <span className="log-searching">
      <progress value={searched} max={size} aria-label={t("log.filterAct")} />
      <span className="quiet figures">{t("log.searching", { done: searched, size })}</span>
      <Button size="small" onClick={stop}>
        {t("log.searchStop")}
      </Button>
    </span>
  );
}

function Table({
  rows,
  chosen,
  onShow,
}: {
  readonly rows: readonly LogRow[];
  readonly chosen: number | null;
  readonly onShow: (index: number) => void;
}): ReactNode {
  const { t } = useLanguage();
  const received = useStation(({ status }) => valueOf(status)?.sync.receivedSize ?? 0);
  if (rows.length === 0) {
    return <Empty what={t("log.filterEmpty")} hint={t("log.filterEmptyHint")} />;
  }
  return (
    <>
      <table className="table table-sticky">
        <caption className="visually-hidden">{t("log.list")}</caption>
        <thead>
          <tr>
            <th scope="col" className="end">
              {t("log.index")}
            </th>
            <th scope="col">{t("log.at")}</th>
            <th scope="col">{t("log.type")}</th>
            <th scope="col">{t("log.what")}</th>
            <th scope="col">{t("log.filterPerson")}</th>
            <th scope="col">{t("registers.proof")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.index}
              row={row}
              isChosen={row.index === chosen}
              isReceived={row.index < received}
              onShow={onShow}
            />
          ))}
        </tbody>
      </table>
      <p className="hint">{t("log.verified")}</p>
    </>
  );
}

const red: ReadonlySet<string> = new Set(["verify.fail", "hq.evidence"]);
const amber: ReadonlySet<string> = new Set([
  "refuse",
  "session.refuse",
  "grant.reject",
  "export.try",
  "view.stop",
  "clock",
  "recovery",
  "lease.low",
]);

function toneOf(type: string): Tone {
  if (red.has(type)) {
    return "red";
  }
  return amber.has(type) ? "amber" : "quiet";
}

function Row({
  row,
  isChosen,
  isReceived,
  onShow,
}: {
  readonly row: LogRow;
  readonly isChosen: boolean;
  readonly isReceived: boolean;
  readonly onShow: (index: number) => void;
}): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const namer = useNamer();
  const nameOfId = usePersonName();
  const { index, at, type, person } = row;
  const label = t("seal.label", { entries: String(index) });
  return (
    <tr className={isChosen ? "row-chosen" : undefined} data-index={index} data-type={type}>
      <td className="end figures">{index}</td>
      <td className="figures nowrap">{formats.exact(at)}</td>
      <td className="nowrap">
        <Tag tone={toneOf(type)}>{entryWord(type, language)}</Tag>
      </td>
      <td>
        <button type="button" className="row-act log-what" onClick={() => onShow(index)}>
          {entrySentence(row, language, namer)}
        </button>
      </td>
      <td className="nowrap">{person === undefined ? null : nameOfId(person)}</td>
      <td>
        <button
          type="button"
          className={isReceived ? "seal seal-received" : "seal"}
          aria-label={label}
          title={label}
          onClick={() => onShow(index)}
        >
          {t("seal.word")}
        </button>
      </td>
    </tr>
  );
}
