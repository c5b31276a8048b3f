import { useEffect } from "react";
import type { ReactNode } from "react";
import type { LogDetails } from "../../shared/model/log.ts";
import type { StationStatus } from "../../shared/model/station.ts";
import { countdownParts } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";
import type { Language } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useStation } from "../station/store.ts";
import { OfflineLeft } from "../station/SyncPanel.tsx";
import { syncTones } from "../shell/sync-tones.ts";
import { Facts, Panel, Tag } from "../ui/parts.tsx";
import { Loaded } from "../ui/states.tsx";
import { useLog } from "./store.ts";
import { VerificationPanel } from "./VerificationPanel.tsx";

/** How the log stands: size and root, signing key, what headquarters has countersigned, and its last verification. */
export function StateTab({
  status,
  onShow,
}: {
  readonly status: StationStatus;
  readonly onShow: (index: number) => void;
}): ReactNode {
  const details = useLog((store) => store.details);
  const load = useLog((store) => store.loadDetails);
  useEffect(() => {
    void load();
    return useStation.subscribe(({ status: now }, { status: before }) => {
      if (standOf(valueOf(now)) !== standOf(valueOf(before))) {
        void load();
      }
    });
  }, [load]);
  return (
    <div className="station">
      <div>
        <Loaded of={details} rows={12} onRetry={() => void load()}>
          {(value) => <LogFacts status={status} details={value} />}
        </Loaded>
      </div>
      <div>
        <VerificationPanel log={status.log} onShow={onShow} />
        <ReceiptPanel status={status} receipt={valueOf(details)?.receipt} />
      </div>
    </div>
  );
}

/** What the details change with. */
function standOf(status: StationStatus | undefined): string {
  return status === undefined ? "" : `${String(status.log.size)}/${String(status.sync.receivedSize)}`;
}

function figures(value: ReactNode): ReactNode {
  return <span className="figures">{value}</span>;
}

function digest(value: string): ReactNode {
  return <code className="digest">{value}</code>;
}

function LogFacts({ status, details }: { readonly status: StationStatus; readonly details: LogDetails }): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  const { log } = status;
  const { epoch, sealedTo } = details;
  const age = ageOf(epoch.since, status.now, language);
  return (
    <Panel title={t("log.state")}>
      <Facts
        rows={[
          [t("station.origin"), figures(log.origin)],
          [t("station.size"), figures(formats.number(log.size))],
          [t("station.root"), digest(log.root)],
          [t("log.since"), figures(formats.exact(details.since))],
          [t("station.lastEntry"), figures(formats.exact(log.lastEntryAt))],
          [t("station.epoch"), figures(t("log.epochAge", { number: String(epoch.number), age }))],
          [t("log.epochSince"), figures(formats.exact(epoch.since))],
          [t("log.epochKey"), digest(epoch.publicKey)],
          [t("station.keyStore"), t(`station.keyStore.${log.keyStore}`)],
          [
            t("log.sealedTo"),
            sealedTo.length === 0 ? (
              <span key="nobody" className="amber">
                {t("log.sealedToNobody")}
              </span>
            ) : (
              formats.list(sealedTo)
            ),
          ],
        ]}
      />
    </Panel>
  );
}

function ReceiptPanel({
  status: { sync, offline },
  receipt,
}: {
  readonly status: StationStatus;
  readonly receipt: LogDetails["receipt"];
}): ReactNode {
  const language = useLanguage();
  const { t, formats } = language;
  return (
    <Panel title={t("log.receipt")}>
      <Facts
        rows={[
          [
            t("station.sync"),
            <Tag key="sync" tone={syncTones[sync.status]}>
              {t(`bar.sync.${sync.status}`)}
            </Tag>,
          ],
          ...(receipt === undefined ? [] : receiptRows(receipt, language)),
          [t("station.unsynced"), figures(formats.number(sync.unsynced))],
          [t("station.offlineLeft"), <OfflineLeft key="offline" offline={offline} />],
          [
            t("station.lastAttempt"),
            sync.lastAttemptAt === undefined ? null : figures(formats.exact(sync.lastAttemptAt)),
          ],
          [
            t("station.nextAttempt"),
            sync.nextAttemptAt === undefined ? null : figures(formats.exact(sync.nextAttemptAt)),
          ],
        ]}
      />
      {receipt === undefined ? <p className="amber">{t("log.receiptNone")}</p> : null}
    </Panel>
  );
}

function receiptRows(
  { size, time, signer, root }: NonNullable<LogDetails["receipt"]>,
  { t, formats }: Language,
): [string, ReactNode][] {
  return [
    [t("log.receiptSize"), figures(t("log.receiptSizeOf", { size }))],
    [t("log.receiptTime"), figures(formats.exact(time))],
    [t("log.receiptSigner"), figures(signer)],
    [t("log.receiptRoot"), digest(root)],
  ];
}

function ageOf(since: string, now: string, { t }: Language): string {
  const seconds = Math.max(0, Math.floor((Date.parse(now) - Date.parse(since)) / 1000));
  const { days, time } = countdownParts(seconds);
  return days === 0 ? time : t("room.leftDays", { days, time });
}
