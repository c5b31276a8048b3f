import { Button } from "antd";
import { useEffect } from "react";
import type { ReactNode } from "react";
import type { StationStatus } from "../../shared/model/station.ts";
import { useLanguage } from "../i18n/language.tsx";
import { VerificationPanel } from "../log/VerificationPanel.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { placesFor, useRouter } from "../shell/router.ts";
import { Facts, Panel, ScreenHead } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { Loaded } from "../ui/states.tsx";
import { BundlePanel } from "./BundlePanel.tsx";
import { ShieldMeter } from "./ShieldMeter.tsx";
import { Moment } from "./Moment.tsx";
import { useStation } from "./store.ts";
import { NewLogPanel } from "./NewLogPanel.tsx";
import { SyncPanel } from "./SyncPanel.tsx";

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
          <>
            <div className="station station-even">
              <div>
                {value.recovery === undefined ? null : <NewLogPanel recovery={value.recovery} />}
                <LogPanel status={value} />
                <VerificationPanel log={value.log} />
              </div>
              <div>
                <SyncPanel status={value} />
                <BundlePanel />
              </div>
            </div>
            <div className="station station-even">
              <MachinePanel status={value} />
              <Panel title={t("station.shield")}>
                <ShieldMeter status={value} />
              </Panel>
            </div>
          </>
        )}
      </Loaded>
    </div>
  );
}

function LogPanel({ status: { log } }: { readonly status: StationStatus }): ReactNode {
  const { t, formats } = useLanguage();
  const exported = useStation((store) => store.exported);
  const mayRead = useSession(({ current }) =>
    placesFor(current?.person.roles ?? []).some(({ place }) => place === "log"),
  );
  return (
    <Panel
      title={t("station.log")}
      acts={
        <div className="acts">
          {mayRead ? (
            <Button onClick={() => useRouter.getState().go({ at: "log" })}>{t("station.readLog")}</Button>
          ) : null}
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
          [t("station.lastEntry"), <Moment key="log.lastEntryAt" at={log.lastEntryAt} />],
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

function MachinePanel({ status }: { readonly status: StationStatus }): ReactNode {
  const { t, pick } = useLanguage();
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
          [t("station.clock"), <Moment key="status.now" at={status.now} />],
          [
            t("station.policy"),
            policy === undefined ? null : (
              <span key="policy">
                {t("station.policyVersion", { pack: policy.pack, version: policy.version })}{" "}
                <Button size="small" onClick={() => useRouter.getState().go({ at: "policy" })}>
                  {t("policy.open")}
                </Button>
              </span>
            ),
          ],
        ]}
      />
    </Panel>
  );
}
