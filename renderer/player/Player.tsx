import { Button } from "antd";
import { useCallback, useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { AssetId, Footage } from "../../shared/model/footage.ts";
import type { PictureReport } from "../../shared/picture/protocol.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { PlayerKeys } from "../shell/Help.tsx";
import { useKeys } from "../shell/keys.ts";
import { valueOf } from "../shell/loadable.ts";
import { useNames } from "../shell/names.ts";
import { Refusal } from "../ui/Refusal.tsx";
import { AnnotateCard, isOutsideWatching } from "../annotate/AnnotateCard.tsx";
import { noteKey } from "../annotate/keys.ts";
import { useDrawingLayer } from "../annotate/layer.ts";
import { useAnnotate } from "../annotate/store.ts";
import { Beside } from "../cameras/Beside.tsx";
import { Stage } from "../cameras/Stage.tsx";
import { RangeCard } from "../evidence/RangeCard.tsx";
import { Countdown } from "../viewing/Countdown.tsx";
import { RoomDesk, useIsConfirmDue } from "../viewing/RoomDesk.tsx";
import { StoppedStep } from "../viewing/RoomSteps.tsx";
import { RosterList } from "../viewing/Roster.tsx";
import { useViewing } from "../viewing/store.ts";
import { ChaptersCard } from "./ChaptersCard.tsx";
import { resetPlayer, toggleSide, usePlayer } from "./control.ts";
import { GoTo } from "./GoTo.tsx";
import { playerKey } from "./keys.ts";
import { watchLoop } from "./loop.ts";
import { useMarks } from "./marks.ts";
import { Notes } from "./Notes.tsx";
import { clearStop, onPictureKey, usePicture, usePictures } from "./picture.ts";
import { useOverview } from "./overview.ts";
import { ObjectionCard } from "./Objection.tsx";
import { stopShuttle } from "./shuttle.ts";
import { Readout } from "./Readout.tsx";
import { Timeline } from "./Timeline.tsx";
import { Transport } from "./Transport.tsx";
import { ViewCard } from "./ViewCard.tsx";
import { WithheldList } from "./Withheld.tsx";

/**
 * The player: the picture on black, one timeline, the transport, notes on the right.
 *
 * Nothing is ever laid over the picture: its own page watches for that and stops. Cards therefore
 * open in the column beside it.
 */
export function Player(): ReactNode {
  const viewing = useViewing((store) => store.viewing);
  useEffect(() => resetPlayer, []);
  const active = usePictures((pictures) => pictures.active);
  const isActiveOpen = viewing?.beside?.some((camera) => camera.asset === active) === true;
  const asset = isActiveOpen ? active : viewing?.open?.asset;
  const footage = viewing?.footage.find((one) => one.asset === asset);
  useEffect(() => {
    // A viewing that has ended or lost its picture goes back to the room, which says why and how to go on.
    if (viewing === null || viewing.stage === "ended" || footage === undefined) {
      useViewing.setState({ watching: false });
    }
  }, [viewing, footage]);
  return viewing === null || footage === undefined ? null : <Watching viewing={viewing} footage={footage} />;
}

function Watching({ viewing, footage }: { readonly viewing: Viewing; readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const full = usePlayer((player) => player.full);
  const stopped = usePicture((picture) => picture.stopped);
  const unconfirmable = usePicture((picture) => picture.unconfirmable);
  const marks = valueOf(useMarks((store) => store.marks)) ?? [];
  const outside = isOutsideWatching(viewing);
  useDrawingLayer(footage.asset, outside);
  useOverview(footage.asset);
  useEffect(watchLoop, []);
  useEffect(() => stopShuttle, []);
  useEffect(() => {
    void useAnnotate.getState().load(footage.asset);
    void useMarks.getState().load(footage.asset);
  }, [footage.asset]);
  const act = useCallback(
    (key: string, event: KeyboardEvent): boolean =>
      !(event.target instanceof HTMLButtonElement && key === " ") &&
      (noteKey(key) || playerKey(key, event.shiftKey, footage)),
    [footage],
  );
  useKeys(act);
  useEffect(() => onPictureKey((key, shift) => void (noteKey(key) || playerKey(key, shift, footage))), [footage]);
  const picture = viewing.open?.pictureUrl;
  // Why the last picture stopped says nothing about this one, which a supervisor let in.
  useEffect(clearStop, [picture]);
  const isUnheard = useLater(stopped !== null);
  const isStopped = viewing.stage === "stopped" || isUnheard;
  return (
    <div className={full ? "player player-full" : "player"}>
      <PlayerHead viewing={viewing} footage={footage} />
      <main className="player-body">
        <div className="player-stage">
          {isStopped ? <Stopped viewing={viewing} reason={stopped} /> : <Stage viewing={viewing} />}
        </div>
        <div className="player-under">
          {unconfirmable === null ? null : (
            <p className="notice notice-amber" role="alert">
              {t(`player.unconfirmable.${unconfirmable}`)}
            </p>
          )}
          {isStopped ? null : <Beside viewing={viewing} footage={footage} />}
          <Timeline footage={footage} viewing={viewing} marks={marks} />
          <Readout footage={footage} isStopped={isStopped} />
          {isStopped ? null : <Transport footage={footage} />}
        </div>
        <Side viewing={viewing} footage={footage} />
      </main>
    </div>
  );
}

const hearingMs = 1500;

/**
 * True once something has been so for a while.
 *
 * A picture that stops is black at once, and tells the station why by itself; taking its frame away
 * before the station has heard would leave the log without the reason.
 */
function useLater(isSo: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = isSo ? setTimeout(() => setLate(true), hearingMs) : undefined;
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [isSo]);
  return isLate;
}

function PlayerHead({ viewing, footage }: { readonly viewing: Viewing; readonly footage: Footage }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  const present = (capacity: "viewer" | "supervisor"): string =>
    formats.list(
      viewing.roster.filter((entry) => entry.capacity === capacity && entry.checkedOutAt === undefined).map(nameIt),
    );
  return (
    <header className="player-head">
      <div className="player-what">
        <h1>{footage.title}</h1>
        <span className="quiet figures">{footage.asset}</span>
      </div>
      <dl>
        <div>
          <dt>{t("player.request")}</dt>
          <dd className="figures">{viewing.grant.requestNumber}</dd>
        </div>
        <div>
          <dt>{t("player.viewer")}</dt>
          <dd>{present("viewer")}</dd>
        </div>
        <div>
          <dt>{t("player.supervisor")}</dt>
          <dd>{present("supervisor")}</dd>
        </div>
        <div>
          <dt>{t("player.left")}</dt>
          <dd>
            <Countdown />
          </dd>
        </div>
      </dl>
      <Button onClick={() => toggleSide("leave")}>{t("player.leave")}</Button>
    </header>
  );
}

const sideTitles = {
  notes: "player.notes",
  help: "help.title",
  goTo: "player.goTo",
  leave: "player.leaveTitle",
  objection: "objection.title",
  annotate: "annotate.title",
  evidence: "evidence.markTitle",
  view: "view.title",
  chapters: "chapters.title",
} as const;

function Side({ viewing, footage }: { readonly viewing: Viewing; readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const side = usePlayer((player) => player.side);
  const isDue = useIsConfirmDue();
  const marks = valueOf(useMarks((store) => store.marks)) ?? [];
  return (
    <aside className="player-side" data-side={isDue ? "due" : side} aria-label={t(sideTitles[side])}>
      <RoomDesk viewing={viewing} />
      {side === "objection" ? <ObjectionCard viewing={viewing} footage={footage} /> : null}
      {side === "annotate" ? <AnnotateCard viewing={viewing} footage={footage} /> : null}
      {side === "evidence" ? <RangeCard key={footage.asset} viewing={viewing} footage={footage} /> : null}
      {side === "chapters" ? <ChaptersCard footage={footage} /> : null}
      {side === "view" ? <ViewCard /> : null}
      {side === "goTo" ? <GoTo footage={footage} /> : null}
      {side === "leave" ? <Leave viewing={viewing} footage={footage} /> : null}
      {side === "help" ? (
        <div className="side-card">
          <h2>{t("help.title")}</h2>
          <PlayerKeys />
          <Button onClick={() => toggleSide("help")}>{t("common.close")}</Button>
        </div>
      ) : null}
      {/* The note being written stays alive while a card is open. */}
      <div className="side-notes" hidden={side !== "notes"}>
        <WithheldList footage={footage} viewing={viewing} />
        <Notes footage={footage} viewing={viewing} marks={marks} />
      </div>
    </aside>
  );
}

function Leave({ viewing, footage }: { readonly viewing: Viewing; readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const [failure, setFailure] = useState<Failure | null>(null);
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    stay.current?.focus();
    return () => {
      if (before instanceof HTMLElement) {
        before.focus();
      }
    };
  }, []);
  const others = viewing.grant.assets.filter(({ asset }) => asset !== footage.asset);
  const end = async (): Promise<void> => {
    setFailure(await useViewing.getState().end());
  };
  const open = async (asset: AssetId): Promise<void> => {
    const refused = await useViewing.getState().open(asset);
    setFailure(refused);
    if (refused === null) {
      usePlayer.setState({ side: "notes", inPoint: null, outPoint: null, loop: false });
    }
  };
  return (
    <div className="side-card" role="alertdialog" aria-label={t("player.leaveTitle")}>
      <h2>{t("player.leaveTitle")}</h2>
      <p>{t("player.leaveExplain")}</p>
      {failure === null ? null : <Refusal failure={failure} />}
      <div className="acts acts-down">
        <Button ref={stay} onClick={() => toggleSide("leave")}>
          {t("player.stay")}
        </Button>
        <Button type="primary" danger onClick={() => void end()}>
          {t("player.leaveAct")}
        </Button>
      </div>
      <h3>{t("room.roster")}</h3>
      <RosterList viewing={viewing} onlyPresent />
      {others.length === 0 ? null : (
        <>
          <h3>{t("player.other")}</h3>
          <ul className="side-others">
            {others.map(({ asset, title }) => (
              <li key={asset}>
                <Button size="small" onClick={() => void open(asset)}>
                  {title}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Stopped({
  viewing,
  reason,
}: {
  readonly viewing: Viewing;
  readonly reason: Extract<PictureReport, { type: "stopped" }>["reason"] | null;
}): ReactNode {
  const known = reason === null || viewing.stopReason !== undefined ? viewing : { ...viewing, stopReason: reason };
  return (
    <div className="stage-stopped">
      <StoppedStep viewing={known} />
    </div>
  );
}
