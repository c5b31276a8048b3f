import { Button, Input } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { TextAreaRef } from "antd/es/input/TextArea";
import type { Failure } from "../../shared/failure.ts";
import type { Footage } from "../../shared/model/footage.ts";
import type { Mark, OwnMarkKind } from "../../shared/model/mark.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { isOutsideWatching } from "../annotate/AnnotateCard.tsx";
import { callEvidence } from "../evidence/call.ts";
import { mayMark } from "../evidence/range.ts";
import { useLanguage } from "../i18n/language.tsx";
import { useSession } from "../session/store.ts";
import { valueOf } from "../shell/loadable.ts";
import { useNames } from "../shell/names.ts";
import { useStation } from "../station/store.ts";
import { Refusal } from "../ui/Refusal.tsx";
import { callAnnotate, callObjection, seek, usePlayer } from "./control.ts";
import { useMarks } from "./marks.ts";
import { usePicture } from "./picture.ts";

/** An objection is none of these: it is signed by two (`Objection.tsx`). */
const kinds: readonly OwnMarkKind[] = ["note", "openingStatement", "showId", "notice", "evidence", "gap"];

/** Notes on this recording, and a new one on the frame that the picture has confirmed. */
export function Notes({
  footage,
  viewing,
  marks,
}: {
  readonly footage: Footage;
  readonly viewing: Viewing;
  readonly marks: readonly Mark[];
}): ReactNode {
  const { t } = useLanguage();
  const canMark = useSession(({ current }) => mayMark(current?.person.roles ?? []));
  return (
    <>
      <h2>{t("player.notes")}</h2>
      {isOutsideWatching(viewing) ? <p className="hint">{t("annotate.outside")}</p> : null}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <div className="notes-list" role="group" tabIndex={0} aria-label={t("player.notes")}>
        {marks.length === 0 ? <p className="quiet">{t("player.notesEmpty")}</p> : null}
        <ul>
          {marks.map((mark) => (
            <Note key={mark.id} mark={mark} />
          ))}
        </ul>
      </div>
      <Button onClick={callAnnotate} block>
        {t("annotate.open")}
      </Button>
      {canMark ? (
        <Button className="evidence-open" onClick={callEvidence} block>
          {t("evidence.markOpen")}
        </Button>
      ) : null}
      <Button className="object" onClick={callObjection} block>
        {t("objection.open")}
      </Button>
      <NewNote key={footage.asset} footage={footage} viewing={viewing} />
    </>
  );
}

function Note({ mark }: { readonly mark: Mark }): ReactNode {
  const { t, formats } = useLanguage();
  const received = useStation(({ status }) => valueOf(status)?.sync.receivedSize ?? 0);
  const nameIt = useNames();
  const isHere = usePicture(({ frame, confirmed }) => confirmed && frame === mark.frame);
  return (
    <li className={isHere ? "note note-here" : "note"} data-mark={mark.id}>
      <button
        type="button"
        title={t("player.seekTo", { frame: String(mark.frame) })}
        onClick={() => {
          seek(mark.frame);
        }}
      >
        <span className="note-head">
          <span className="figures note-frame">{mark.frame}</span>
          <span className="note-kind">{t(`markKind.${mark.kind}`)}</span>
        </span>
        <span className="note-text">{mark.note}</span>
        <span className="note-by">{t("player.noteBy", { name: nameIt(mark.by), at: formats.moment(mark.at) })}</span>
        {mark.witness === undefined ? null : (
          <span className="note-by">{t("objection.held", { name: nameIt(mark.witness) })}</span>
        )}
      </button>
      <span className="note-seal" title={mark.frameDigest}>
        <NoteSeal entry={mark.entry} isReceived={mark.entry < received} />
      </span>
    </li>
  );
}

