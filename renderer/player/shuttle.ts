import type { Footage } from "../../shared/model/footage.ts";
import { framesPerSecond } from "../footage/timing.ts";
import { changeSpeed, seek, usePlayer } from "./control.ts";
import { command, usePicture } from "./picture.ts";

/** How fast J goes back, each time it is pressed again. */
const backwards = [1, 2, 4, 8] as const;
const everyMs = 200;

let timer: ReturnType<typeof setInterval> | undefined;

/** J: slower while it plays fast; otherwise backwards, and faster backwards each time it is pressed again. */
export function shuttleBack(footage: Footage): void {
  const { state, rate } = usePicture.getState();
  if (state === "playing" && rate > 1) {
    changeSpeed(-1);
    return;
  }
  const { back } = usePlayer.getState();
  const next = backwards.find((speed) => speed > back) ?? back;
  stopShuttle();
  command({ type: "pause" });
  usePlayer.setState({ back: next });
  // Browsers play forwards only: going back is one seek after the other, each of them confirmed or greyed like any other.
  timer = setInterval(() => {
    const { frame, state: now, ready } = usePicture.getState();
    const first = ready?.ranges[0]?.from ?? 0;
    if (frame === null || frame <= first || now === "stopped" || now === "playing") {
      stopShuttle();
      return;
    }
    seek(frame - Math.max(1, Math.round((framesPerSecond(footage) * next * everyMs) / 1000)));
  }, everyMs);
}

/** L: plays, and plays faster each time it is pressed again. */
export function shuttleOn(): void {
  const { state } = usePicture.getState();
  const wasBack = usePlayer.getState().back > 0;
  stopShuttle();
  if (state !== "playing" || wasBack) {
    command({ type: "play" });
    return;
  }
  changeSpeed(1);
}

/** Whatever else is done ends going back. */
export function stopShuttle(): void {
  clearInterval(timer);
  timer = undefined;
  if (usePlayer.getState().back !== 0) {
    usePlayer.setState({ back: 0 });
  }
}
