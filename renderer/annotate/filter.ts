import type { NoteSecrecy, NoteState } from "../../shared/annotation/lists.ts";
import type { Note } from "../../shared/model/note.ts";

/** Which notes are listed; null is any. */
export interface NoteFilter {
  readonly tag: string | null;
  readonly person: string | null;
  readonly status: NoteState | null;
  readonly secrecy: NoteSecrecy | null;
}

export const anyNote: NoteFilter = { tag: null, person: null, status: null, secrecy: null };

/** Notes that begin a thread and match. A person matches as author, as named and as asked. */
export function matching(notes: readonly Note[], { tag, person, status, secrecy }: NoteFilter): readonly Note[] {
  return notes.filter(
    (note) =>
      note.thread === undefined &&
      (tag === null || note.tag === tag) &&
      (status === null || note.status === status) &&
      (secrecy === null || note.secrecy === secrecy) &&
      (person === null || [note.author.person, ...note.named, ...note.mentions].some((one) => one === person)),
  );
}

/** Answers to a note, the oldest first. */
export function answersTo(notes: readonly Note[], note: string): readonly Note[] {
  return notes
    .filter(({ thread }) => thread === note)
    .toSorted((one, other) => Date.parse(one.since) - Date.parse(other.since));
}

/** The next note before or after a frame, by where it begins. */
export function noteBeside(notes: readonly Note[], frame: number, direction: 1 | -1): Note | null {
  const beside = notes.filter(
    ({ thread, status, range }) =>
      thread === undefined && status !== "withdrawn" && (range.from - frame) * direction > 0,
  );
  return (direction === 1 ? beside[0] : beside.at(-1)) ?? null;
}
