import { seek, usePlayer } from "./control.ts";
import { usePicture } from "./picture.ts";

/** Plays between the in and the out point again and again while that is wanted. Answers how to stop watching. */
export function watchLoop(): () => void {
  return usePicture.subscribe(({ state, frame }, before) => {
    const { loop, inPoint, outPoint } = usePlayer.getState();
    if (!loop || inPoint === null || outPoint === null || outPoint <= inPoint || frame === null) {
      return;
    }
    const ranOut = state === "playing" && frame >= outPoint && frame !== before.frame;
    if (ranOut) {
      seek(inPoint);
    }
  });
}
