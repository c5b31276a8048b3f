import { Button } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import { triggerWords } from "../../shared/access/policy/names.ts";
import type { Hold, RetentionView } from "../../shared/model/retention.ts";
import { PrintForm } from "../forms/PrintForm.tsx";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { ArticleLink } from "../ui/article.tsx";
import { Tag } from "../ui/parts.tsx";
import type { Tone } from "../ui/parts.tsx";
import { Empty } from "../ui/states.tsx";
import { HoldDialog } from "./HoldDialog.tsx";
import { useMaySign } from "./may.ts";
import { ReasonDialog } from "./ReasonDialog.tsx";
import { Steps } from "./Steps.tsx";
import { useRetention } from "./store.ts";

const tones: Readonly<Record<Hold["state"], Tone>> = {
  proposed: "amber",
  inForce: "accent",
  releaseAsked: "amber",
  released: "quiet",
  dismissed: "quiet",
};

type Act = "dismiss" | "askRelease" | "release" | "keepHold";
const signWords = {
  dismiss: "retention.signDismiss",
  askRelease: "retention.signAskRelease",
  release: "retention.signRelease",
  keepHold: "retention.signKeep",
} as const;

/** 长期保存登记: proposals first, then what is in force; each step needs its signature. */
export function HoldsPart({ view }: { readonly view: RetentionView }): ReactNode {
  const language = useLanguage();
  const { t, pick } = language;
  const ask = useRetention((store) => store.ask);
  const [filling, setFilling] = useState<Hold | null>(null);
  const [reasoning, setReasoning] = useState<{ readonly act: Act; readonly hold: Hold } | null>(null);
  if (view.holds.length === 0) {
    return <Empty what={t("retention.holdsEmpty")} hint={t("retention.holdsHint")} />;
  }
  const sign = ({ act, hold: { hold, asset } }: { readonly act: Act; readonly hold: Hold }, reason: string): void =>
    ask({
      summary: t(signWords[act], { asset }),
      order:
        act === "release" || act === "keepHold"
          ? { order: "hold.release", hold, agree: act === "release", reason }
          : { order: act === "dismiss" ? "hold.dismiss" : "hold.askRelease", hold, reason },
    });
  return (
    <>
      <table className="table table-roomy">
        <thead>
          <tr>
            <th scope="col">{t("retention.recording")}</th>
            <th scope="col">{t("retention.triggers")}</th>
            <th scope="col">{t("retention.level")}</th>
            <th scope="col">{t("retention.medium")}</th>
            <th scope="col">{t("retention.state")}</th>
            <th scope="col">{t("retention.steps")}</th>
          </tr>
        </thead>
        <tbody>
          {view.holds.map((hold) => (
            <tr key={hold.hold} data-hold={hold.hold} data-state={hold.state}>
              <td>
                <span className="figures nowrap">{hold.asset}</span>
                <span className="row-note">{sourceWords(hold, language)}</span>
              </td>
              <td>
                <ul className="lines">
                  {hold.triggers.map(({ trigger, article }) => (
                    <li key={trigger}>
                      {pick(triggerWords[trigger])} <ArticleLink id={article} />
                    </li>
                  ))}
                </ul>
                {hold.evidence === "" ? null : <span className="row-note">{hold.evidence}</span>}
              </td>
              <td>
                {t(`retention.level.${hold.level}`)}
                <span className="row-note figures nowrap">{language.formats.date(hold.from)}</span>
              </td>
              <td>
                {hold.medium === undefined ? (
                  <span className="quiet">{t("retention.noMedium")}</span>
                ) : (
                  t(`retention.medium.${hold.medium}`)
                )}
                <span className="row-note figures">{hold.serial}</span>
              </td>
              <td className="nowrap">
                <Tag tone={tones[hold.state]}>{t(`retention.holdState.${hold.state}`)}</Tag>
                {awaitsApproval(hold) ? <span className="row-note amber">{t("retention.approvalWaiting")}</span> : null}
              </td>
              <td>
                <Steps steps={hold.steps} />
                <HoldActs hold={hold} onFill={setFilling} onReason={(act) => setReasoning({ act, hold })} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {filling === null ? null : (
        <HoldDialog asset={filling.asset} today={view.today} hold={filling} onClose={() => setFilling(null)} />
      )}
      {reasoning === null ? null : (
        <ReasonDialog
          title={t(`retention.${reasoning.act}`)}
          onClose={() => setReasoning(null)}
          onReason={(reason) => {
            setReasoning(null);
            sign(reasoning, reason);
          }}
        />
      )}
    </>
  );
}

/** Form F13 has a second signature where the pack asks for one; the hold keeps the recording without it. */
function awaitsApproval({ approval, state }: Hold): boolean {
  return approval === "waiting" && (state === "inForce" || state === "releaseAsked");
}

function sourceWords({ source }: Hold, { t }: Language): string {
  switch (source.kind) {
    case "station":
      return t("retention.source.station", { frame: String(source.frame ?? "") });
    case "entered":
      return t("retention.source.entered", { text: source.text });
    case "person":
      return t("retention.source.person");
  }
  return "";
}

function HoldActs({
  hold,
  onFill,
  onReason,
}: {
  readonly hold: Hold;
  readonly onFill: (hold: Hold) => void;
  readonly onReason: (act: Act) => void;
}): ReactNode {
  const { t } = useLanguage();
  const maySign = useMaySign();
  const { state } = hold;
  const isOpen = state === "proposed" || (state === "inForce" && hold.medium === undefined);
  return (
    <div className="acts">
      {isOpen && maySign("hold.register") ? (
        <Button size="small" type="primary" onClick={() => onFill(hold)}>
          {t(state === "proposed" ? "retention.confirm" : "retention.complete")}
        </Button>
      ) : null}
      {state === "proposed" && maySign("hold.dismiss") ? (
        <Button size="small" onClick={() => onReason("dismiss")}>
          {t("retention.dismiss")}
        </Button>
      ) : null}
      <ApproveHold hold={hold} />
      {state === "inForce" && maySign("hold.askRelease") ? (
        <Button size="small" onClick={() => onReason("askRelease")}>
          {t("retention.askRelease")}
        </Button>
      ) : null}
      {state === "releaseAsked" && maySign("hold.release") ? (
        <>
          <Button size="small" type="primary" onClick={() => onReason("release")}>
            {t("retention.release")}
          </Button>
          <Button size="small" onClick={() => onReason("keepHold")}>
            {t("retention.keepHold")}
          </Button>
        </>
      ) : null}
      <PrintForm order={{ form: "F13", hold: hold.hold }} />
    </div>
  );
}

/** The second signature, on exactly the registration that is shown. */
function ApproveHold({ hold: registered }: { readonly hold: Hold }): ReactNode {
  const { hold, asset, level, steps } = registered;
  const { t } = useLanguage();
  const ask = useRetention((store) => store.ask);
  const maySign = useMaySign();
  const registration = steps.findLast(({ act }) => act === "hold.register")?.digest;
  return registration === undefined || !awaitsApproval(registered) || !maySign("hold.approve") ? null : (
    <Button
      size="small"
      type="primary"
      onClick={() =>
        ask({
          summary: t("retention.signApproveHold", { asset, level: t(`retention.level.${level}`) }),
          order: { order: "hold.approve", hold, registration },
        })
      }
    >
      {t("retention.approveHold")}
    </Button>
  );
}
