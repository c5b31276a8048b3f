import { Button } from "antd";
import type { ReactNode } from "react";
import type { DecisionRecord, RequestRecord } from "../../shared/model/request.ts";
import { countFrames } from "../footage/timing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { nameOf, usePersonName } from "../shell/names.ts";
import { useRouter } from "../shell/router.ts";
import { useRoomName } from "../station/room-name.ts";
import { useStation } from "../station/store.ts";
import { Article } from "../ui/article.tsx";
import { Facts, Panel, Tag } from "../ui/parts.tsx";
import { Window } from "./Paper.tsx";

/** What was decided, by whom, on which ground. */
export function Decisions({ record }: { readonly record: RequestRecord }): ReactNode {
  const { t } = useLanguage();
  const me = useSession(({ current }) => current?.person.person);
  // Only who will sit in the room is sent there.
  const maySit =
    record.applicant.person === me ||
    record.decisions.some(({ form }) => form.outcome === "approve" && form.supervisors.some((person) => person === me));
  return (
    <Panel title={t("requests.decision")}>
      {record.decisions.length > 0 ? null : record.standing === undefined ? (
        <p className="quiet">{t("requests.noDecision")}</p>
      ) : (
        <UnderOrder standing={record.standing} />
      )}
      {record.decisions.map((decision) => (
        <Decision key={decision.digest} decision={decision} />
      ))}
      {record.state === "approved" && maySit ? (
        <Button type="primary" onClick={() => useRouter.getState().go({ at: "room" })}>
          {t("requests.toRoom")}
        </Button>
      ) : null}
    </Panel>
  );
}

/** Nobody decided on it alone: the standing order had been approved ahead. */
function UnderOrder({ standing }: { readonly standing: NonNullable<RequestRecord["standing"]> }): ReactNode {
  const { t, formats, locale } = useLanguage();
  return (
    <div className="decision">
      <Tag tone="green">{t("standing.under")}</Tag>
      <p>
        {t("standing.underNote", {
          number: standing.number,
          use: formats.number(standing.use),
          name: nameOf(standing.by, locale),
        })}
      </p>
    </div>
  );
}

function Decision({ decision }: { readonly decision: DecisionRecord }): ReactNode {
  const { t, formats, locale } = useLanguage();
  const policy = useStation((store) => valueOf(store.policy));
  const roomName = useRoomName();
  const nameOfId = usePersonName();
  const { form } = decision;
  const ground = form.outcome === "refuse" ? form.ground : null;
  return (
    <div className="decision">
      <Tag tone={form.outcome === "approve" ? "green" : "red"}>
        {t(form.outcome === "approve" ? "requestState.approved" : "requestState.refused")}
      </Tag>
      <Facts
        rows={[
          [t("registers.approvers"), nameOf(decision.by, locale)],
          [
            t("registers.at"),
            <span key="at" className="figures">
              {formats.exact(decision.at)}
            </span>,
          ],
          ...(form.outcome === "approve"
            ? ([
                [t("requests.supervisors"), formats.list(form.supervisors.map(nameOfId))],
                [t("form.room"), roomName(form.room)],
                [t("form.window"), <Window key="window" from={form.validFrom} to={form.validTo} />],
                [t("decide.budget"), formats.number(form.playBudget)],
                [
                  t("decide.ranges"),
                  t("common.frames", { n: countFrames(form.assets.flatMap(({ ranges }) => ranges)) }),
                ],
                ...(form.withheld === undefined || form.withheld.length === 0
                  ? []
                  : ([[t("withheld.title"), t("withheld.lines", { n: form.withheld.length })]] as const)),
              ] as const)
            : ([[t("decide.ground"), t(`ground.${form.ground}`)]] as const)),
          [t("decide.opinion"), form.opinion],
          [
            t("requests.digest"),
            <span key="digest" className="digest">
              {decision.digest}
            </span>,
          ],
        ]}
      />
      {ground === null ? null : <Article id={policy?.refusalGrounds.find((one) => one.ground === ground)?.article} />}
    </div>
  );
}
