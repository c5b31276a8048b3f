import { useCallback, useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { StationStatus } from "../../shared/model/station.ts";
import type { SignedIn } from "../../shared/model/person.ts";
import { NotesScreen } from "../annotate/NotesScreen.tsx";
import { RetentionScreen } from "../retention/RetentionScreen.tsx";
import { EvidenceScreen } from "../evidence/EvidenceScreen.tsx";
import { DeclarationsScreen } from "../declarations/DeclarationsScreen.tsx";
import { FindingsScreen } from "../findings/FindingsScreen.tsx";
import { AdministrationScreen } from "../administration/AdministrationScreen.tsx";
import { FootageScreen } from "../footage/FootageScreen.tsx";
import { useLanguage } from "../i18n/language.tsx";
import { LogScreen } from "../log/LogScreen.tsx";
import { PolicyScreen } from "../policy/PolicyScreen.tsx";
import { RegistersScreen } from "../registers/RegistersScreen.tsx";
import { DecideScreen } from "../requests/DecideScreen.tsx";
import { RequestForm } from "../requests/RequestForm.tsx";
import { RequestsScreen } from "../requests/RequestsScreen.tsx";
import { StandingScreen } from "../standing-orders/StandingScreen.tsx";
import { StationScreen } from "../station/StationScreen.tsx";
import { useStation } from "../station/store.ts";
import { TasksScreen } from "../tasks/TasksScreen.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { ErrorEdge } from "../ui/ErrorEdge.tsx";
import { Waiting } from "../ui/states.tsx";
import { TimesScreen } from "../times/TimesScreen.tsx";
import { RoomScreen } from "../viewing/RoomScreen.tsx";
import { GeneralHelp } from "./Help.tsx";
import { startAtHeading } from "./kept-focus.ts";
import { useKeys } from "./keys.ts";
import { valueOf } from "./loadable.ts";
import { Rail } from "./Rail.tsx";
import { placesFor, useRouter } from "./router.ts";
import type { Route } from "./router.ts";
import { TopBar } from "./TopBar.tsx";

/** One window, one frame: rail left, bar on top, the work in the middle. */
export function Frame({ signedIn }: { readonly signedIn: SignedIn }): ReactNode {
  const { t } = useLanguage();
  const status = useStation((store) => valueOf(store.status));
  const route = useRouter((router) => router.route);
  const [help, setHelp] = useState(false);
  const { roles } = signedIn.person;
  const act = useCallback(
    (key: string): boolean => {
      const place = placesFor(roles).find((one) => key === `g ${one.key}`);
      if (place !== undefined) {
        useRouter.getState().go({ at: place.place });
        return true;
      }
      if (key === "?") {
        setHelp(true);
        return true;
      }
      return key === "/" && focusSearch();
    },
    [roles],
  );
  useKeys(act);
  useEffect(startAtHeading, [route]);
  return (
    <div className="frame">
      <Rail roles={roles} />
      <div className="frame-main">
        {status === undefined ? null : <TopBar signedIn={signedIn} status={status} />}
        <Bands />
        <main className="work">
          <ErrorEdge key={route.at}>{status === undefined ? <Waiting /> : <Work route={route} />}</ErrorEdge>
        </main>
      </div>
      {help ? (
        <Dialog title={t("help.title")} onClose={() => setHelp(false)}>
          <GeneralHelp roles={roles} />
        </Dialog>
      ) : null}
    </div>
  );
}

function focusSearch(): boolean {
  const search = document.querySelector('input[type="search"]');
  if (search instanceof HTMLInputElement) {
    search.focus();
    // What is typed next replaces the last search.
    search.select();
    return true;
  }
  return false;
}

/** What everybody must know about this station now: demonstration, offline, sealed by a breach. */
export function Bands(): ReactNode {
  const { t, formats } = useLanguage();
  const status = useStation((store) => valueOf(store.status));
  if (status === undefined) {
    return null;
  }
  const { sync, offline, demonstration } = status;
  return (
    <>
      {demonstration ? <p className="band band-amber">{t("demo.band")}</p> : null}
      {sync.status === "offline" ? (
        <p className="band band-quiet" aria-live="polite">
          {t("bar.offlineBand", { since: formats.moment(sync.receivedAt ?? sync.lastAttemptAt ?? status.now) })}
        </p>
      ) : null}
      {offline.level === "low" ? (
        <p className="band band-amber" role="status">
          {t("bar.offlineLow", {
            until: formats.moment(offline.until),
            days: Math.ceil(offline.secondsLeft / 86_400),
            n: offline.entriesLeft,
          })}
        </p>
      ) : null}
      {offline.level === "spent" ? (
        <p className="band band-red" role="alert">
          {t("bar.offlineSpent", { since: formats.moment(offline.since) })}
        </p>
      ) : null}
      <SealedBand status={status} />
    </>
  );
}

/** Why nothing opens here, and what leads out of it. */
function SealedBand({ status }: { readonly status: StationStatus }): ReactNode {
  const { t } = useLanguage();
  const { sealedBy, incident = "", recovery } = status;
  return sealedBy === undefined ? null : (
    <p className={recovery?.stage === "waiting" ? "band band-amber" : "band band-red"} role="alert">
      {recovery === undefined ? t("bar.sealedBand", { incident }) : t(`bar.newLog.${recovery.stage}`, { incident })}
    </p>
  );
}

/** A screen's property is there or it is not; it is never undefined. */
function given<K extends string, V>(one: Readonly<Record<K, V | undefined>>): Partial<Record<K, V>> {
  const kept = Object.entries<V | undefined>(one).filter(([, value]) => value !== undefined);
  // What is left has its value.
  return Object.fromEntries(kept) as Partial<Record<K, V>>;
}

/** One screen per place; a place without a screen does not compile. */
const screens: { readonly [At in Route["at"]]: (route: Extract<Route, { at: At }>) => ReactNode } = {
  tasks: () => <TasksScreen />,
  footage: (route) => <FootageScreen {...given({ asset: route.asset })} />,
  annotations: (route) => <NotesScreen key={route.asset} asset={route.asset} />,
  times: (route) => <TimesScreen asset={route.asset} />,
  declarations: (route) => <DeclarationsScreen {...given({ start: route.start })} />,
  requests: (route) => <RequestsScreen {...given({ id: route.id })} />,
  requestForm: (route) => <RequestForm {...given({ asset: route.asset })} />,
  decide: (route) => <DecideScreen id={route.id} />,
  standingOrders: (route) => <StandingScreen {...given({ id: route.id })} draft={route.draft === true} />,
  room: () => <RoomScreen />,
  evidence: (route) => <EvidenceScreen {...given({ id: route.id })} />,
  registers: () => <RegistersScreen />,
  log: (route) => <LogScreen {...given({ entry: route.entry })} />,
  findings: (route) => <FindingsScreen {...given({ id: route.id })} incidents={route.incidents === true} />,
  retention: (route) => <RetentionScreen {...given({ part: route.part })} />,
  administration: () => <AdministrationScreen />,
  policy: (route) => <PolicyScreen article={route.article} />,
  station: () => <StationScreen />,
};

function Work({ route }: { readonly route: Route }): ReactNode {
  // The row was looked up by the route's own place, so it takes exactly this route.
  const show = screens[route.at] as (route: Route) => ReactNode;
  return show(route);
}
