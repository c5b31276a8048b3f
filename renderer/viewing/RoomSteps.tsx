import { Button } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Receipts } from "../receipts/Receipts.tsx";
import { useRouter } from "../shell/router.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import type { Capacity } from "../../shared/capacities.ts";
import { AdmitStep, waitingOutside } from "./AdmitStep.tsx";
import { CheckInStep } from "./CheckInStep.tsx";
import { Countdown } from "./Countdown.tsx";
import { NoticeStep } from "./NoticeStep.tsx";
import { PinStep } from "./PinStep.tsx";
import { attending, RoomDesk } from "./RoomDesk.tsx";
import { ReadyStep } from "./ReadyStep.tsx";
import { Roster } from "./Roster.tsx";
import { unreachable } from "../shell/unreachable.ts";
import { useViewing } from "./store.ts";

/** Steps of opening a room, in the order in which they are taken; each is an entry in the log. */
const allSteps = ["viewer", "supervisor", "notice", "unlock", "ready"] as const;
type Step = (typeof allSteps)[number];

export function stepOf(viewing: Viewing): Step {
  const present = viewing.roster.filter(({ checkedOutAt }) => checkedOutAt === undefined);
  const count = (capacity: Capacity): number => present.filter((entry) => entry.capacity === capacity).length;
  const isMinorIn = present.some(({ capacity, outside }) => capacity === "viewer" && outside?.minor === true);
  if (count("viewer") === 0 || (isMinorIn && count("guardian") === 0)) {
    return "viewer";
  }
  if (count("supervisor") < viewing.grant.supervisorsNeeded) {
    return "supervisor";
  }
  if (viewing.noticeAcceptedAt === undefined) {
    return "notice";
  }
  return viewing.unlockedAt === undefined ? "unlock" : "ready";
}

/** A viewing being opened: the step now, who is in the room, and the countdown of the window. */
export function RoomSteps({ viewing }: { readonly viewing: Viewing }): ReactNode {
  const { t } = useLanguage();
  const [isEnding, setEnding] = useState(false);
  // Where the pack lets viewers be alone nobody is waited for.
  const steps = allSteps.filter((one) => one !== "supervisor" || viewing.grant.supervisorsNeeded > 0);
  if (viewing.stage === "ended") {
    return <Ended viewing={viewing} />;
  }
  const step = stepOf(viewing);
  return (
    <div className="screen room">
      <header className="room-head">
        <div>
          <h1>{t("room.title")}</h1>
          <p className="quiet figures">{viewing.grant.requestNumber}</p>
        </div>
        <div className="room-left">
          <span className="quiet">{t("room.left")}</span>
          <Countdown />
        </div>
        <Button onClick={() => setEnding(true)}>{t("room.end")}</Button>
      </header>
      <ol className="steps" aria-label={t("room.steps")}>
        {steps.map((one, index) => (
          <li
            key={one}
            data-state={stateOf(index, steps.indexOf(step))}
            aria-current={one === step ? "step" : undefined}
          >
            <span className="steps-number figures">{index + 1}</span>
            {t(`room.step.${one}`)}
          </li>
        ))}
      </ol>
      <div className="room-body">
        <section className="room-step" aria-live="polite">
          <p className="quiet">{t("room.step", { n: steps.indexOf(step) + 1, total: steps.length })}</p>
          <h2>{t(`room.step.${step}`)}</h2>
          {viewing.stage === "stopped" ? <StoppedStep viewing={viewing} /> : <StepBody step={step} viewing={viewing} />}
        </section>
        <div className="room-side">
          {viewing.unlockedAt === undefined ? null : <RoomDesk viewing={viewing} />}
          <Roster viewing={viewing} />
        </div>
      </div>
      {isEnding ? <EndDialog onClose={() => setEnding(false)} /> : null}
    </div>
  );
}

function stateOf(index: number, current: number): "done" | "now" | "later" {
  if (index === current) {
    return "now";
  }
  return index < current ? "done" : "later";
}

