import { Button } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { RetentionView } from "../../shared/model/retention.ts";
import { PrintForm } from "../forms/PrintForm.tsx";
import { useLanguage } from "../i18n/language.tsx";
import { ArticleLink } from "../ui/article.tsx";
import { Panel, Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";
import { Empty } from "../ui/states.tsx";
import { ItemsTable } from "./ItemsTable.tsx";
import { useMaySign } from "./may.ts";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { Steps } from "./Steps.tsx";
import { useRetention } from "./store.ts";

export type Listed = RetentionView["lists"][number];

const tones: Readonly<Record<Listed["state"], Tone>> = {
  drawn: "amber",
  refused: "quiet",
  approved: "amber",
  executing: "red",
  destroying: "red",
  erased: "amber",
  closed: "green",
};

/** 销毁清单与监销记录: list, consent, execution, witness, and the stations that have not confirmed yet. */
export function ListsPart({ view }: { readonly view: RetentionView }): ReactNode {
  const { t } = useLanguage();
  if (view.lists.length === 0) {
    return <Empty what={t("retention.listsEmpty")} hint={t("retention.listsHint")} />;
  }
  return (
    <>
      <p className="hint">{t("retention.backups")}</p>
      {view.lists.map((list) => (
        <Panel
          key={list.list}
          title={list.number}
          acts={<Tag tone={tones[list.state]}>{t(`retention.listState.${list.state}`)}</Tag>}
        >
          <p>
            <span className="quiet">{t("retention.reason")}</span> {list.reason}
          </p>
          <ItemsTable list={list} />
          {list.leftOut.length === 0 ? null : (
            <>
              <h3>{t("retention.leftOut")}</h3>
              <ul className="lines">
                {list.leftOut.map(({ asset, impediment, article }) => (
                  <li key={asset}>
                    <span className="figures">{asset}</span> {t(`impediment.${impediment}`)}{" "}
                    {article === undefined ? null : <ArticleLink id={article} />}
                  </li>
                ))}
              </ul>
            </>
          )}
          <h3>{t("retention.steps")}</h3>
          <Steps steps={list.steps} />
          <ListActs list={list} />
        </Panel>
      ))}
    </>
  );
}

function ListActs({ list }: { readonly list: Listed }): ReactNode {
  const { t } = useLanguage();
  const maySign = useMaySign();
  const ask = useRetention((store) => store.ask);
  const [asked, setAsked] = useState<"approve" | "refuse" | "execute" | null>(null);
  const { number, content, state, items } = list;
  const n = items.filter((item) => item.state === "listed").length;
  const go = (text: string): void => {
    setAsked(null);
    if (asked === "execute") {
      ask({
        summary: t("retention.signExecute", { number, place: text }),
        order: { order: "list.execute", list: list.list, content, place: text },
      });
    } else {
      const agree = asked === "approve";
      ask({
        summary: agree ? t("retention.signApprove", { number, n }) : t("retention.signRefuse", { number }),
        order: { order: "list.approve", list: list.list, content, agree, reason: text },
      });
    }
  };
  return (
    <div className="acts">
      {state === "drawn" && maySign("list.approve") ? (
        <>
          <Button type="primary" onClick={() => setAsked("approve")}>
            {t("retention.approve")}
          </Button>
          <Button onClick={() => setAsked("refuse")}>{t("retention.refuse")}</Button>
        </>
      ) : null}
      {state === "approved" && maySign("list.execute") ? (
        <Button type="primary" onClick={() => setAsked("execute")}>
          {t("retention.execute")}
        </Button>
      ) : null}
      {state === "executing" && maySign("list.witness") ? (
        <Button
          danger
          type="primary"
          onClick={() =>
            ask({
              summary: t("retention.signWitness", { number }),
              order: { order: "list.witness", list: list.list, content },
            })
          }
        >
          {t("retention.witness")}
        </Button>
      ) : null}
      <PrintForm order={{ form: "F14", list: list.list }} />
      {asked === null ? null : (
        <ReasonDialog
          title={t(`retention.${asked}`)}
          onClose={() => setAsked(null)}
          onReason={go}
          {...(asked === "execute" ? { label: t("retention.place") } : {})}
        />
      )}
    </div>
  );
}
