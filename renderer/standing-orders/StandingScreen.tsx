import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import { startOfDate, endOfDate } from "../../shared/time/local-day.ts";
import type { GrantSummary } from "../../shared/model/grant.ts";
import type { StandingOrder, StandingOrderId } from "../../shared/model/standing-order.ts";
import { useFootage } from "../footage/store.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { useRouter } from "../shell/router.ts";
import { Panel, ScreenHead } from "../ui/parts.tsx";
import { Empty, Loaded } from "../ui/states.tsx";
import { OrderForm } from "./OrderForm.tsx";
import { OrderPage } from "./OrderPage.tsx";
import { usableOrders, useStanding } from "./store.ts";
import type { Usable } from "./store.ts";
import { Days, FrameWords, OrderLink, StandingTag, usePersonList } from "./words.tsx";

/** Standing orders (常备调阅令): what I may open now, every order that concerns me, one order, or a new one. */
export function StandingScreen({ id, draft }: { readonly id?: StandingOrderId; readonly draft: boolean }): ReactNode {
  const load = useStanding((store) => store.load);
  useEffect(() => {
    void load();
  }, [load]);
  if (draft) {
    return <OrderForm />;
  }
  return id === undefined ? <OrderList /> : <OrderPage id={id} />;
}

function OrderList(): ReactNode {
  const { t } = useLanguage();
  const orders = useStanding((store) => store.orders);
  const load = useStanding((store) => store.load);
  const person = useSession(({ current }) => current?.person);
  return (
    <div className="screen">
      <ScreenHead title={t("standing.title")} note={t("standing.note")}>
        <Button onClick={() => useRouter.getState().go({ at: "requests" })}>{t("requests.title")}</Button>
        <Button type="primary" onClick={() => useRouter.getState().go({ at: "standingOrders", draft: true })}>
          {t("standing.new")}
        </Button>
      </ScreenHead>
      {orders.phase === "refused" ? <HeldHere /> : null}
      <Loaded of={orders} onRetry={() => void load()}>
        {(listed) => (
          <>
            <Panel title={t("standing.mine")}>
              <MineTable usable={person === undefined ? [] : usableOrders(listed, person)} />
            </Panel>
            <Panel title={t("standing.all")}>
              {listed.length === 0 ? (
                <Empty what={t("standing.empty")} hint={t("standing.emptyHint")} />
              ) : (
                <OrderTable orders={listed} />
              )}
            </Panel>
          </>
        )}
      </Loaded>
    </div>
  );
}

function MineTable({ usable }: { readonly usable: readonly Usable[] }): ReactNode {
  const { t, formats } = useLanguage();
  if (usable.length === 0) {
    return <p className="quiet">{t("standing.mineNone")}</p>;
  }
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t("standing.number")}</th>
          <th scope="col">{t("standing.frame")}</th>
          <th scope="col">{t("standing.leftToday")}</th>
          <th scope="col">{t("standing.leftTotal")}</th>
          <th scope="col">{t("standing.until")}</th>
          <th scope="col">{t("tasks.action")}</th>
        </tr>
      </thead>
      <tbody>
        {usable.map(({ order, left }) => (
          <tr key={order.id} data-order={order.id}>
            <td>
              <OrderLink order={order} />
              <span className="row-note">{t(`purpose.${order.form.purpose}`)}</span>
            </td>
            <td>
              <FrameWords frame={order.form.frame} />
            </td>
            <td className="figures nowrap">{`${formats.number(left.ofDay)} / ${formats.number(order.form.perDay)}`}</td>
            <td className="figures nowrap">{`${formats.number(left.total)} / ${formats.number(order.form.total)}`}</td>
            <td className="figures nowrap">{formats.date(order.form.validTo)}</td>
            <td>
              <FindButton order={order} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Looks into the catalogue with the frame of the order. */
function FindButton({ order }: { readonly order: StandingOrder }): ReactNode {
  const { t, formats } = useLanguage();
  const { units, kinds, recordedFrom, recordedTo } = order.form.frame;
  return (
    <Button
      type="primary"
      size="small"
      onClick={() => {
        void useFootage.getState().search({
          text: "",
          page: 0,
          unit: units.length === 1 ? units[0] : undefined,
          kind: kinds.length === 1 ? kinds[0] : undefined,
          from: new Date(startOfDate(formats.timeZone, recordedFrom)).toISOString(),
          to: new Date(endOfDate(formats.timeZone, recordedTo)).toISOString(),
        });
        useRouter.getState().go({ at: "footage" });
      }}
    >
      {t("standing.find")}
    </Button>
  );
}

function OrderTable({ orders }: { readonly orders: readonly StandingOrder[] }): ReactNode {
  const { t, formats } = useLanguage();
  const names = usePersonList();
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t("standing.number")}</th>
          <th scope="col">{t("standing.holders")}</th>
          <th scope="col">{t("standing.frame")}</th>
          <th scope="col">{t("standing.validity")}</th>
          <th scope="col">{t("standing.use")}</th>
          <th scope="col">{t("standing.state")}</th>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <tr key={order.id} data-order={order.id}>
            <td>
              <OrderLink order={order} />
              <span className="row-note">{order.form.plan}</span>
            </td>
            <td>{names(order.holders)}</td>
            <td>
              <FrameWords frame={order.form.frame} />
            </td>
            <td>
              <Days from={order.form.validFrom} to={order.form.validTo} />
            </td>
            <td className="figures nowrap">
              {t("standing.usedOf", {
                used: formats.number(order.uses.length),
                total: formats.number(order.form.total),
              })}
            </td>
            <td>
              <StandingTag state={order.state} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What headquarters issued ahead for this station: all that opens while it is away. */
function HeldHere(): ReactNode {
  const { t } = useLanguage();
  const held = useStanding((store) => store.held).filter(({ refusal }) => refusal === undefined);
  return (
    <Panel title={t("standing.held")}>
      <p className="hint">{t("standing.heldNote")}</p>
      {held.length === 0 ? <p className="quiet">{t("standing.heldNone")}</p> : <HeldTable held={held} />}
    </Panel>
  );
}

function HeldTable({ held }: { readonly held: readonly GrantSummary[] }): ReactNode {
  const { t, formats } = useLanguage();
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t("standing.number")}</th>
          <th scope="col">{t("standing.useAsset")}</th>
          <th scope="col">{t("standing.useDay")}</th>
          <th scope="col">{t("tasks.action")}</th>
        </tr>
      </thead>
      <tbody>
        {held.map(({ id, standing, assets }) => (
          <tr key={id}>
            <td className="figures nowrap">{standing?.number}</td>
            <td>
              {assets.map(({ title }) => title).join(" ")}
              <span className="row-note figures">{assets.map(({ asset }) => asset).join(" ")}</span>
            </td>
            <td className="figures nowrap">{standing === undefined ? "" : formats.date(standing.day)}</td>
            <td>
              <Button type="primary" size="small" onClick={() => useRouter.getState().go({ at: "room", grant: id })}>
                {t("standing.toRoom")}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
