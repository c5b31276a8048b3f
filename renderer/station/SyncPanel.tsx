import { Button } from "antd";
import type { ReactNode } from "react";
import type { StationStatus } from "../../shared/model/station.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Facts, Panel, Tag } from "../ui/parts.tsx";
import { syncTones } from "../shell/sync-tones.ts";
import { useStation } from "./store.ts";
import { Moment } from "./Moment.tsx";

/** How the log stands with headquarters, and for how long the station may go on without it. */
export function SyncPanel({ status: { sync, log, offline } }: { readonly status: StationStatus }): ReactNode {
  const { t, formats } = useLanguage();
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
        <Tag tone={syncTones[sync.status]}>{t(`bar.sync.${sync.status}`)}</Tag>
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
          [t("station.receivedAt"), <Moment key="sync.receivedAt" at={sync.receivedAt} />],
          [t("station.offlineLeft"), <OfflineLeft key="offline" offline={offline} />],
          [t("station.lastAttempt"), <Moment key="sync.lastAttemptAt" at={sync.lastAttemptAt} />],
          [t("station.nextAttempt"), <Moment key="sync.nextAttemptAt" at={sync.nextAttemptAt} />],
        ]}
      />
    </Panel>
  );
}

/** For how long the station may work alone, in days and entries. */
export function OfflineLeft({ offline }: { readonly offline: StationStatus["offline"] }): ReactNode {
  const { t } = useLanguage();
  return (
    <span className={offline.level === "ok" ? "figures" : "figures amber"}>
      {t("station.offlineUntil", {
        days: Math.ceil(offline.secondsLeft / 86_400),
        longest: offline.longestDays,
        n: offline.entriesLeft,
      })}
      {offline.version === undefined ? ` ${t("station.offlineBuiltIn")}` : ""}
    </span>
  );
}
