import { Button } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { ListItem } from "../../shared/model/retention.ts";
import { useLanguage } from "../i18n/language.tsx";
import { ArticleLink } from "../ui/article.tsx";
import type { Listed } from "./ListsPart.tsx";
import { useMaySign } from "./may.ts";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { useRetention } from "./store.ts";

type Holder = ListItem["stations"][number];

/** One row for each recording of a list: code, digest, formed, period and its provision, state, stations. */
export function ItemsTable({ list }: { readonly list: Listed }): ReactNode {
  const { t, formats } = useLanguage();
  const maySign = useMaySign();
  const ask = useRetention((store) => store.ask);
  const [gone, setGone] = useState<Holder | null>(null);
  return (
    <>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t("retention.recording")}</th>
            <th scope="col">{t("retention.recorded")}</th>
            <th scope="col">{t("retention.due")}</th>
            <th scope="col">{t("retention.basis")}</th>
            <th scope="col">{t("retention.state")}</th>
            <th scope="col">{t("retention.stations")}</th>
          </tr>
        </thead>
        <tbody>
          {list.items.map((item) => (
            <tr key={item.asset} data-asset={item.asset} data-state={item.state}>
              <td>
                {item.title}
                <span className="row-note figures nowrap">{item.asset}</span>
                <span className="row-note digest" title={t("retention.digest")}>
                  {item.originalDigest}
                </span>
              </td>
              <td className="figures nowrap">{formats.date(item.recordedOn)}</td>
              <td className="figures nowrap">{formats.date(item.dueOn)}</td>
              <td>
                {item.articles.map((article) => (
                  <ArticleLink key={article} id={article} />
                ))}
              </td>
              <td>
                {t(`retention.itemState.${item.state}`)}
                {item.impediment === undefined ? null : (
                  <span className="row-note">{t(`impediment.${item.impediment}`)}</span>
                )}
              </td>
              <td>
                {item.state === "erased" && item.stations.length === 0 ? t("retention.noStations") : null}
                <ul className="lines">
                  {item.stations.map((one) => (
                    <li key={one.station}>
                      <span className={isKeeping(one) ? "amber" : undefined}>{stationWords(one, t)}</span>{" "}
                      {isWaiting(one) && maySign("list.wiped") ? (
                        <Button size="small" onClick={() => setGone(one)}>
                          {t("retention.gone")}
                        </Button>
                      ) : null}
                      {isKeeping(one) ? <span className="row-note">{t("retention.keepsNext")}</span> : null}
                    </li>
                  ))}
                </ul>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {gone === null ? null : (
        <ReasonDialog
          title={t("retention.gone")}
          onClose={() => setGone(null)}
          onReason={(reason) => {
            setGone(null);
            ask({
              summary: t("retention.signGone", { name: gone.name }),
              order: { order: "list.wiped", list: list.list, station: gone.station, reason },
            });
          }}
        />
      )}
    </>
  );
}

function isWaiting({ entry, wiped }: Holder): boolean {
  return entry === undefined && wiped !== true;
}

/** Told to destroy, and it did not, because it has holds that nobody here knew. */
function isKeeping(one: Holder): boolean {
  return isWaiting(one) && one.keeps !== undefined;
}

function stationWords(one: Holder, t: ReturnType<typeof useLanguage>["t"]): string {
  const { name, entry, keeps } = one;
  if (entry !== undefined) {
    return t("retention.confirmed", { name, entry });
  }
  if (keeps !== undefined && isWaiting(one)) {
    return t("retention.keeps", { name, entry: keeps.entry });
  }
  return t(one.wiped === true ? "retention.wiped" : "retention.waiting", { name });
}
