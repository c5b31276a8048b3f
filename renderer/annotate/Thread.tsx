import { Button, Input } from "antd";
import { useEffect, useState } from "react";
import type { ReactNode } from "react";
import type { NoteState } from "../../shared/annotation/lists.ts";
import type { Note, NoteStep } from "../../shared/model/note.ts";
import type { ViewingId } from "../../shared/model/viewing.ts";
import { workstation } from "../bridge.ts";
import { useLanguage } from "../i18n/language.tsx";
import { answered, idle, type Loadable } from "../shell/loadable.ts";
import { useNames, usePersonName } from "../shell/names.ts";
import { Loaded } from "../ui/states.tsx";
import { nothing, revising, type Draft } from "./draft.ts";
import { answersTo } from "./filter.ts";
import { useTagWord } from "./NoteRows.tsx";
import { People } from "./People.tsx";
import { Signing } from "./Signing.tsx";
import { useAnnotate } from "./store.ts";

/** One note with its answers and every version of it; who may, settles it, answers it or revises it. */
export function Thread({
  note,
  notes,
  viewing,
  onJump,
}: {
  readonly note: Note;
  readonly notes: readonly Note[];
  readonly viewing: ViewingId | null;
  /** Absent where no picture is. */
  readonly onJump?: (frame: number) => void;
}): ReactNode {
  const { t } = useLanguage();
  const [pending, setPending] = useState<{ readonly act: string; readonly draft: Draft } | null>(null);
  const answers = answersTo(notes, note.note);
  const setState = (act: string, status: NoteState): void => setPending({ act, draft: { ...revising(note), status } });
  return (
    <article className="thread" data-note={note.note} aria-label={t("annotate.title")}>
      <div className="acts">
        <Button size="small" onClick={() => useAnnotate.setState({ open: null })}>
          {t("annotate.back")}
        </Button>
        {onJump === undefined ? null : (
          <Button size="small" onClick={() => onJump(note.range.from)}>
            {t("annotate.jump")}
          </Button>
        )}
      </div>
      <Said note={note} />
      {pending === null ? (
        <div className="chips">
          {note.maySettle && note.status === "open" ? (
            <button type="button" onClick={() => setState(t("annotate.resolve"), "resolved")}>
              {t("annotate.resolve")}
            </button>
          ) : null}
          {note.maySettle && note.status === "resolved" ? (
            <button type="button" onClick={() => setState(t("annotate.reopen"), "open")}>
              {t("annotate.reopen")}
            </button>
          ) : null}
          {note.mayRevise ? (
            <>
              {onJump === undefined ? null : (
                <button
                  type="button"
                  onClick={() => {
                    useAnnotate.setState({ drafting: { ...nothing, present: revising(note) }, open: null });
                    onJump(note.range.from);
                  }}
                >
                  {t("annotate.revise")}
                </button>
              )}
              {note.status === "withdrawn" ? null : (
                <button type="button" onClick={() => setState(t("annotate.withdraw"), "withdrawn")}>
                  {t("annotate.withdraw")}
                </button>
              )}
            </>
          ) : null}
        </div>
      ) : (
        <Signing
          act={pending.act}
          explain={t("annotate.signExplain")}
          onCancel={() => setPending(null)}
          onSign={async (pin) => {
            const refused = await useAnnotate.getState().sign([pending.draft], pin, viewing);
            if (refused === null) {
              setPending(null);
            }
            return refused;
          }}
        />
      )}
      <h3>{t("annotate.answers")}</h3>
      {answers.length === 0 ? <p className="hint">{t("annotate.answersEmpty")}</p> : null}
      <ul className="answers">
        {answers.map((answer) => (
          <li key={answer.note}>
            <Said note={answer} />
          </li>
        ))}
      </ul>
      <Answer note={note} viewing={viewing} />
      <History key={note.head} note={note} />
    </article>
  );
}