function StepBody({ step, viewing }: { readonly step: Step; readonly viewing: Viewing }): ReactNode {
  const { t } = useLanguage();
  switch (step) {
    case "viewer":
      return <ViewerStep viewing={viewing} />;
    case "supervisor":
      return <CheckInStep key="supervisor" viewing={viewing} capacity="supervisor" />;
    case "notice":
      return <NoticeStep />;
    case "unlock":
      return (
        <PinStep
          key="unlock"
          lead={t(viewing.grant.supervisorsNeeded === 0 ? "room.unlockAloneLead" : "room.unlockLead")}
          explain={t("room.unlockExplain")}
          act={t("room.unlock")}
          first={attending(viewing)}
          onAct={async (token, pin) => useViewing.getState().unlock(token, pin)}
        />
      );
    case "ready":
      return <ReadyStep viewing={viewing} />;
  }
  return unreachable(step);
}

/** Why the station stopped the viewing, and the way on: whoever is missing checks in, then a supervisor resumes. */
export function StoppedStep({ viewing }: { readonly viewing: Viewing }): ReactNode {
  const { t } = useLanguage();
  const step = stepOf(viewing);
  const missing = step === "viewer" || step === "supervisor" ? step : null;
  return (
    <>
      <div className="notice notice-red" role="alert" data-stop={viewing.stopReason}>
        <p className="sentence-what">{t("room.stopped")}</p>
        <p>{viewing.stopReason === undefined ? null : t(`stop.${viewing.stopReason}`)}</p>
      </div>
      {viewing.stopReason === "grant-revoked" || viewing.stopReason === "grant-expired" ? null : missing === null ? (
        <PinStep
          key="resume"
          lead={t("room.resumeLead")}
          act={t("room.resume")}
          first={attending(viewing)}
          onAct={async (token, pin) => useViewing.getState().resume(token, pin)}
        />
      ) : (
        missingStep(missing, viewing)
      )}
    </>
  );
}

function missingStep(missing: "viewer" | "supervisor", viewing: Viewing): ReactNode {
  return missing === "viewer" ? (
    <ViewerStep viewing={viewing} />
  ) : (
    <CheckInStep key="supervisor" viewing={viewing} capacity="supervisor" />
  );
}

/** Whoever has a certificate checks in with it; everybody else is let in by a supervisor. */
function ViewerStep({ viewing }: { readonly viewing: Viewing }): ReactNode {
  const waiting = waitingOutside(viewing);
  return waiting.length > 0 ? (
    <AdmitStep key="admit" waiting={waiting} supervisors={viewing.grant.supervisors} />
  ) : (
    <CheckInStep key="viewer" viewing={viewing} capacity="viewer" />
  );
}

function EndDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useLanguage();
  const [failure, setFailure] = useState<Failure | null>(null);
  const end = async (): Promise<void> => {
    const refused = await useViewing.getState().end();
    setFailure(refused);
    if (refused === null) {
      onClose();
    }
  };
  return (
    <Dialog title={t("room.endTitle")} onClose={onClose}>
      <p>{t("room.endExplain")}</p>
      {failure === null ? null : <Refusal failure={failure} />}
      <div className="acts">
        <Button onClick={onClose}>{t("common.cancel")}</Button>
        <Button type="primary" danger onClick={() => void end()}>
          {t("room.endAct")}
        </Button>
      </div>
    </Dialog>
  );
}

function leave(at: "registers" | "room"): void {
  useViewing.getState().dismiss();
  void useViewing.getState().loadGrants();
  useRouter.getState().go({ at });
}

/** The last step: everybody takes their receipt. */
function Ended({ viewing }: { readonly viewing: Viewing }): ReactNode {
  const { t } = useLanguage();
  return (
    <div className="screen">
      <div className="done done-wide" aria-live="polite">
        <h1>{t("room.ended")}</h1>
        {viewing.stopReason === undefined ? null : (
          <p className="notice notice-amber">{t(`stop.${viewing.stopReason}`)}</p>
        )}
        <p>{t("room.endedNote")}</p>
        <h2>{t("receipts.title")}</h2>
        <p className="quiet">{t("receipts.lead")}</p>
        <Receipts viewing={viewing.id} />
        <div className="acts">
          <Button onClick={() => leave("registers")}>{t("room.toRegister")}</Button>
          <Button onClick={() => leave("room")}>{t("room.toGrants")}</Button>
        </div>
      </div>
    </div>
  );
}
