import { Button, Input, Radio } from "antd";
import { useState } from "react";
import type { ReactNode } from "react";
import type { Failure } from "../../shared/failure.ts";
import type { Footage } from "../../shared/model/footage.ts";
import type { RosterEntry, Viewing } from "../../shared/model/viewing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useNames } from "../shell/names.ts";
import { Refusal } from "../ui/Refusal.tsx";
import { PinStep } from "../viewing/PinStep.tsx";
import { handOf, SignatureField } from "../viewing/SignatureField.tsx";
import { useViewing } from "../viewing/store.ts";
import { usePlayer } from "./control.ts";
import { useMarks } from "./marks.ts";
import { usePicture } from "./picture.ts";

type Part = "words" | "own" | "witness";

const leastWords = 2;
const mostWords = 1000;

/** Those in the room who may object: who came to look, and who is there for one of them. */
function speakersOf({ roster }: Viewing): RosterEntry[] {
  return roster.filter(
    ({ capacity, checkedOutAt }) =>
      checkedOutAt === undefined && (capacity === "viewer" || capacity === "guardian" || capacity === "interpreter"),
  );
}

/** Where an objection stands that is being made. */
interface Draft {
  readonly part: Part;
  readonly person: RosterEntry["person"] | null;
  readonly frame: number | null;
  readonly statement: string;
  readonly strokes: number[][];
  readonly typed: string;
  readonly ownPin: string;
  readonly failure: Failure | null;
  readonly done: boolean;
}

const empty: Draft = {
  part: "words",
  person: null,
  frame: null,
  statement: "",
  strokes: [],
  typed: "",
  ownPin: "",
  failure: null,
  done: false,
};

function close(): void {
  usePlayer.setState({ side: "notes" });
}

/**
 * An objection in three parts, each of which can be taken back: the words about the frame on screen, the signature of the
 * person who objects, the supervisor's. It stands beside the picture, never over it.
 */
export function ObjectionCard({
  viewing,
  footage,
}: {
  readonly viewing: Viewing;
  readonly footage: Footage;
}): ReactNode {
  const { t } = useLanguage();
  const [draft, setDraft] = useState(empty);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const speakers = speakersOf(viewing);
  const speaker = speakers.find((one) => one.person === draft.person) ?? speakers[0];
  if (speaker === undefined || draft.done) {
    return (
      <div className="side-card objection">
        <h2>{t("objection.title")}</h2>
        <p className={draft.done ? "green" : "quiet"} role="status">
          {t(draft.done ? "objection.done" : "objection.explain")}
        </p>
        <Button onClick={close}>{t("common.close")}</Button>
      </div>
    );
  }
  const step = { draft, change, speaker };
  return (
    <div className="side-card objection" data-part={draft.part}>
      <h2>{t("objection.title")}</h2>
      {draft.frame === null || draft.part === "words" ? null : (
        <p className="note-on figures">{t("objection.on", { frame: String(draft.frame) })}</p>
      )}
      {draft.failure === null ? null : <Refusal failure={draft.failure} />}
      {draft.part === "words" ? <Words {...step} speakers={speakers} /> : null}
      {draft.part === "own" ? <Own {...step} /> : null}
      {draft.part === "witness" ? <Witness {...step} viewing={viewing} footage={footage} /> : null}
      <Button type="text" onClick={close}>
        {t("common.cancel")}
      </Button>
    </div>
  );
}

interface Step {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly speaker: RosterEntry;
}