function Said({ note }: { readonly note: Note }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  const nameById = usePersonName();
  const tag = useTagWord(note.tag);
  const { from, to } = note.range;
  return (
    <div className="said">
      {note.thread === undefined ? (
        <p className="note-head">
          <span className="figures note-frame">
            {to - from === 1
              ? t("annotate.one", { frame: String(from) })
              : t("annotate.range", { from: String(from), to: String(to - 1), n: String(to - from) })}
          </span>
          <span className="note-kind">{tag}</span>
        </p>
      ) : null}
      {note.text === "" ? null : <p className="said-text">{note.text}</p>}
      {note.shapes.length === 0 ? null : (
        <p className="hint">{formats.list(note.shapes.map(({ kind }) => t(`annotate.kind.${kind}`)))}</p>
      )}
      <p className="note-by">
        {t("annotate.by", { name: nameIt(note.author), at: formats.moment(note.since) })}
        {note.thread === undefined
          ? ` · ${t(`annotate.status.${note.status}`)} · ${t(`annotate.secrecy.${note.secrecy}`)}`
          : null}
      </p>
      {note.mentions.length === 0 ? null : (
        <p className="note-by">{t("annotate.asked", { names: formats.list(note.mentions.map(nameById)) })}</p>
      )}
      {note.forked ? <p className="amber hint">{t("annotate.forked")}</p> : null}
      {note.entry === undefined ? <p className="hint">{t("annotate.foreign")}</p> : null}
    </div>
  );
}

function Answer({ note, viewing }: { readonly note: Note; readonly viewing: ViewingId | null }): ReactNode {
  const { t } = useLanguage();
  const [text, setText] = useState("");
  const [mentions, setMentions] = useState<Draft["mentions"]>([]);
  const [isSigning, setSigning] = useState(false);
  const draft: Draft = {
    asset: note.asset,
    thread: note.note,
    range: { from: note.range.from, to: note.range.from + 1 },
    shapes: [],
    text: text.trim(),
    // Whoever reads the note reads its answers, and nobody else.
    secrecy: note.secrecy,
    named:
      note.secrecy === "named" ? [...new Set([note.author.person, ...note.named, ...note.mentions])].slice(0, 20) : [],
    mentions,
    status: "open",
  };
  return isSigning ? (
    <>
      <p className="said-text">{draft.text}</p>
      <Signing
        act={t("annotate.answerAct")}
        explain={t("annotate.signExplain")}
        onCancel={() => setSigning(false)}
        onSign={async (pin) => {
          const refused = await useAnnotate.getState().sign([draft], pin, viewing);
          if (refused === null) {
            setText("");
            setMentions([]);
            setSigning(false);
          }
          return refused;
        }}
      />
    </>
  ) : (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        setSigning(text.trim() !== "");
      }}
    >
      <Input.TextArea
        rows={2}
        maxLength={2000}
        aria-label={t("annotate.answer")}
        placeholder={t("annotate.answer")}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <People label={t("annotate.mentions")} chosen={mentions} onChange={setMentions} />
      <Button htmlType="submit" disabled={text.trim() === ""} block>
        {t("annotate.answerAct")}
      </Button>
    </form>
  );
}

/** Every version, the newest first: nothing that was signed is ever gone. */
function History({ note }: { readonly note: Note }): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  const [steps, setSteps] = useState<Loadable<readonly NoteStep[]>>(idle);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (isOpen) {
      void workstation.annotations.history({ note: note.note }).then((result) => setSteps(answered(result, idle)));
    }
  }, [isOpen, note.note]);
  return (
    <details className="note-history" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("annotate.historyN", { n: String(note.revisions) })}</summary>
      <Loaded of={steps} rows={2}>
        {(found) => (
          <ol>
            {found.toReversed().map(({ digest, revision }) => (
              <li key={digest} title={digest}>
                <p className="note-by">
                  {t("annotate.step", {
                    n: String(revision.revision + 1),
                    name: nameIt(revision.by),
                    at: formats.exact(revision.at),
                  })}
                  {` · ${t(`annotate.status.${revision.status}`)}`}
                </p>
                <p className="said-text">{revision.text}</p>
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </details>
  );
}
