import { Button, Checkbox } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { IncidentForm } from "../../shared/model/incident.ts";
import type { RosterEntry, Viewing } from "../../shared/model/viewing.ts";
import { emptyIncident, IncidentFields, statedBy, type IncidentDraft } from "../findings/IncidentFields.tsx";
import { useIncidents } from "../findings/incidents-store.ts";
import { framesText } from "../footage/timing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { usePlayer } from "../player/control.ts";
import { command, usePicture, usePictures } from "../player/picture.ts";
import { valueOf } from "../shell/loadable.ts";
import { useNames } from "../shell/names.ts";
import { useStation } from "../station/store.ts";
import { Refusal } from "../ui/Refusal.tsx";
import { PinStep } from "./PinStep.tsx";

type Part = "words" | "witness" | "sign";
interface Stated {
  readonly draft: IncidentDraft;
  readonly people: readonly RosterEntry["person"][];
}
type Witness = { readonly token: string; readonly pin: string };

/** Whoever is or was in the room and has a certificate; a person from outside is named in the account. */
function known({ roster }: Viewing): RosterEntry[] {
  return roster.filter(
    ({ person, outside }, at) => outside === undefined && roster.findIndex((one) => one.person === person) === at,
  );
}

/** The frame that rests on screen, or the stretch between the two points; nothing while no picture is open. */
function useFrames(viewing: Viewing): IncidentForm["frames"] {
  const frame = usePicture((picture) => picture.frame);
  const isSettled = usePicture(({ confirmed, state }) => confirmed && state !== "playing");
  const { inPoint, outPoint } = usePlayer();
  const active = usePictures((pictures) => pictures.active);
  const asset = viewing.open === undefined ? null : active;
  if (asset === null) {
    return [];
  }
  if (inPoint !== null && outPoint !== null && inPoint <= outPoint) {
    return [{ asset, ranges: [{ from: inPoint, to: outPoint + 1 }] }];
  }
  return isSettled && frame !== null ? [{ asset, ranges: [{ from: frame, to: frame + 1 }] }] : [];
}

/** What has been written about this sitting so far; it outlives a picture that stops. */
function useDraft({ id }: Viewing): Stated & { readonly keep: (changed: Partial<Stated>) => void } {
  const kept = useIncidents(({ inRoom }) => (inRoom?.viewing === id ? inRoom : null));
  const { draft, people } = kept ?? { draft: emptyIncident, people: [] };
  return {
    draft,
    people,
    keep: (changed) => useIncidents.setState({ inRoom: { viewing: id, draft, people, ...changed } }),
  };
}

/**
 * An incident (form F20) while it happens, in three parts: what happened, the signature of somebody else who is there,
 * the supervisor's. It stands beside the picture; the sitting's entries in the log become its evidence by themselves.
 */
