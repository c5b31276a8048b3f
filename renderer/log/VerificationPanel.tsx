import { Button, Checkbox } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { LastVerification, LogState, Verification, Verifying } from "../../shared/model/evidence.ts";
import { span } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { usePersonName } from "../shell/names.ts";
import { Panel, Tag } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { useVerification } from "./verification.ts";
import { ruleWord } from "./words.ts";

/**
 * Verification of the whole log: choice, progress with a way out, outcome, and the last one with its date.
 *
 * `onShow` leads to an entry, where the person may see one.
 */
export function VerificationPanel({
  log,
  onShow,
  children,
}: {
  readonly log: LogState;
  readonly onShow?: (index: number) => void;
  /** Further acts of the panel's head. */
  readonly children?: ReactNode;
}): ReactNode {
  const { t } = useLanguage();
  const outcome = useVerification((store) => store.outcome);
  const progress = useVerification((store) => store.progress);
  const [thorough, setThorough] = useState(false);
  const isRunning = progress !== null || outcome.phase === "loading";
  return (
    <Panel
      title={t("log.verification")}
      acts={
        <div className="acts">
          {children}
          {isRunning ? (
            <Button onClick={() => void useVerification.getState().cancel()}>{t("log.verifyCancel")}</Button>
          ) : (
            <Button onClick={() => void useVerification.getState().verify(thorough)}>{t("station.verify")}</Button>
          )}
        </div>
      }
    >
      <p className="hint">{t("log.verificationNote")}</p>
      <Checkbox checked={thorough} disabled={isRunning} onChange={(event) => setThorough(event.target.checked)}>
        {t("log.thorough")}
      </Checkbox>
      {isRunning ? <Progress progress={progress} /> : null}
      <div aria-live="polite">
        {outcome.phase === "refused" ? <Refusal failure={outcome.failure} /> : null}
        {outcome.phase === "ready" ? (
          <Outcome result={outcome.value} {...(onShow === undefined ? {} : { onShow })} />
        ) : null}
      </div>
      <Last last={log.verified} {...(onShow === undefined || outcome.phase === "ready" ? {} : { onShow })} />
    </Panel>
  );
}

function Progress({ progress }: { readonly progress: Verifying | null }): ReactNode {
  const { t, formats } = useLanguage();
  if (progress === null || progress.done === 0) {
    return <p className="quiet">{t("log.verifyStarting")}</p>;
  }
  const { done, size, elapsedMs } = progress;
  const rate = Math.round((done * 1000) / Math.max(1, elapsedMs));
  const leftMs = ((size - done) * 1000) / Math.max(1, rate);
  return (
    <div className="verifying">
      <progress value={done} max={size} aria-label={t("log.verification")} />
      <p className="quiet figures">
        <span>
          {t("log.verifyProgress", {
            done: formats.number(done),
            size: formats.number(size),
            rate: formats.number(rate),
          })}
        </span>
        <span>{t("log.verifyLeft", { left: span(leftMs) })}</span>
      </p>
    </div>
  );
}

const checks = ["entries", "clocks", "epochs", "checkpoints", "receipts"] as const;

/** What was looked at; a name that this version has no words for is shown as it is. */
function checkedWord(what: string, t: Language["t"]): string {
  const known = checks.find((one) => one === what);
  return known === undefined ? what : t(`checked.${known}`);
}

function Outcome({
  result,
  onShow,
}: {
  readonly result: Verification;
  readonly onShow?: (index: number) => void;
}): ReactNode {
  const { t } = useLanguage();
  return (
    <div className={result.sound ? "notice notice-green" : "notice notice-red"} data-sound={result.sound}>
      {result.sound ? <p className="sentence-what">{t("station.verifySound", { n: result.size })}</p> : null}
      {result.firstWrong === undefined ? null : (
        <Wrong wrong={result.firstWrong} {...(onShow === undefined ? {} : { onShow })} />
      )}
      <ul className="verification">
        {result.checked.map(({ what, passed, detail }) => (
          <li key={what}>
            <span className={passed ? "green" : "red"}>{t(passed ? "decide.passed" : "decide.notPassed")}</span>
            <span>{checkedWord(what, t)}</span>
            <span className="quiet figures">{detail}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The first wrong entry in words, and what to do. */
function Wrong({
  wrong: { index, why },
  onShow,
}: {
  readonly wrong: NonNullable<Verification["firstWrong"]>;
  readonly onShow?: (index: number) => void;
}): ReactNode {
  const language = useLanguage();
  const { t } = language;
  return (
    <div className="sentences">
      <p className="sentence-what">
        {t("station.verifyWrong", { index: String(index), why: ruleWord(why, language) })}
      </p>
      <p className="sentence-next">
        <span className="quiet">{t("common.next")}</span>
        {t("log.wrongNext")}
      </p>
      {onShow === undefined ? null : (
        <Button size="small" onClick={() => onShow(index)}>
          {t("log.wrongShow", { index: String(index) })}
        </Button>
      )}
    </div>
  );
}

function Last({
  last,
  onShow,
}: {
  readonly last: LastVerification | undefined;
  readonly onShow?: (index: number) => void;
}): ReactNode {
  const { t, formats } = useLanguage();
  const nameOfId = usePersonName();
  if (last === undefined) {
    return <p className="quiet">{t("log.lastNever")}</p>;
  }
  const { at, by, sound, size, thorough, firstWrong } = last;
  return (
    <>
      <p className="last-verified">
        <span className="quiet">{t("log.last")}</span>
        <span className="figures">{formats.exact(at)}</span>
        <Tag tone={sound ? "green" : "red"}>{t(sound ? "station.sound" : "station.notSound")}</Tag>
        {sound ? <span className="figures">{t("log.lastSound", { size })}</span> : null}
        <span className="quiet">{t(thorough ? "log.lastThorough" : "log.lastQuick")}</span>
        {by === undefined ? null : <span>{t("log.lastBy", { name: nameOfId(by) })}</span>}
      </p>
      {firstWrong === undefined || onShow === undefined ? null : (
        <div className="notice notice-red">
          <Wrong wrong={firstWrong} onShow={onShow} />
        </div>
      )}
    </>
  );
}