/** In the player the proof would lie over the picture, so only the mark is shown. */
function NoteSeal({ entry, isReceived }: { readonly entry: number; readonly isReceived: boolean }): ReactNode {
  const { t } = useLanguage();
  return (
    <span className={isReceived ? "seal seal-received" : "seal"} title={t("seal.label", { entries: String(entry) })}>
      {t("seal.word")}
    </span>
  );
}

function NewNote({ footage, viewing }: { readonly footage: Footage; readonly viewing: Viewing }): ReactNode {
  const { t } = useLanguage();
  const frame = usePicture((picture) => picture.frame);
  const isSettled = usePicture(({ confirmed, state }) => confirmed && state !== "playing");
  const calls = usePlayer((player) => player.noteCalls);
  const [kind, setKind] = useState<OwnMarkKind>("note");
  const [note, setNote] = useState("");
  const [failure, setFailure] = useState<Failure | null>(null);
  const [saved, setSaved] = useState<number | null>(null);
  const field = useRef<TextAreaRef>(null);
  useEffect(() => {
    if (calls > 0) {
      field.current?.focus();
    }
  }, [calls]);
  const canSave = isSettled && frame !== null && note.trim() !== "";
  const save = async (on: number): Promise<void> => {
    const refused = await useMarks
      .getState()
      .add({ viewing: viewing.id, asset: footage.asset, frame: on, kind, note: note.trim() });
    setFailure(refused);
    if (refused === null) {
      setNote("");
      setSaved(on);
    }
  };
  return (
    <form
      className="note-new"
      onSubmit={(event) => {
        event.preventDefault();
        if (canSave) {
          void save(frame);
        }
      }}
    >
      <p className={isSettled ? "note-on figures" : "note-on quiet"} aria-live="polite">
        {isSettled && frame !== null ? t("player.noteOn", { frame: String(frame) }) : t("player.noteWait")}
      </p>
      <fieldset className="note-kinds" aria-label={t("player.noteKind")}>
        {kinds.map((one) => (
          <button key={one} type="button" aria-pressed={one === kind} onClick={() => setKind(one)}>
            {t(`markKind.${one}`)}
          </button>
        ))}
      </fieldset>
      <Input.TextArea
        ref={field}
        rows={3}
        maxLength={4000}
        aria-label={t("player.noteText")}
        placeholder={t("player.noteText")}
        value={note}
        onChange={(event) => {
          setNote(event.target.value);
          setSaved(null);
        }}
      />
      <InOut
        onInsert={(text) => {
          setNote(note === "" ? text : `${note} ${text}`);
        }}
      />
      {failure === null ? null : <Refusal failure={failure} />}
      {saved === null ? null : (
        <p className="green" aria-live="polite">
          {t("player.noteSaved", { frame: String(saved) })}
        </p>
      )}
      <Button type="primary" htmlType="submit" disabled={!canSave} block>
        {t("player.noteSave")}
      </Button>
    </form>
  );
}

function InOut({ onInsert }: { readonly onInsert: (text: string) => void }): ReactNode {
  const { t } = useLanguage();
  const inPoint = usePlayer((player) => player.inPoint);
  const outPoint = usePlayer((player) => player.outPoint);
  if (inPoint === null && outPoint === null) {
    return null;
  }
  return (
    <div className="in-out figures">
      <span>{`${t("player.in")} ${inPoint ?? "–"}`}</span>
      <span>{`${t("player.out")} ${outPoint ?? "–"}`}</span>
      {inPoint !== null && outPoint !== null && inPoint <= outPoint ? (
        <button
          type="button"
          className="plain"
          onClick={() => {
            onInsert(t("player.rangeText", { from: String(inPoint), to: String(outPoint) }));
          }}
        >
          {t("player.inOutInsert")}
        </button>
      ) : null}
      <button
        type="button"
        className="plain"
        onClick={() => {
          usePlayer.setState({ inPoint: null, outPoint: null });
        }}
      >
        {t("player.inOutClear")}
      </button>
    </div>
  );
}
