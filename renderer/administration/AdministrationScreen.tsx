import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { AdministrationView } from "../../shared/model/administration.ts";
import { useLanguage } from "../i18n/language.tsx";
import { ScreenHead } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { Loaded } from "../ui/states.tsx";
import { KeysPart } from "./KeysPart.tsx";
import { OrdersPart } from "./OrdersPart.tsx";
import { PeoplePart } from "./PeoplePart.tsx";
import { RoomsPart } from "./RoomsPart.tsx";
import { StationsPart } from "./StationsPart.tsx";
import { useAdministration } from "./store.ts";
import type { Part } from "./store.ts";

const parts: readonly Part[] = ["people", "orders", "stations", "rooms", "keys"];

/** People, authorisations, stations, rooms and the backup of the keys: signed orders, and two signatures where it matters. */
export function AdministrationScreen(): ReactNode {
  const { t } = useLanguage();
  const { view, part, asked, load, show, ask, sign } = useAdministration();
  useEffect(() => {
    void load();
  }, [load]);
  const current = view.phase === "idle" ? undefined : view.value;
  const waiting = current?.orders.filter(({ state }) => state === "waiting").length ?? 0;
  return (
    <div className="screen">
      <ScreenHead title={t("admin.title")} note={t("admin.truth")}>
        <fieldset className="switch" aria-label={t("admin.parts")}>
          {parts.map((one) => (
            <button key={one} type="button" aria-pressed={one === part} onClick={() => show(one)}>
              {one === "orders" && waiting > 0 ? t("admin.part.ordersWaiting", { n: waiting }) : t(`admin.part.${one}`)}
            </button>
          ))}
        </fieldset>
        <Button onClick={() => void load()}>{t("admin.refresh")}</Button>
      </ScreenHead>
      <Said />
      <Loaded of={view} rows={10} onRetry={() => void load()}>
        {(shown) => <Shown part={part} view={shown} />}
      </Loaded>
      {asked === null ? null : <Signature summary={asked.summary} sign={sign} onClose={() => ask(null)} />}
    </div>
  );
}

function Shown({ part, view }: { readonly part: Part; readonly view: AdministrationView }): ReactNode {
  switch (part) {
    case "people":
      return <PeoplePart view={view} />;
    case "orders":
      return <OrdersPart view={view} />;
    case "stations":
      return <StationsPart view={view} />;
    case "rooms":
      return <RoomsPart view={view} />;
    case "keys":
      return <KeysPart view={view} />;
  }
  return null;
}

/** What came of the last act, so that nobody wonders. */
function Said(): ReactNode {
  const { t } = useLanguage();
  const done = useAdministration((store) => store.done);
  const files = useAdministration((store) => store.files);
  return (
    <div aria-live="polite">
      {done === null ? null : (
        <p className={done.state === "waiting" ? "notice notice-amber" : "notice notice-green"} data-done={done.state}>
          {t(`admin.done.${done.state}`)}
        </p>
      )}
      {files.length === 0 ? null : (
        <p className="notice notice-green" data-files={files.join(" ")}>
          {t("admin.written", { files: files.join(" ") })}
        </p>
      )}
    </div>
  );
}