function Own({ draft, change, speaker }: Step): ReactNode {
  const { t } = useLanguage();
  const name = useNames()(speaker);
  const isOutside = speaker.outside !== undefined;
  const isSigned = isOutside ? handOf(draft.strokes, draft.typed) !== null : draft.ownPin !== "";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change({ part: "witness" });
      }}
    >
      <h3>{t("objection.own")}</h3>
      <blockquote>{draft.statement.trim()}</blockquote>
      <p className="hint">{t(isOutside ? "objection.handHint" : "objection.ownHint", { name })}</p>
      {isOutside ? (
        <SignatureField
          strokes={draft.strokes}
          typed={draft.typed}
          onStrokes={(strokes) => change({ strokes })}
          onTyped={(typed) => change({ typed })}
        />
      ) : (
        <label className="objection-pin">
          <span>{t("objection.ownPin")}</span>
          <Input.Password
            value={draft.ownPin}
            autoComplete="off"
            inputMode="numeric"
            visibilityToggle={false}
            onChange={(event) => change({ ownPin: event.target.value })}
          />
        </label>
      )}
      <div className="acts acts-down">
        <Button type="primary" htmlType="submit" disabled={!isSigned}>
          {t("objection.next")}
        </Button>
        <Button onClick={() => change({ part: "words" })}>{t("objection.back")}</Button>
      </div>
    </form>
  );
}

function Witness({
  draft,
  change,
  speaker,
  viewing,
  footage,
}: Step & { readonly viewing: Viewing; readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const name = useNames()(speaker);
  const hand = speaker.outside === undefined ? null : handOf(draft.strokes, draft.typed);
  const send = async (token: string, pin: string): Promise<Failure | null> => {
    const refused = await useViewing.getState().object({
      asset: footage.asset,
      frame: draft.frame ?? -1,
      statement: draft.statement.trim(),
      person: speaker.person,
      signature: hand === null ? { kind: "certificate", pin: draft.ownPin } : { kind: "hand", hand },
      token,
      pin,
    });
    if (refused === null) {
      await useMarks.getState().load(footage.asset);
      change({ done: true });
      return null;
    }
    // What is wrong with the frame or with the own signature is put right where it was given.
    const at = partOf(refused);
    change(at === null ? { failure: null } : { ownPin: "", failure: refused, part: at });
    return at === null ? refused : null;
  };
  return (
    <>
      <h3>{t("objection.witness")}</h3>
      <blockquote>{draft.statement.trim()}</blockquote>
      <PinStep
        lead={t("objection.witnessLead")}
        explain={t("objection.witnessExplain", { name })}
        act={t("objection.act")}
        first={viewing.grant.supervisors}
        onAct={send}
      />
      <Button onClick={() => change({ part: "own" })}>{t("objection.back")}</Button>
    </>
  );
}

function partOf(failure: Failure): Part | null {
  if (failure.code === "frame-unconfirmed") {
    return "words";
  }
  return failure.code === "presence" && failure.reason === "objection-unsigned" ? "own" : null;
}

function Words({ draft, change, speaker, speakers }: Step & { readonly speakers: readonly RosterEntry[] }): ReactNode {
  const { t } = useLanguage();
  const nameIt = useNames();
  const frame = usePicture((picture) => picture.frame);
  const isSettled = usePicture(({ confirmed, state }) => confirmed && state !== "playing");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isSettled && frame !== null) {
          change({ frame, failure: null, part: "own" });
        }
      }}
    >
      <p className="hint">{t("objection.explain")}</p>
      <p className={isSettled ? "note-on figures" : "note-on quiet"} aria-live="polite">
        {isSettled && frame !== null ? t("objection.on", { frame: String(frame) }) : t("objection.wait")}
      </p>
      {speakers.length < 2 ? null : (
        <Radio.Group
          aria-label={t("objection.who")}
          className="radios-down"
          value={speaker.person}
          options={speakers.map((one) => ({ value: one.person, label: nameIt(one) }))}
          onChange={(event) => {
            // The group offers persons of the roster only.
            change({ person: event.target.value as RosterEntry["person"], strokes: [], typed: "", ownPin: "" });
          }}
        />
      )}
      <Input.TextArea
        rows={6}
        maxLength={mostWords}
        aria-label={t("objection.statement")}
        placeholder={t("objection.statementHint")}
        value={draft.statement}
        onChange={(event) => change({ statement: event.target.value })}
      />
      <div className="acts acts-down">
        <Button
          type="primary"
          htmlType="submit"
          disabled={!isSettled || frame === null || draft.statement.trim().length < leastWords}
        >
          {t("objection.next")}
        </Button>
      </div>
    </form>
  );
}
