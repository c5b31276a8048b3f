import type { Footage } from "../../shared/model/footage.ts";
import { notesNow } from "../annotate/store.ts";
import { framesPerSecond } from "../footage/timing.ts";
import { valueOf } from "../shell/loadable.ts";
import { chaptersOf, frameBeside, gapBeside, gapsOf } from "./chapters.ts";
import { seek, seekTime } from "./control.ts";
import { useMarks } from "./marks.ts";
import { usePicture } from "./picture.ts";

/** `[` and `]`: to the chapter before or after the frame on screen. */
export function toChapter(direction: 1 | -1): void {
  const { ready, frame } = usePicture.getState();
  const marks = valueOf(useMarks.getState().marks) ?? [];
  const frames = chaptersOf(ready?.ranges ?? [], marks, notesNow()).map((chapter) => chapter.frame);
  const found = frame === null ? null : frameBeside(frames, frame, direction);
  if (found !== null) {
    seek(found);
  }
}

/** `{` and `}`: to the interruption before or after, on the last frame ahead of it when that may be seen. */
export function toGap(footage: Footage, direction: 1 | -1): void {
  const { ready, atMs } = usePicture.getState();
  const here = { atMs, frameMs: 1000 / framesPerSecond(footage) };
  const side = gapBeside(gapsOf(footage), ready?.times ?? [], here, direction);
  if (side !== null) {
    seekTime(side);
  }
}