export function IncidentDesk({
  viewing,
  onDone,
}: {
  readonly viewing: Viewing;
  readonly onDone: () => void;
}): ReactNode {
  const { t } = useLanguage();
  const law = useStation((store) => valueOf(store.policy))?.incidents ?? [];
  const [part, setPart] = useState<Part>("words");
  const { draft, people, keep } = useDraft(viewing);
  const [frames, setFrames] = useState<IncidentForm["frames"]>([]);
  const [witness, setWitness] = useState<Witness | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [number, setNumber] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(part);
  useEffect(() => {
    command({ type: "pause" });
  }, []);
  useEffect(() => {
    // The button that led here is gone: who works with the keyboard goes on from the top of the new part.
    if (shown.current !== part) {
      shown.current = part;
      heading.current?.focus();
    }
  }, [part]);
  const rule = law[draft.chosen];
  if (rule === undefined || number !== null) {
    return (
      <div className="room-act" role="status">
        <p className={number === null ? "quiet" : "green"}>
          {number === null ? t("incidents.noLaw") : t("incidents.roomDone", { number })}
        </p>
        <Button onClick={onDone}>{t("common.close")}</Button>
      </div>
    );
  }
  const send = async (token: string, pin: string): Promise<Failure | null> => {
    const form: IncidentForm = { ...statedBy(draft, rule), people: [...people], evidence: [], frames };
    const room = { viewing: viewing.id, token, ...(witness === null ? {} : { witness }) };
    const recorded = await useIncidents.getState().record(form, pin, room);
    if (recorded.ok) {
      useIncidents.setState({ inRoom: null });
      setNumber(recorded.value.number);
      return null;
    }
    const isWitness = recorded.failure.code === "presence" && recorded.failure.reason !== "not-supervising";
    if (isWitness) {
      // What is wrong with the other signature is put right where it was given.
      setWitness(null);
      setFailure(recorded.failure);
      setPart("witness");
      return null;
    }
    return recorded.failure;
  };
  return (
    <div className="room-act incident-desk" data-part={part}>
      <h3 ref={heading} tabIndex={-1}>
        {t(`incidents.part.${part}`)}
      </h3>
      {failure === null ? null : <Refusal failure={failure} />}
      {part === "words" ? (
        <Words
          viewing={viewing}
          people={people}
          onPeople={(chosen) => keep({ people: chosen })}
          isWhole={draft.account.trim().length >= 10}
          onNext={(meant) => {
            setFrames(meant);
            setPart("witness");
          }}
        >
          <IncidentFields
            law={law}
            draft={draft}
            hint={t("incidents.roomHint")}
            onChange={(changed) => keep({ draft: changed })}
          />
        </Words>
      ) : null}
      {part === "witness" ? (
        <>
          <PinStep
            key="witness"
            lead={t("incidents.witnessLead")}
            explain={t("incidents.witnessExplain")}
            act={t("incidents.witnessAct")}
            first={known(viewing).filter(({ capacity }) => capacity !== "supervisor")}
            onAct={async (token, pin) => {
              setWitness({ token, pin });
              setFailure(null);
              setPart("sign");
              return null;
            }}
          />
          <Button
            onClick={() => {
              setWitness(null);
              setFailure(null);
              setPart("sign");
            }}
          >
            {t("incidents.witnessNone")}
          </Button>
          <Button onClick={() => setPart("words")}>{t("objection.back")}</Button>
        </>
      ) : null}
      {part === "sign" ? (
        <>
          <PinStep
            key="sign"
            lead={t("incidents.roomLead")}
            explain={t(witness === null ? "incidents.roomAlone" : "incidents.roomBoth")}
            act={t("incidents.record")}
            first={viewing.grant.supervisors}
            onAct={send}
          />
          <Button onClick={() => setPart("witness")}>{t("objection.back")}</Button>
        </>
      ) : null}
    </div>
  );
}

function Words({
  viewing,
  people,
  onPeople,
  isWhole,
  onNext,
  children,
}: {
  readonly viewing: Viewing;
  readonly people: readonly RosterEntry["person"][];
  readonly onPeople: (people: readonly RosterEntry["person"][]) => void;
  readonly isWhole: boolean;
  readonly onNext: (frames: IncidentForm["frames"]) => void;
  readonly children: ReactNode;
}): ReactNode {
  const { t } = useLanguage();
  const nameIt = useNames();
  const [isMeant, setMeant] = useState(true);
  const frames = useFrames(viewing);
  const [range] = frames[0]?.ranges ?? [];
  return (
    <form
      className="room-act"
      onSubmit={(event) => {
        event.preventDefault();
        onNext(isMeant ? frames : []);
      }}
    >
      {children}
      <fieldset className="checks checks-down" aria-label={t("incidents.who")}>
        <span className="quiet">{t("incidents.who")}</span>
        {known(viewing).map((entry) => (
          <Checkbox
            key={entry.person}
            checked={people.includes(entry.person)}
            onChange={({ target }) =>
              onPeople(target.checked ? [...people, entry.person] : people.filter((person) => person !== entry.person))
            }
          >
            {nameIt(entry)} <span className="quiet">{t(`capacity.${entry.capacity}`)}</span>
          </Checkbox>
        ))}
      </fieldset>
      {range === undefined ? (
        <p className="hint">{t("incidents.frameNone")}</p>
      ) : (
        <Checkbox checked={isMeant} onChange={({ target }) => setMeant(target.checked)}>
          <span className="figures">
            {t("incidents.stretch", { asset: frames[0]?.asset ?? "", frames: framesText(range) })}
          </span>
        </Checkbox>
      )}
      <Button type="primary" htmlType="submit" disabled={!isWhole}>
        {t("objection.next")}
      </Button>
    </form>
  );
}
