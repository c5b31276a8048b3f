import { seek } from "../player/control.ts";
import { usePicture } from "../player/picture.ts";
import { noteBeside } from "./filter.ts";
import { notesNow, useAnnotate } from "./store.ts";

/** ↑ and ↓ go to the note before and after the frame on screen, which opens beside the picture; false for other keys. */
export function noteKey(key: string): boolean {
  const direction = key === "ArrowUp" ? -1 : key === "ArrowDown" ? 1 : null;
  if (direction === null) {
    return false;
  }
  const { frame } = usePicture.getState();
  const found = frame === null ? null : noteBeside(notesNow(), frame, direction);
  if (found !== null) {
    seek(found.range.from);
    useAnnotate.setState({ open: found.note });
  }
  return true;
}
