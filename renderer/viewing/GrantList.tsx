import { Button } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { GrantSummary } from "../../shared/model/grant.ts";
import { countFrames } from "../footage/timing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Window } from "../requests/Paper.tsx";
import { useNames } from "../shell/names.ts";
import { wordsForGrant } from "../shell/words.ts";
import { Facts, Tag } from "../ui/parts.tsx";
import { Refusal, Sentences } from "../ui/Refusal.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { useViewing } from "./store.ts";

/** Grants this station holds; one that cannot be opened says why and what to do. */
export function GrantList(): ReactNode {
  const { t } = useLanguage();
  const grants = useViewing((store) => store.grants);
  return (
    <Loaded of={grants} onRetry={() => void useViewing.getState().loadGrants()}>
      {(list) =>
        list.length === 0 ? (
          <Empty what={t("room.empty")} hint={t("room.emptyHint")} />
        ) : (
          <ul className="grants" aria-label={t("room.grants")}>
            {list.toSorted(openFirst).map((grant) => (
              <Grant key={grant.id} grant={grant} />
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function openFirst(one: GrantSummary, other: GrantSummary): number {
  return (
    Number(one.refusal !== undefined) - Number(other.refusal !== undefined) ||
    one.notAfter.localeCompare(other.notAfter)
  );
}

function Grant({ grant }: { readonly grant: GrantSummary }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const [failure, setFailure] = useState<Failure | null>(null);
  const { refusal } = grant;
  const nameIt = useNames();
  const prepare = async (): Promise<void> => {
    setFailure(await useViewing.getState().prepare(grant.id));
  };
  const names = (people: GrantSummary["viewers"]): string => formats.list(people.map(nameIt));
  return (
    <li className={refusal === undefined ? "grant" : "grant grant-shut"} data-grant={grant.id}>
      <header>
        <h2 className="figures">{grant.requestNumber}</h2>
        <Tag tone="accent">{t(`purpose.${grant.purpose}`)}</Tag>
        <span className="quiet figures">{grant.caseNo}</span>
      </header>
      <div className="grant-body">
        <Facts
          rows={[
            [t("capacity.viewer"), names(grant.viewers)],
            [t("capacity.supervisor"), names(grant.supervisors)],
            [t("registers.approvers"), names(grant.approvers)],
            [t("room.window"), <Window key="window" from={grant.notBefore} to={grant.notAfter} />],
          ]}
        />
        <ul className="grant-assets">
          {grant.assets.map(({ asset, title, ranges }) => (
            <li key={asset}>
              {title}
              <span className="row-note figures">
                {`${t("room.ranges")} ${t("common.frames", { n: countFrames(ranges) })}`}
              </span>
            </li>
          ))}
        </ul>
        <div className="grant-act">
          {refusal === undefined ? (
            <Button type="primary" size="large" onClick={() => void prepare()}>
              {t("room.prepare")}
            </Button>
          ) : (
            <div className="notice notice-amber">
              <p className="quiet">{t("room.cannot")}</p>
              <Sentences
                words={wordsForGrant(refusal, refusal === "not-yet-valid" ? grant.notBefore : grant.notAfter, language)}
              />
            </div>
          )}
          <span className="hint figures">{t("room.openings", { used: grant.openings, budget: grant.playBudget })}</span>
        </div>
      </div>
      {failure === null ? null : <Refusal failure={failure} />}
    </li>
  );
}
