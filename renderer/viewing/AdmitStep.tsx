import { Button, Checkbox, Input } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Capacity } from "../../shared/capacities.ts";
import { paperWords } from "../../shared/access/policy/names.ts";
import type { Failure } from "../../shared/failure.ts";
import type { GrantSummary } from "../../shared/model/grant.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { Facts } from "../ui/parts.tsx";
import { Refusal } from "../ui/Refusal.tsx";
import { NoticeText } from "./NoticeStep.tsx";
import { PinStep } from "./PinStep.tsx";
import { handOf, SignatureField } from "./SignatureField.tsx";
import { useViewing } from "./store.ts";

/** Somebody without a certificate whom the grant names and who is not in the room. */
export interface Waiting {
  readonly person: GrantSummary["viewers"][number]["person"];
  readonly name: string;
  readonly capacity: Capacity;
  readonly outside: NonNullable<GrantSummary["viewers"][number]["outside"]>;
}

/** Those whom a supervisor may let in now, viewers first. */
export function waitingOutside({ grant, roster }: Viewing): Waiting[] {
  const isIn = (person: string): boolean =>
    roster.some((entry) => entry.person === person && entry.checkedOutAt === undefined);
  const viewers = grant.viewers.flatMap(({ outside, person, name }) =>
    outside === undefined ? [] : [{ person, name, capacity: "viewer" as const, outside }],
  );
  return [...viewers, ...grant.companions].filter(({ person }) => !isIn(person));
}

type Part = "papers" | "undertaking" | "witness";

/**
 * Lets somebody in who has no certificate, one large part at a time, each of which can be taken back: their papers, their
 * hand under the undertaking, the witness's PIN.
 */
export function AdmitStep({
  waiting,
  supervisors,
}: {
  readonly waiting: readonly Waiting[];
  readonly supervisors: GrantSummary["supervisors"];
}): ReactNode {
  const { t, locale } = useLanguage();
  const [person, setPerson] = useState<string | null>(null);
  const [part, setPart] = useState<Part>("papers");
  const [documentEnd, setDocumentEnd] = useState("");
  const [papersChecked, setPapers] = useState(false);
  const [devicesDeposited, setDevices] = useState(false);
  const [strokes, setStrokes] = useState<number[][]>([]);
  const [typed, setTyped] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const one = waiting.find((candidate) => candidate.person === person) ?? waiting[0];
  const hand = handOf(strokes, typed);
  if (one === undefined) {
    return null;
  }
  const choose = (next: string): void => {
    setPerson(next);
    setPart("papers");
    setDocumentEnd("");
    setPapers(false);
    setDevices(false);
    setStrokes([]);
    setTyped("");
    setFailure(null);
  };
  const admit = async (token: string, pin: string): Promise<Failure | null> => {
    if (hand === null) {
      return { code: "presence", reason: "undertaking-unsigned" };
    }
    const signed = { signature: hand, locale, token, pin };
    const refused = await useViewing
      .getState()
      .admit({ person: one.person, documentEnd, papersChecked, devicesDeposited, ...signed });
    // Whatever is wrong with papers or hand is put right where it was entered.
    const at = refused?.code === "presence" ? partOf(refused.reason) : null;
    setFailure(at === null ? null : refused);
    if (at !== null) {
      setPart(at);
    }
    return at === null ? refused : null;
  };
  return (
    <div className="admit" data-part={part}>
      <Who waiting={waiting} one={one} onChoose={choose} />
      {failure === null ? null : <Refusal failure={failure} />}
      {part === "papers" ? (
        <Papers
          one={one}
          documentEnd={documentEnd}
          papers={papersChecked}
          devices={devicesDeposited}
          onDocumentEnd={setDocumentEnd}
          onPapers={setPapers}
          onDevices={setDevices}
          onNext={() => setPart("undertaking")}
        />
      ) : null}
      {part === "undertaking" ? (
        <>
          <p className="room-lead">{t("room.undertakingLead", { name: one.name })}</p>
          <NoticeText />
          <SignatureField strokes={strokes} typed={typed} onStrokes={setStrokes} onTyped={setTyped} />
          <div className="acts acts-stay">
            <Button size="large" onClick={() => setPart("papers")}>
              {t("room.back")}
            </Button>
            <Button type="primary" size="large" disabled={hand === null} onClick={() => setPart("witness")}>
              {t("room.signed")}
            </Button>
          </div>
        </>
      ) : null}
      {part === "witness" ? (
        <>
          <PinStep
            lead={t("room.witnessLead", { name: one.name })}
            explain={t("room.witnessExplain")}
            act={t("room.admit")}
            first={supervisors}
            onAct={admit}
          />
          <div className="acts acts-stay">
            <Button size="large" onClick={() => setPart("undertaking")}>
              {t("room.back")}
            </Button>
          </div>
        </>
      ) : null}
    </div>
  );
}

