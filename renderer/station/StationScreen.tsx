import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { StationStatus } from "../../shared/model/station.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { VerificationPanel } from "../log/VerificationPanel.tsx";
import { valueOf } from "../shell/loadable.ts";
import { Facts, Panel, ScreenHead, Tag } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Loaded } from "../ui/states.tsx";
import { BundlePanel } from "./BundlePanel.tsx";
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
              <VerificationPanel log={value.log} />
              <SyncPanel status={value} />
              <BundlePanel />
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
  const exported = useStation((store) => store.exported);
  return (
    <Panel
      title={t("station.log")}
      acts={
        <div className="acts">
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
        ]}
      />
      <div aria-live="polite">
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

function SyncPanel({ status: { sync, log, offline } }: { readonly status: StationStatus }): ReactNode {
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
          [
            t("station.offlineLeft"),
            <span key="offline" className={offline.level === "ok" ? "figures" : "figures amber"}>
              {t("station.offlineUntil", {
                days: Math.ceil(offline.secondsLeft / 86_400),
                longest: offline.longestDays,
                n: offline.entriesLeft,
              })}
              {offline.version === undefined ? ` ${t("station.offlineBuiltIn")}` : ""}
            </span>,
          ],
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
