import { create } from "zustand";
import type { Failure } from "../../shared/failure.ts";
import { align, alignByClock, type Alignment } from "../../shared/cameras/alignment.ts";
import type { AssetId, Footage } from "../../shared/model/footage.ts";
import type { Viewing } from "../../shared/model/viewing.ts";
import { workstation } from "../bridge.ts";
import { useAnnotate } from "../annotate/store.ts";
import { usePlayer } from "../player/control.ts";
import { activate, commandTo, usePicture, usePictures } from "../player/picture.ts";
import { stopShuttle } from "../player/shuttle.ts";
import { useViewing } from "../viewing/store.ts";

interface CamerasStore {
  /** By how many of its own frames somebody moved a recording against what was found. */
  readonly moved: Readonly<Record<string, number>>;
  /** How far a picture beside the active one is ahead of it, milliseconds; null while it has no picture then. */
  readonly drift: Readonly<Record<string, number | null>>;
  readonly failure: Failure | null;
}

const start: CamerasStore = { moved: {}, drift: {}, failure: null };

/** The cameras that are watched at once. */
export const useCameras = create<CamerasStore>()(() => start);

export function resetCameras(): void {
  useCameras.setState(start);
}

/** How long a frame of a recording is on screen, milliseconds. */
export function frameMsOf({ frameRate, durationMs, frames }: Footage): number {
  return frameRate === null ? durationMs / Math.max(1, frames) : (1000 * frameRate.denominator) / frameRate.numerator;
}

/** Where a moment of the one lies in the other: by their sound or clocks, and by what somebody moved them since. */
export function alignmentOf(one: Footage, other: Footage, moved: CamerasStore["moved"]): Alignment {
  const found = align(one, other);
  const by = (footage: Footage): number => Math.round((moved[footage.asset] ?? 0) * frameMsOf(footage));
  const shift = by(other) - by(one);
  return shift === 0 ? found : { offsetMs: found.offsetMs + shift, source: "hand" };
}

/** Moves a recording by so many of its frames against the others, once the log has taken note; 0 goes back to what was found. */
export async function moveBy(viewing: Viewing, active: Footage, other: Footage, frames: number): Promise<void> {
  const { moved } = useCameras.getState();
  const next = { ...moved, [other.asset]: frames === 0 ? 0 : (moved[other.asset] ?? 0) + frames };
  const { offsetMs } = alignmentOf(active, other, next);
  const noted = await workstation.viewing.align({
    viewing: viewing.id,
    asset: active.asset,
    beside: other.asset,
    offsetMs,
    clockOffsetMs: alignByClock(active, other).offsetMs,
  });
  useCameras.setState(noted.ok ? { moved: next, failure: null } : { failure: noted.failure });
}

export async function openBeside(asset: AssetId): Promise<void> {
  useCameras.setState({ failure: await useViewing.getState().openBeside(asset) });
}

export async function closeBeside(asset: AssetId): Promise<void> {
  useCameras.setState({ failure: await useViewing.getState().closeBeside(asset) });
}

/** True while something that is being written belongs to the active camera and would be lost with another one. */
export function isWriting(): boolean {
  const { drafting, queue } = useAnnotate.getState();
  return drafting.present !== null || queue.length > 0;
}

/** Makes another open camera the one that keys, marks and notes belong to; its sound is heard, the others are muted. */
export function chooseCamera(asset: AssetId): void {
  const { active } = usePictures.getState();
  if (active === asset || isWriting()) {
    return;
  }
  stopShuttle();
  const { volume, muted, rate } = usePicture.getState();
  if (active !== null) {
    commandTo(active, { type: "volume", volume, muted: true });
  }
  // What is drawn belongs to one recording: nothing of the other one may come onto this picture.
  void useAnnotate.getState().load(asset);
  activate(asset);
  commandTo(asset, { type: "volume", volume, muted });
  // It may have been steered a little faster or slower to keep in step.
  commandTo(asset, { type: "rate", rate });
  usePlayer.setState({ side: "notes", inPoint: null, outPoint: null, loop: false });
}