/** Where what is missing was entered; null when it is none of these. */
function partOf(reason: Extract<Failure, { code: "presence" }>["reason"]): Part | null {
  const parts: Partial<Record<typeof reason, Part>> = {
    "document-differs": "papers",
    "papers-unchecked": "papers",
    "devices-not-deposited": "papers",
    "undertaking-unsigned": "undertaking",
  };
  return parts[reason] ?? null;
}

function Who({
  waiting,
  one,
  onChoose,
}: {
  readonly waiting: readonly Waiting[];
  readonly one: Waiting;
  readonly onChoose: (person: string) => void;
}): ReactNode {
  const { t } = useLanguage();
  return waiting.length < 2 ? null : (
    <div className="admit-who" role="group" aria-label={t("room.whoComes")}>
      {waiting.map(({ person, name, capacity }) => (
        <Button
          key={person}
          size="large"
          type={person === one.person ? "primary" : "default"}
          aria-pressed={person === one.person}
          onClick={() => onChoose(person)}
        >
          {`${name} · ${t(`capacity.${capacity}`)}`}
        </Button>
      ))}
    </div>
  );
}

function Papers({
  one,
  documentEnd,
  papers,
  devices,
  onDocumentEnd,
  onPapers,
  onDevices,
  onNext,
}: {
  readonly one: Waiting;
  readonly documentEnd: string;
  readonly papers: boolean;
  readonly devices: boolean;
  readonly onDocumentEnd: (end: string) => void;
  readonly onPapers: (checked: boolean) => void;
  readonly onDevices: (checked: boolean) => void;
  readonly onNext: () => void;
}): ReactNode {
  const { t, pick, formats } = useLanguage();
  const { idKind, idMask, papers: named, minor } = one.outside;
  const known = Object.entries(paperWords).filter(([paper]) => named.includes(paper));
  return (
    <form
      className="admit-papers"
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <p className="room-lead">{t("room.admitLead", { name: one.name })}</p>
      {minor ? <p className="notice notice-amber">{t("room.minor")}</p> : null}
      <Facts
        rows={[
          [t("room.capacity"), t(`capacity.${one.capacity}`)],
          [t("room.document"), `${t(`room.idKind.${idKind}`)} ${idMask}`],
          ...(known.length === 0
            ? []
            : [[t("room.papersNamed"), formats.list(known.map(([, name]) => pick(name)))] as const]),
        ]}
      />
      <label className="admit-end">
        <span>{t("room.documentEnd")}</span>
        <Input
          size="large"
          value={documentEnd}
          maxLength={4}
          autoComplete="off"
          onChange={(event) => onDocumentEnd(event.target.value)}
        />
      </label>
      <div className="checks checks-large">
        <Checkbox data-field="papers" checked={papers} onChange={(event) => onPapers(event.target.checked)}>
          {t("room.papers")}
        </Checkbox>
        <Checkbox data-field="devices" checked={devices} onChange={(event) => onDevices(event.target.checked)}>
          {t("room.devices")}
        </Checkbox>
      </div>
      <div className="acts acts-stay">
        <Button
          type="primary"
          size="large"
          htmlType="submit"
          disabled={documentEnd.trim().length < 4 || !papers || !devices}
        >
          {t("room.next")}
        </Button>
      </div>
    </form>
  );
}
