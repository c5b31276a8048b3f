import { useCallback, useEffect, useMemo, useRef } from "react";
import type { ReactNode } from "react";
import type { Footage } from "../../shared/model/footage.ts";
import type { Note } from "../../shared/model/note.ts";
import { placeOfFrame } from "../footage/timing.ts";
import { useLanguage } from "../i18n/language.tsx";
import { seek, usePlayer } from "../player/control.ts";
import { valueOf } from "../shell/loadable.ts";
import { drawLane, laneOf, noteAt, type LaneNote } from "./lane.ts";
import { useAnnotate } from "./store.ts";

const none: readonly Note[] = [];
const height = 18;

/**
 * The track of notes under the timeline: one canvas, however many there are.
 *
 * For the pointer only; with keys and a screen reader the list beside the picture says the same.
 */
export function NoteLane({ footage }: { readonly footage: Footage }): ReactNode {
  const { t } = useLanguage();
  const notes = useAnnotate((store) => valueOf(store.notes) ?? none);
  const open = useAnnotate((store) => store.open);
  const draft = useAnnotate(({ drafting }) => drafting.present);
  const canvas = useRef<HTMLCanvasElement>(null);
  const lane = useMemo((): LaneNote[] => {
    const signed = laneOf(notes);
    return draft === null
      ? signed
      : [
          ...signed,
          {
            note: "draft",
            ...draft.range,
            isOpen: true,
            keyframes: draft.shapes.flatMap(({ keyframes }) => keyframes.map(({ frame }) => frame)),
          },
        ].toSorted((one, other) => one.from - other.from);
  }, [notes, draft]);
  const place = useCallback((frame: number) => placeOfFrame(footage, frame), [footage]);
  const chosen = draft === null ? open : "draft";
  useEffect(() => {
    const element = canvas.current;
    if (element === null) {
      return undefined;
    }
    const paint = (): void => {
      const context = element.getContext("2d");
      const density = window.devicePixelRatio;
      const width = element.clientWidth;
      element.width = Math.round(width * density);
      element.height = Math.round(height * density);
      if (context !== null) {
        context.setTransform(density, 0, 0, density, 0, 0);
        const style = getComputedStyle(element);
        const colour = (name: string): string => style.getPropertyValue(name);
        drawLane(
          context,
          lane,
          { place, width, height, chosen },
          {
            open: colour("--amber"),
            settled: colour("--text-faint"),
            chosen: colour("--accent"),
            key: colour("--text"),
          },
        );
      }
    };
    const size = new ResizeObserver(paint);
    size.observe(element);
    return () => size.disconnect();
  }, [lane, chosen, place]);
  return lane.length === 0 ? null : (
    <canvas
      ref={canvas}
      className="note-lane"
      data-notes={lane.length}
      aria-hidden="true"
      title={t("annotate.lane")}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const found = noteAt(lane, event.clientX - box.left, { place, width: box.width });
        if (found !== null) {
          seek(found.from);
          if (found.note !== "draft") {
            // What is being written stays; the thread is shown once it is signed or dropped.
            useAnnotate.setState({ open: notes.find(({ note }) => note === found.note)?.note ?? null });
            usePlayer.setState({ side: "annotate" });
          }
        }
      }}
    />
  );
}
