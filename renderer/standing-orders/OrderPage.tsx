import type { ReactNode } from "react";
import type { StandingOrder, StandingOrderId } from "../../shared/model/standing-order.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { nameOf } from "../shell/names.ts";
import { useRouter } from "../shell/router.ts";
import { useRoomName } from "../station/room-name.ts";
import { useStation } from "../station/store.ts";
import { Article } from "../ui/article.tsx";
import { Facts, Panel, ScreenHead, Tag } from "../ui/parts.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { Ahead } from "./Ahead.tsx";
import { DecisionPart, WithdrawPart } from "./Decide.tsx";
import { usableOrders, useStanding } from "./store.ts";
import { BackToOrders, Days, StandingTag, usePersonList } from "./words.tsx";

/** One standing order: the page it is on the left; decision, use and what may be done with it on the right. */
export function OrderPage({ id }: { readonly id: StandingOrderId }): ReactNode {
  const { t } = useLanguage();
  const orders = useStanding((store) => store.orders);
  const load = useStanding((store) => store.load);
  return (
    <div className="screen">
      <ScreenHead title={t("standing.under")}>
        <BackToOrders />
      </ScreenHead>
      <Loaded of={orders} rows={12} onRetry={() => void load()}>
        {(listed) => {
          const order = listed.find((one) => one.id === id);
          return order === undefined ? (
            <Empty what={t("words.not-found.standingOrder")} hint={t("standing.emptyHint")} />
          ) : (
            <div className="decide-body">
              <OrderPaper order={order} />
              <div className="decide-side">
                <DecisionPart order={order} />
                <Uses order={order} />
                <AheadPart order={order} />
                <WithdrawPart order={order} />
              </div>
            </div>
          );
        }}
      </Loaded>
    </div>
  );
}

/** The order as the one page it is. */
function OrderPaper({ order }: { readonly order: StandingOrder }): ReactNode {
  const { t, formats, locale } = useLanguage();
  const roomName = useRoomName();
  const names = usePersonList();
  const policy = useStation((store) => valueOf(store.policy));
  const { form } = order;
  const { frame } = form;
  return (
    <article className="paper paper-filed">
      <header className="paper-head">
        <h2>{t("standing.under")}</h2>
        <p className="figures">{order.number}</p>
        <StandingTag state={order.state} />
      </header>
      <Facts
        rows={[
          [t("standing.plan"), form.plan],
          [t("standing.purpose"), t(`purpose.${form.purpose}`)],
          [t("standing.verb"), t(`verb.${form.verb}`)],
          [t("standing.holders"), names(order.holders)],
          [t("standing.supervisors"), names(order.supervisors)],
          [t("standing.rooms"), formats.list(form.rooms.map(roomName))],
        ]}
      />
      <h3>{t("standing.frame")}</h3>
      <Facts
        rows={[
          [t("standing.units"), formats.list(frame.units)],
          [t("standing.recorded"), <Days key="recorded" from={frame.recordedFrom} to={frame.recordedTo} />],
          [t("standing.kinds"), formats.list(frame.kinds.map((kind) => t(`kind.${kind}`)))],
          [t("standing.ceiling"), t("standing.ceilingWithin", { level: t(`secrecy.${frame.ceiling}`) })],
          [t("standing.sample"), frame.sample === undefined ? t("standing.sampleNone") : frame.sample.join(" ")],
        ]}
      />
      <h3>{t("standing.part.limits")}</h3>
      <Facts
        rows={[
          [t("standing.validity"), <Days key="valid" from={form.validFrom} to={form.validTo} />],
          [t("standing.perDay"), formats.number(form.perDay)],
          [t("standing.total"), formats.number(form.total)],
          [t("standing.budget"), formats.number(form.playBudget)],
          [t("standing.by"), nameOf(order.by, locale)],
          [
            t("standing.at"),
            <span key="at" className="figures">
              {formats.exact(order.at)}
            </span>,
          ],
          [
            t("requests.digest"),
            <span key="digest" className="digest">
              {order.digest}
            </span>,
          ],
        ]}
      />
      <Article id={policy?.urgent.article} />
    </article>
  );
}

function Uses({ order }: { readonly order: StandingOrder }): ReactNode {
  const { t, formats, locale } = useLanguage();
  return (
    <Panel title={t("standing.uses")}>
      {order.uses.length === 0 ? (
        <p className="quiet">{t("standing.usesNone")}</p>
      ) : (
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("standing.useNo")}</th>
              <th scope="col">{t("standing.useDay")}</th>
              <th scope="col">{t("standing.useAsset")}</th>
              <th scope="col">{t("standing.useRequest")}</th>
            </tr>
          </thead>
          <tbody>
            {order.uses.map(({ use, day, asset, request, number, by, revoked }) => (
              <tr key={use}>
                <td className="figures">{formats.number(use)}</td>
                <td className="figures nowrap">
                  {formats.date(day)}
                  {day > order.today ? <span className="row-note">{t("standing.useAhead")}</span> : null}
                </td>
                <td className="figures">{asset}</td>
                <td>
                  <button
                    type="button"
                    className="row-act figures nowrap"
                    onClick={() => useRouter.getState().go({ at: "requests", id: request })}
                  >
                    {number}
                  </button>
                  <span className="row-note">{nameOf(by, locale)}</span>
                  {revoked ? <Tag tone="red">{t("standing.useRevoked")}</Tag> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="quiet">
        {t("standing.usedOf", {
          used: formats.number(order.uses.length),
          total: formats.number(order.form.total),
        })}
      </p>
    </Panel>
  );
}

function AheadPart({ order }: { readonly order: StandingOrder }): ReactNode {
  const person = useSession(({ current }) => current?.person);
  const policy = useStation((store) => valueOf(store.policy));
  const isMine =
    person !== undefined &&
    (usableOrders([order], person).length > 0 ||
      (order.state === "inForce" && order.form.holders.some((holder) => holder === person.person)));
  return isMine && policy !== undefined && policy.urgent.ahead.days > 0 ? (
    <Ahead order={order} policy={policy} />
  ) : null;
}
