import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import { noteSecrecies, noteStates } from "../../shared/annotation/lists.ts";
import { tagNamed, vocabulary } from "../../shared/annotation/vocabulary.ts";
import type { Note } from "../../shared/model/note.ts";
import { useLanguage } from "../i18n/language.tsx";
import { valueOf } from "../shell/loadable.ts";
import { useNames } from "../shell/names.ts";
import { useStation } from "../station/store.ts";
import { Chips } from "./Chips.tsx";
import { answersTo, anyNote, matching } from "./filter.ts";
import { useAnnotate } from "./store.ts";

/** Height of a row; every row has it, so that only those in sight are drawn. */
export const rowHeight = 76;
const spare = 6;

/** The notes of a recording, filtered; a thousand cost what twenty do. */
export function NoteRows({
  notes,
  here,
}: {
  readonly notes: readonly Note[];
  readonly here: number | null;
}): ReactNode {
  const { t } = useLanguage();
  const filter = useAnnotate((store) => store.filter);
  const shown = matching(notes, filter);
  const all = notes.filter(({ thread }) => thread === undefined).length;
  return (
    <>
      <Filters notes={notes} />
      <p className="hint figures" aria-live="polite">
        {all === 0
          ? null
          : shown.length === 0
            ? t("annotate.none")
            : t("annotate.count", { n: String(shown.length), all: String(all) })}
      </p>
      <Rows notes={shown} all={notes} here={here} />
    </>
  );
}

function Rows({
  notes,
  all,
  here,
}: {
  readonly notes: readonly Note[];
  readonly all: readonly Note[];
  readonly here: number | null;
}): ReactNode {
  const { t } = useLanguage();
  const box = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState({ top: 0, height: 600 });
  useEffect(() => {
    const element = box.current;
    if (element === null) {
      return undefined;
    }
    const look = (): void => setSight({ top: element.scrollTop, height: element.clientHeight });
    const size = new ResizeObserver(look);
    size.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      size.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
  const first = Math.max(0, Math.floor(sight.top / rowHeight) - spare);
  const last = Math.min(notes.length, Math.ceil((sight.top + sight.height) / rowHeight) + spare);
  return (
    <div ref={box} className="note-rows">
      <ul style={{ height: `${String(notes.length * rowHeight)}px` }} aria-label={t("annotate.list")}>
        {notes.slice(first, last).map((note, index) => (
          <Row
            key={note.note}
            note={note}
            answers={answersTo(all, note.note).length}
            top={(first + index) * rowHeight}
            place={first + index + 1}
            count={notes.length}
            isHere={here !== null && here >= note.range.from && here < note.range.to}
          />
        ))}
      </ul>
    </div>
  );
}

function Row({
  note,
  answers,
  top,
  place,
  count,
  isHere,
}: {
  readonly note: Note;
  readonly answers: number;
  readonly top: number;
  readonly place: number;
  readonly count: number;
  readonly isHere: boolean;
}): ReactNode {
  const { t, formats } = useLanguage();
  const nameIt = useNames();
  const received = useStation(({ status }) => valueOf(status)?.sync.receivedSize ?? 0);
  const tag = useTagWord(note.tag);
  const { from, to } = note.range;
  const name = nameIt(note.author);
  const status = t(`annotate.status.${note.status}`);
  return (
    <li
      className={isHere ? "note-row note-row-here" : "note-row"}
      data-note={note.note}
      data-status={note.status}
      style={{ top: `${String(top)}px` }}
      aria-posinset={place}
      aria-setsize={count}
    >
      <button type="button" onClick={() => useAnnotate.setState({ open: note.note })}>
        <span className="note-head">
          <span className="figures note-frame">
            {to - from === 1 ? String(from) : `${String(from)}–${String(to - 1)}`}
          </span>
          <span className="note-kind">{tag}</span>
          <span className={note.status === "open" ? "note-kind amber" : "note-kind"}>{status}</span>
          {note.entry === undefined ? null : (
            <span className={note.entry < received ? "seal seal-received" : "seal"}>{t("seal.word")}</span>
          )}
        </span>
        <span className="note-row-text">{note.text === "" ? t("annotate.shapes") : note.text}</span>
        <span className="note-by">
          {t("annotate.by", { name, at: formats.moment(note.since) })}
          {answers === 0 ? null : ` · ${t("annotate.answersN", { n: String(answers) })}`}
        </span>
      </button>
    </li>
  );
}

/** A tag in words; a note without one is simply a note. */
export function useTagWord(tag: string | undefined): string {
  const { t, pick } = useLanguage();
  const known = tagNamed(tag);
  return known === null ? (tag ?? t("annotate.noTag")) : pick(known.name);
}

function either<V extends string>(value: V | "any"): V | null {
  return value === "any" ? null : value;
}

function Filters({ notes }: { readonly notes: readonly Note[] }): ReactNode {
  const { t, pick } = useLanguage();
  const nameIt = useNames();
  const filter = useAnnotate((store) => store.filter);
  const set = (part: Partial<typeof filter>): void => useAnnotate.setState({ filter: { ...filter, ...part } });
  const used = new Set(notes.map(({ tag }) => tag));
  const authors = new Map(notes.map(({ author }) => [author.person, nameIt(author)] as const));
  const isNarrow = Object.values(filter).some((one) => one !== null);
  const any = ["any", t("annotate.any")] as const;
  return (
    <details className="note-filter">
      <summary>
        {t("annotate.filter")}
        {isNarrow ? (
          <button type="button" className="plain" onClick={() => set(anyNote)}>
            {t("player.inOutClear")}
          </button>
        ) : null}
      </summary>
      <Chips
        label={t("annotate.filterStatus")}
        options={[any, ...noteStates.map((one) => [one, t(`annotate.status.${one}`)] as const)]}
        chosen={filter.status ?? "any"}
        onChoose={(status) => set({ status: either(status) })}
      />
      <Chips
        label={t("annotate.filterSecrecy")}
        options={[any, ...noteSecrecies.map((one) => [one, t(`annotate.secrecy.${one}`)] as const)]}
        chosen={filter.secrecy ?? "any"}
        onChoose={(secrecy) => set({ secrecy: either(secrecy) })}
      />
      <Chips
        label={t("annotate.filterTag")}
        options={[
          any,
          ...vocabulary.filter(({ tag }) => used.has(tag)).map((one) => [one.tag, pick(one.name)] as const),
        ]}
        chosen={filter.tag ?? "any"}
        onChoose={(tag) => set({ tag: either(tag) })}
      />
      <Chips
        label={t("annotate.filterPerson")}
        options={[any, ...authors]}
        chosen={filter.person ?? "any"}
        onChoose={(person) => set({ person: either(person) })}
      />
    </details>
  );
}
