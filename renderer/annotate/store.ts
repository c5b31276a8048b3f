import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import type { AssetId } from "../../shared/model/footage.ts";
import type { Note, NoteId } from "../../shared/model/note.ts";
import type { ViewingId } from "../../shared/model/viewing.ts";
import type { ShapeColour, ShapeKind } from "../../shared/picture/drawing.ts";
import { workstation } from "../bridge.ts";
import { answered, asking, idle, valueOf, type Loadable } from "../shell/loadable.ts";
import { useMarks } from "../player/marks.ts";
import { command } from "../player/picture.ts";
import { begin, draw, nothing, type Draft, type Drafting, type Drawn } from "./draft.ts";
import { anyNote, type NoteFilter } from "./filter.ts";

interface AnnotateStore {
  readonly asset: AssetId | null;
  readonly notes: Loadable<readonly Note[]>;
  /** Headquarters did not answer: notes of other stations may be missing. */
  readonly offline: boolean;
  readonly filter: NoteFilter;
  /** The note whose thread is shown. */
  readonly open: NoteId | null;
  readonly drafting: Drafting;
  /** Drafts that only wait for the PIN. */
  readonly queue: readonly Draft[];
  readonly pen: { readonly kind: ShapeKind | null; readonly colour: ShapeColour; readonly text: string };
  readonly undrawn: "unconfirmed" | "too-small" | null;
  readonly signed: number;
  readonly load: (asset: AssetId) => Promise<void>;
  /** Signs these and whatever waits; each is kept when that is refused. */
  readonly sign: (drafts: readonly Draft[], pin: string, viewing: ViewingId | null) => Promise<Failure | null>;
}

const start = {
  asset: null,
  notes: idle,
  offline: false,
  filter: anyNote,
  open: null,
  drafting: nothing,
  queue: [],
  pen: { kind: null, colour: "amber", text: "" },
  undrawn: null,
  signed: 0,
} as const;

/** Notes on the recording at hand, and the one that is being written. */
export const useAnnotate = create<AnnotateStore>()((set, get) => ({
  ...start,
  load: async (asset) => {
    const isOther = get().asset !== asset;
    set(({ notes }) => (isOther ? { ...start, asset, notes: { phase: "loading" } } : { notes: asking(notes) }));
    const take = async (): Promise<void> => {
      const listed = await workstation.annotations.notes({ asset });
      if (get().asset === asset) {
        set(({ notes }) => ({ notes: answered(listed, notes) }));
      }
    };
    await take();
    if (isOther) {
      const fetched = await workstation.annotations.fetch({ asset });
      if (get().asset === asset) {
        set({ offline: !fetched.ok });
      }
    }
  },
  sign: async (drafts, pin, viewing) => {
    const signed = await workstation.annotations.sign({
      drafts: drafts.map((draft) => (viewing === null ? draft : { ...draft, viewing })),
      pin,
    });
    if (!signed.ok) {
      return signed.failure;
    }
    set({ drafting: nothing, queue: [], signed: signed.value.length, undrawn: null });
    const { asset } = get();
    if (asset !== null) {
      await get().load(asset);
    }
    return null;
  },
}));

/** Notes that are here; none while they are being asked for. */
export function notesNow(): readonly Note[] {
  return valueOf(useAnnotate.getState().notes) ?? [];
}

/** Takes up the pen, or puts it away. */
export function takePen(change: Partial<AnnotateStore["pen"]>): void {
  const pen = { ...useAnnotate.getState().pen, ...change };
  useAnnotate.setState({ pen, undrawn: null });
  const text = pen.kind === "text" && pen.text.trim() !== "" ? { text: pen.text.trim() } : {};
  command({ type: "pen", kind: pen.kind, colour: pen.colour, ...text });
}

/** Something was drawn on a confirmed frame: it begins a note, or goes on with the one at hand. */
export function takeDrawn(asset: AssetId, drawn: Drawn, isOutsideWatching: boolean): void {
  const { drafting, pen } = useAnnotate.getState();
  const at = drafting.present === null ? begin(asset, drawn.frame, isOutsideWatching ? "room" : "office") : drafting;
  const text = pen.text.trim();
  useAnnotate.setState({
    drafting: draw(at, drawn, { colour: pen.colour, text: text === "" ? "…" : text }),
    open: null,
    undrawn: null,
    signed: 0,
  });
}

export function draftOn(change: (drafting: Drafting) => Drafting): void {
  useAnnotate.setState(({ drafting }) => ({ drafting: change(drafting), signed: 0 }));
}

/** Asks anew when notes changed; whoever signs on or off finds nothing of the one before. */
export function watchNotes(): () => void {
  let present = "";
  const stops = [
    workstation.annotations.onChanged(({ asset }) => {
      const store = useAnnotate.getState();
      if (store.asset === asset) {
        void store.load(asset);
      }
    }),
    workstation.viewing.onChanged((viewing) => {
      // Who is in the room decides what may be read.
      const now = (viewing?.roster ?? []).flatMap(({ person, checkedOutAt }) =>
        checkedOutAt === undefined ? person : [],
      );
      if (now.join() !== present) {
        present = now.join();
        const { asset, load } = useAnnotate.getState();
        const marks = useMarks.getState();
        void (asset === null ? undefined : load(asset));
        void (marks.asset === null ? undefined : marks.load(marks.asset));
      }
    }),
    workstation.identity.onChanged(() => {
      // Nothing of one person's notes stays for the next.
      useAnnotate.setState(start);
    }),
  ];
  return () => stops.forEach((stop) => stop());
}
