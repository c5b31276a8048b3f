import { Button, Input, Radio, Select } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { RefusalGround } from "../../shared/model/request.ts";
import type { StandingDecision, StandingOrder } from "../../shared/model/standing-order.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { nameOf } from "../shell/names.ts";
import { useStation } from "../station/store.ts";
import { Article } from "../ui/article.tsx";
import { Facts, Field, Panel, Tag } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { useStanding } from "./store.ts";
import { usePersonList } from "./words.tsx";

/** The decision on an order, or the place where the one whom the pack names takes it. */
export function DecisionPart({ order }: { readonly order: StandingOrder }): ReactNode {
  const { t, pick } = useLanguage();
  const policy = useStation((store) => valueOf(store.policy));
  const person = useSession(({ current }) => current?.person);
  const { decision, by, form } = order;
  const approver = policy?.urgent.approver;
  // Nobody approves what they drew up, or view or sit in under (rule R8); headquarters judges again.
  const mayDecide =
    order.state === "proposed" &&
    person !== undefined &&
    approver !== undefined &&
    person.roles.includes(approver.role) &&
    ![by.person, ...form.holders, ...form.supervisors].some((one) => one === person.person);
  return (
    <Panel title={t("standing.decision")}>
      {decision === undefined ? (
        <>
          <p className="quiet">{t("standing.undecided")}</p>
          {approver === undefined ? null : (
            <p className="hint">{t("standing.toDecide", { post: pick(approver.title) })}</p>
          )}
        </>
      ) : (
        <Decided decision={decision} />
      )}
      {mayDecide ? <Deciding order={order} /> : null}
      <Article id={approver?.article} />
    </Panel>
  );
}

function Decided({ decision }: { readonly decision: NonNullable<StandingOrder["decision"]> }): ReactNode {
  const { t, formats, locale } = useLanguage();
  const { form, by, at } = decision;
  return (
    <div className="decision">
      <Tag tone={form.outcome === "approve" ? "green" : "red"}>
        {t(form.outcome === "approve" ? "standing.approved" : "standingState.refused")}
      </Tag>
      <Facts
        rows={[
          [t("standing.approvedBy"), nameOf(by, locale)],
          [
            t("registers.at"),
            <span key="at" className="figures">
              {formats.exact(at)}
            </span>,
          ],
          [t("standing.ground"), form.outcome === "refuse" ? t(`ground.${form.ground}`) : undefined],
          [t("standing.opinion"), form.opinion],
        ]}
      />
    </div>
  );
}

function Deciding({ order }: { readonly order: StandingOrder }): ReactNode {
  const { t, formats } = useLanguage();
  const names = usePersonList();
  const acted = useStanding((store) => store.acted);
  const policy = useStation((store) => valueOf(store.policy));
  const [outcome, setOutcome] = useState<StandingDecision["outcome"] | null>(null);
  const [opinion, setOpinion] = useState("");
  const [ground, setGround] = useState<RefusalGround | null>(null);
  const [isSigning, setSigning] = useState(false);
  const form = decisionOf(outcome, opinion, ground);
  return (
    <>
      <Radio.Group
        aria-label={t("standing.decision")}
        className="outcome"
        value={outcome}
        options={[
          { value: "approve", label: t("standing.approve") },
          { value: "refuse", label: t("standing.refuse") },
        ]}
        onChange={(event) => {
          // The group offers outcomes only.
          setOutcome(event.target.value as StandingDecision["outcome"]);
        }}
      />
      {outcome === "refuse" ? (
        <Field label={t("standing.ground")}>
          {(id) => (
            <Select
              id={id}
              value={ground}
              options={(policy?.refusalGrounds ?? []).map(({ ground: value }) => ({
                value,
                label: t(`ground.${value}`),
              }))}
              onChange={setGround}
            />
          )}
        </Field>
      ) : null}
      {outcome === null ? null : (
        <>
          <Field label={t("standing.opinion")} wide>
            {(id) => (
              <Input.TextArea
                id={id}
                rows={2}
                maxLength={1000}
                value={opinion}
                onChange={(event) => {
                  setOpinion(event.target.value);
                }}
              />
            )}
          </Field>
          <div className="acts">
            <Button type="primary" disabled={form === null} onClick={() => setSigning(true)}>
              {t("decide.act")}
            </Button>
          </div>
        </>
      )}
      {isSigning && form !== null ? (
        <Signature
          summary={
            form.outcome === "refuse"
              ? t("standing.refuseSummary", { number: order.number })
              : t("standing.approveSummary", {
                  number: order.number,
                  holders: names(order.holders),
                  perDay: formats.number(order.form.perDay),
                  total: formats.number(order.form.total),
                  to: formats.date(order.form.validTo),
                })
          }
          onClose={() => setSigning(false)}
          sign={(pin) => acted(workstation.standingOrders.decide({ id: order.id, form, pin }))}
        />
      ) : null}
    </>
  );
}

function decisionOf(
  outcome: StandingDecision["outcome"] | null,
  opinion: string,
  ground: RefusalGround | null,
): StandingDecision | null {
  if (outcome === "approve") {
    return { outcome, opinion: opinion.trim() };
  }
  return outcome === "refuse" && ground !== null && opinion.trim().length >= 2
    ? { outcome, ground, opinion: opinion.trim() }
    : null;
}

/** The order is taken back by whoever drew it up, by the approver's post, or by an administrator. */
export function WithdrawPart({ order }: { readonly order: StandingOrder }): ReactNode {
  const { t, formats, locale } = useLanguage();
  const acted = useStanding((store) => store.acted);
  const policy = useStation((store) => valueOf(store.policy));
  const person = useSession(({ current }) => current?.person);
  const [reason, setReason] = useState("");
  const [isSigning, setSigning] = useState(false);
  const { withdrawal, state } = order;
  if (withdrawal !== undefined) {
    return (
      <Panel title={t("standingState.withdrawn")}>
        <Facts
          rows={[
            [t("standing.withdrawn"), nameOf(withdrawal.by, locale)],
            [
              t("registers.at"),
              <span key="at" className="figures">
                {formats.exact(withdrawal.at)}
              </span>,
            ],
            [t("standing.reason"), withdrawal.reason],
          ]}
        />
      </Panel>
    );
  }
  const may =
    person !== undefined &&
    (person.person === order.by.person ||
      person.roles.some((role) => role === policy?.urgent.approver.role || role === "administrator"));
  if (!may || state === "refused") {
    return null;
  }
  return (
    <Panel title={t("standing.withdraw")}>
      <Field label={t("standing.reason")} wide>
        {(id) => (
          <Input
            id={id}
            value={reason}
            maxLength={500}
            onChange={(event) => {
              setReason(event.target.value);
            }}
          />
        )}
      </Field>
      <div className="acts">
        <Button danger disabled={reason.trim().length < 2} onClick={() => setSigning(true)}>
          {t("standing.withdraw")}
        </Button>
      </div>
      {isSigning ? (
        <Signature
          summary={t("standing.withdrawSummary", { number: order.number })}
          onClose={() => setSigning(false)}
          sign={(pin) => acted(workstation.standingOrders.withdraw({ id: order.id, reason: reason.trim(), pin }))}
        />
      ) : null}
    </Panel>
  );
}
