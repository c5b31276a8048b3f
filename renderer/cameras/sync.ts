import { withoutSpans, type Span } from "../../shared/cameras/spans.ts";
import type { Footage } from "../../shared/model/footage.ts";
import type { PictureLine } from "../player/picture.ts";
import { commandTo, usePictures } from "../player/picture.ts";
import { follow, type Told } from "./follow.ts";
import { alignmentOf, frameMsOf, useCameras } from "./store.ts";

const everyMs = 100;

/** Where a recording is interrupted: after the last frame before, until the first one after it. */
function pausesOf(footage: Footage): Span[] {
  return footage.gaps.map(({ atMs, lengthMs }) => ({ from: atMs + frameMsOf(footage), to: atMs + lengthMs }));
}

/** The recording is interrupted at this moment of it. */
export function isPaused(footage: Footage, atMs: number): boolean {
  // A frame that is on screen through the interruption is the one it begins with.
  const frameMs = frameMsOf(footage);
  return footage.gaps.some((gap) => Math.abs(gap.atMs - atMs) < frameMs / 2);
}

/** Keeps every other open picture where the active one is. Answers how to stop. */
export function watchCameras(recordings: readonly Footage[]): () => void {
  const told = new Map<string, Told>();
  let led: string | null = null;
  const look = (): void => {
    const { lines, active } = usePictures.getState();
    if (active !== led) {
      told.clear();
      led = active;
    }
    const one = recordings.find(({ asset }) => asset === active);
    const leader = active === null ? undefined : lines[active];
    if (one === undefined || leader === undefined) {
      return;
    }
    for (const other of recordings) {
      const follower = lines[other.asset];
      if (other !== one && follower !== undefined) {
        steer({ one, leader, other, follower, told });
      }
    }
  };
  const stop = usePictures.subscribe(look);
  const timer = setInterval(look, everyMs);
  return () => {
    stop();
    clearInterval(timer);
  };
}

function steer({
  one,
  leader,
  other,
  follower,
  told,
}: {
  readonly one: Footage;
  readonly leader: PictureLine;
  readonly other: Footage;
  readonly follower: PictureLine;
  readonly told: Map<string, Told>;
}): void {
  if (follower.ready === null || follower.stopped !== null) {
    told.delete(other.asset);
    return;
  }
  const { moved, drift } = useCameras.getState();
  const orders = follow({
    leader,
    follower,
    offsetMs: alignmentOf(one, other, moved).offsetMs,
    pauses: pausesOf(one),
    has: withoutSpans(follower.ready.times, pausesOf(other)),
    told: told.get(other.asset) ?? null,
    now: performance.now(),
  });
  if (orders.told !== null) {
    told.set(other.asset, orders.told);
  }
  for (const command of orders.commands) {
    commandTo(other.asset, command);
  }
  if (drift[other.asset] !== orders.driftMs) {
    useCameras.setState({ drift: { ...drift, [other.asset]: orders.driftMs } });
  }
}
