import { Button, Checkbox } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { HaltReason, Viewing } from "../../shared/model/viewing.ts";
import { countdownParts } from "../i18n/format.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useNames } from "../shell/names.ts";
import { Refusal } from "../ui/Refusal.tsx";
import { AdmitStep, waitingOutside } from "./AdmitStep.tsx";
import { CheckInStep } from "./CheckInStep.tsx";
import { useConfirmLeft } from "./countdown.ts";
import { IncidentDesk } from "./IncidentDesk.tsx";
import { PinStep } from "./PinStep.tsx";
import { useViewing } from "./store.ts";

/** From here on the supervisor is asked to confirm. */
const dueSeconds = 120;

/** True when a supervisor must soon confirm to be present. */
export function useIsConfirmDue(): boolean {
  const left = useConfirmLeft();
  return left !== null && left <= dueSeconds;
}

/** Those in the room of whom one answers for the open keys. */
export function attending({ roster, grant }: Viewing): Viewing["roster"] {
  const capacity = grant.supervisorsNeeded === 0 ? "viewer" : "supervisor";
  return roster.filter((entry) => entry.capacity === capacity && entry.checkedOutAt === undefined);
}

type Act = "handOver" | "arrival" | "incident";
/** Capacities in which somebody checks in with a certificate. */
const certified = ["viewer", "supervisor", "clerk"] as const;

/**
 * What people in the room do while keys are open: stop at once, confirm to be there, hand over, let somebody in.
 *
 * It stands beside the picture and never on it.
 */
export function RoomDesk({ viewing }: { readonly viewing: Viewing }): ReactNode {
  const { t } = useLanguage();
  const [act, setAct] = useState<Act | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const isOpen = viewing.confirmBy !== undefined;
  const halt = async (reason: HaltReason): Promise<void> => {
    setFailure(await useViewing.getState().halt(reason));
  };
  const toggle = (next: Act): void => setAct((now) => (now === next ? null : next));
  return (
    <section className="room-desk" aria-label={t("room.desk")}>
      {isOpen ? (
        <div className="room-halt">
          <Button danger onClick={() => void halt("empty-chair")}>
            {t("room.emptyChair")}
          </Button>
          <Button danger onClick={() => void halt("unlisted-person")}>
            {t("room.unlisted")}
          </Button>
        </div>
      ) : null}
      {failure === null ? null : <Refusal failure={failure} />}
      <Confirm viewing={viewing} />
      <div className="room-changes">
        <Button size="small" aria-expanded={act === "arrival"} onClick={() => toggle("arrival")}>
          {t("room.arrival")}
        </Button>
        <Button size="small" aria-expanded={act === "incident"} onClick={() => toggle("incident")}>
          {t("incidents.open")}
        </Button>
        {viewing.grant.supervisors.length > 1 ? (
          <Button size="small" aria-expanded={act === "handOver"} onClick={() => toggle("handOver")}>
            {t("room.handOver")}
          </Button>
        ) : null}
      </div>
      {act === "incident" ? <IncidentDesk viewing={viewing} onDone={() => setAct(null)} /> : null}
      {act === "handOver" ? <HandOver viewing={viewing} onDone={() => setAct(null)} /> : null}
      {act === "arrival" ? <Arrival viewing={viewing} /> : null}
    </section>
  );
}

function Confirm({ viewing }: { readonly viewing: Viewing }): ReactNode {
  const { t } = useLanguage();
  const left = useConfirmLeft();
  if (left === null || left > dueSeconds) {
    return null;
  }
  return (
    <div className="notice notice-amber" role="alert">
      <PinStep
        lead={t("room.confirmLead", { time: countdownParts(left).time })}
        act={t("room.confirm")}
        first={attending(viewing)}
        onAct={async (token, pin) => useViewing.getState().confirm(token, pin)}
      />
    </div>
  );
}

function HandOver({ viewing, onDone }: { readonly viewing: Viewing; readonly onDone: () => void }): ReactNode {
  const { t } = useLanguage();
  const nameIt = useNames();
  const [devices, setDevices] = useState(false);
  const supervising = viewing.roster.filter(
    ({ capacity, checkedOutAt }) => capacity === "supervisor" && checkedOutAt === undefined,
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const leaving = supervising.find(({ person }) => person === chosen) ?? supervising[0];
  return leaving === undefined ? (
    <p className="quiet">{t("room.noSupervisor")}</p>
  ) : (
    <div className="room-act">
      {supervising.length < 2 ? null : (
        <div className="admit-who" role="group" aria-label={t("room.whoLeaves")}>
          {supervising.map(({ person, name }) => (
            <Button key={person} aria-pressed={person === leaving.person} onClick={() => setChosen(person)}>
              {nameIt({ person, name })}
            </Button>
          ))}
        </div>
      )}
      <Checkbox checked={devices} onChange={(event) => setDevices(event.target.checked)}>
        {t("room.devices")}
      </Checkbox>
      <PinStep
        lead={t("room.handOverLead", { name: nameIt(leaving) })}
        explain={t("room.handOverExplain")}
        act={t("room.handOverAct")}
        first={viewing.grant.supervisors.filter(({ person }) => person !== leaving.person)}
        onAct={async (token, pin) => {
          const refused = await useViewing
            .getState()
            .handOver({ leaving: leaving.person, token, pin, devicesDeposited: devices });
          if (refused === null) {
            onDone();
          }
          return refused;
        }}
      />
    </div>
  );
}

function Arrival({ viewing }: { readonly viewing: Viewing }): ReactNode {
  const { t } = useLanguage();
  const [capacity, setCapacity] = useState<"outside" | "viewer" | "supervisor" | "clerk">("supervisor");
  const waiting = waitingOutside(viewing);
  const kinds = [...(waiting.length > 0 ? (["outside"] as const) : []), ...certified];
  return (
    <div className="room-act">
      <div className="admit-who" role="group" aria-label={t("room.whoComes")}>
        {kinds.map((kind) => (
          <Button key={kind} size="small" aria-pressed={kind === capacity} onClick={() => setCapacity(kind)}>
            {kind === "outside" ? t("room.fromOutside") : t(`capacity.${kind}`)}
          </Button>
        ))}
      </div>
      {capacity === "outside" ? (
        <AdmitStep waiting={waiting} supervisors={viewing.grant.supervisors} />
      ) : (
        <CheckInStep key={capacity} viewing={viewing} capacity={capacity} />
      )}
    </div>
  );
}
