import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { RetentionView } from "../../shared/model/retention.ts";
import { useLanguage } from "../i18n/language.tsx";
import { ScreenHead } from "../ui/parts.tsx";
import { Signature } from "../ui/Signature.tsx";
import { Loaded } from "../ui/states.tsx";
import { HoldsPart } from "./HoldsPart.tsx";
import { ListsPart } from "./ListsPart.tsx";
import { PeriodsPart } from "./PeriodsPart.tsx";
import { parts, useRetention } from "./store.ts";
import type { Part } from "./store.ts";

/** What comes due, what is held, and what is to be destroyed: forms F13 and F14, each step signed by a person. */
export function RetentionScreen({ part: wanted }: { readonly part?: Part }): ReactNode {
  const { t } = useLanguage();
  const { view, part, asked, load, show, ask, sign } = useRetention();
  useEffect(() => {
    void load();
  }, [load]);
  useEffect(() => {
    if (wanted !== undefined) {
      show(wanted);
    }
  }, [show, wanted]);
  return (
    <div className="screen">
      <ScreenHead title={t("retention.title")} note={t("retention.truth")}>
        <fieldset className="switch" aria-label={t("retention.part")}>
          {parts.map((one) => (
            <button key={one} type="button" aria-pressed={one === part} onClick={() => show(one)}>
              {t(`retention.part.${one}`)}
            </button>
          ))}
        </fieldset>
        <Button onClick={() => void load()}>{t("retention.refresh")}</Button>
      </ScreenHead>
      <Loaded of={view} rows={10} onRetry={() => void load()}>
        {(shown) => <Shown part={part} view={shown} />}
      </Loaded>
      {asked === null ? null : <Signature summary={asked.summary} sign={sign} onClose={() => ask(null)} />}
    </div>
  );
}

function Shown({ part, view }: { readonly part: Part; readonly view: RetentionView }): ReactNode {
  switch (part) {
    case "periods":
      return <PeriodsPart view={view} />;
    case "holds":
      return <HoldsPart view={view} />;
    case "lists":
      return <ListsPart view={view} />;
  }
  return null;
}
