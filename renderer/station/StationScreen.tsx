import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { Verification } from "../../shared/model/evidence.ts";
import type { StationStatus } from "../../shared/model/station.ts";
import { logRules } from "../../shared/log-rules.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { Facts, Panel, ScreenHead, Tag } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Loaded } from "../ui/states.tsx";
import { ShieldMeter } from "./ShieldMeter.tsx";
import { useStation } from "./store.ts";

/** The machine, line by line, each with its last and next time: readable to an engineer on the phone. */
export function StationScreen(): ReactNode {
  const { t } = useLanguage();
  const status = useStation((store) => store.status);
  const refresh = useStation((store) => store.refresh);
  useEffect(() => {
    void refresh();
  }, [refresh]);
  return (
    <div className="screen">
      <ScreenHead title={t("station.title")} />
      <Loaded of={status} rows={12} onRetry={() => void refresh()}>
        {(value) => (
          <div className="station">
            <div>
              <LogPanel status={value} />
              <SyncPanel status={value} />
            </div>
            <div>
              <MachinePanel status={value} />
              <Panel title={t("station.shield")}>
                <ShieldMeter status={value} />
              </Panel>
            </div>
          </div>
        )}
      </Loaded>
    </div>
  );
}

function moment(iso: string | undefined, { t, formats }: Language): ReactNode {
  return <span className="figures">{iso === undefined ? t("station.never") : formats.exact(iso)}</span>;
}

function LogPanel({ status: { log } }: { readonly status: StationStatus }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const verification = useStation((store) => store.verification);
  const exported = useStation((store) => store.exported);
  const isVerifying = verification.phase === "loading";
  return (
    <Panel
      title={t("station.log")}
      acts={
        <div className="acts">
          <Button disabled={isVerifying} onClick={() => void useStation.getState().verify()}>
            {t("station.verify")}
          </Button>
          <Button disabled={exported.phase === "loading"} onClick={() => void useStation.getState().exportBundle()}>
            {t("station.export")}
          </Button>
        </div>
      }
    >
      <Facts
        rows={[
          [
            t("station.origin"),
            <span key="origin" className="figures">
              {log.origin}
            </span>,
          ],
          [
            t("station.size"),
            <span key="size" className="figures">
              {formats.number(log.size)}
            </span>,
          ],
          [
            t("station.root"),
            <span key="root" className="digest">
              {log.root}
            </span>,
          ],
          [
            t("station.epoch"),
            <span key="epoch" className="figures">
              {formats.number(log.epoch)}
            </span>,
          ],
          [t("station.lastEntry"), moment(log.lastEntryAt, language)],
          [t("station.keyStore"), t(`station.keyStore.${log.keyStore}`)],
          [t("station.verified"), <Verified key="verified" log={log} />],
        ]}
      />
      <div aria-live="polite">
        {isVerifying ? (
          <div className="progress">
            <p className="quiet">{t("station.verifying", { n: log.size })}</p>
            <span className="progress-run" />
          </div>
        ) : null}
        {verification.phase === "refused" ? <Refusal failure={verification.failure} /> : null}
        {verification.phase === "ready" ? <VerificationResult result={verification.value} /> : null}
        {exported.phase === "refused" ? <Refusal failure={exported.failure} /> : null}
        {exported.phase === "ready" ? (
          <p className="notice notice-quiet" data-export={exported.value.file}>
            {t("station.exported", { file: exported.value.file, n: exported.value.size })}
          </p>
        ) : null}
      </div>
    </Panel>
  );
}

function Verified({ log }: { readonly log: StationStatus["log"] }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const { verified } = log;
  return verified === undefined ? (
    t("station.never")
  ) : (
    <span className="figures">
      {formats.exact(verified.at)}{" "}
      <Tag tone={verified.sound ? "green" : "red"}>{t(verified.sound ? "station.sound" : "station.notSound")}</Tag>
    </span>
  );
}

function VerificationResult({ result }: { readonly result: Verification }): ReactNode {
  const { t } = useLanguage();
  return (
    <div className={result.sound ? "notice notice-green" : "notice notice-red"} data-sound={result.sound}>
      <p className="sentence-what">{verdictOf(result, t)}</p>
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

function verdictOf({ sound, size, firstWrong }: Verification, t: Language["t"]): string {
  if (sound) {
    return t("station.verifySound", { n: size });
  }
  return firstWrong === undefined
    ? t("station.notSound")
    : t("station.verifyWrong", { index: String(firstWrong.index), why: ruleWord(firstWrong.why, t) });
}

const checks = ["entries", "clocks", "epochs", "checkpoints", "receipts"] as const;

/** What was looked at; a name that this version has no words for is shown as it is. */
function checkedWord(what: string, t: Language["t"]): string {
  const known = checks.find((one) => one === what);
  return known === undefined ? what : t(`checked.${known}`);
}

/** Which rule an entry breaks, likewise. */
function ruleWord(why: string, t: Language["t"]): string {
  const known = logRules.find((one) => one === why);
  return known === undefined ? why : t(`rule.${known}`);
}

function SyncPanel({ status: { sync, log } }: { readonly status: StationStatus }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const tones = { idle: "green", syncing: "accent", offline: "amber", rollback: "red", refused: "red" } as const;
  return (
    <Panel
      title={t("station.sync")}
      acts={
        <Button disabled={sync.status === "syncing"} onClick={() => void useStation.getState().syncNow()}>
          {t("station.syncNow")}
        </Button>
      }
    >
      <p>
        <Tag tone={tones[sync.status]}>{t(`bar.sync.${sync.status}`)}</Tag>
      </p>
      <Facts
        rows={[
          [
            t("station.receivedSize"),
            <span key="received" className="figures">
              {t("station.receivedOf", { received: formats.number(sync.receivedSize), size: formats.number(log.size) })}
            </span>,
          ],
          [
            t("station.unsynced"),
            <span key="unsynced" className="figures">
              {formats.number(sync.unsynced)}
            </span>,
          ],
          [t("station.receivedAt"), moment(sync.receivedAt, language)],
          [t("station.lastAttempt"), moment(sync.lastAttemptAt, language)],
          [t("station.nextAttempt"), moment(sync.nextAttemptAt, language)],
        ]}
      />
    </Panel>
  );
}

function MachinePanel({ status }: { readonly status: StationStatus }): ReactNode {
  const language = useLanguage();
  const { t, pick } = language;
  const policy = useStation((store) => valueOf(store.policy));
  return (
    <Panel title={t("station.machine")}>
      <Facts
        rows={[
          [t("station.authority"), pick(status.authority)],
          [t("station.room"), pick(status.room)],
          [
            t("station.name"),
            <span key="station" className="figures">
              {status.station}
            </span>,
          ],
          [t("station.shell"), `${status.shell.kind} ${status.shell.version}`],
          [t("station.clock"), moment(status.now, language)],
          [
            t("station.policy"),
            policy === undefined ? null : t("station.policyVersion", { pack: policy.pack, version: policy.version }),
          ],
        ]}
      />
    </Panel>
  );
}
