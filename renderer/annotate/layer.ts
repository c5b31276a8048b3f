import { useEffect, useMemo } from "react";
import type { AssetId } from "../../shared/model/footage.ts";
import type { Note } from "../../shared/model/note.ts";
import { command, onDrawn, usePicture } from "../player/picture.ts";
import { valueOf } from "../shell/loadable.ts";
import { drawingsOf } from "./draft.ts";
import { takeDrawn, useAnnotate } from "./store.ts";

const none: readonly Note[] = [];

/** Keeps what lies on the picture in step with the notes, and takes in what is drawn there. */
export function useDrawingLayer(asset: AssetId, isOutsideWatching: boolean): void {
  const notes = useAnnotate((store) => valueOf(store.notes) ?? none);
  const draft = useAnnotate(({ drafting }) => drafting.present);
  const chosen = useAnnotate(({ drafting }) => drafting.chosen);
  const { note = null, shapes = null, range = null } = draft ?? {};
  const open = useAnnotate((store) => store.open);
  const ready = usePicture((picture) => picture.ready);
  // Typing a word changes the draft, not what is drawn.
  const drawings = useMemo(
    () => drawingsOf(notes, shapes === null || range === null ? null : { note, shapes, range, chosen }, open),
    [notes, note, shapes, range, chosen, open],
  );
  useEffect(() => {
    if (ready !== null) {
      command({ type: "drawings", drawings });
    }
  }, [drawings, ready]);
  useEffect(
    () =>
      onDrawn((report) => {
        if (report.type === "drawn") {
          takeDrawn(asset, report, isOutsideWatching);
        } else {
          useAnnotate.setState({ undrawn: report.why });
        }
      }),
    [asset, isOutsideWatching],
  );
}
