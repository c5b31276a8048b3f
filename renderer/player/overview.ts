import { useEffect } from "react";
import type { KeyboardEvent } from "react";
import type { AssetId, Footage } from "../../shared/model/footage.ts";
import { placeOfFrame } from "../footage/timing.ts";
import { seek, usePlayer } from "./control.ts";
import { command, commandTo, usePicture } from "./picture.ts";

/** The active picture shows its overview for as long as it is wanted; every other one has none. */
export function useOverview(asset: AssetId): void {
  const isWanted = usePlayer((player) => player.overview);
  const isReady = usePicture((picture) => picture.ready !== null);
  useEffect(() => {
    if (!isWanted || !isReady) {
      return undefined;
    }
    commandTo(asset, { type: "overview", on: true });
    return () => commandTo(asset, { type: "overview", on: false });
  }, [asset, isWanted, isReady]);
}

/** Says where on the timeline somebody points; only geometry goes to the picture's page, and only a state comes back. */
export function pointAt(asset: AssetId, frame: number, clientX: number): void {
  const box = document.querySelector(`[data-camera="${asset}"] iframe`)?.getBoundingClientRect();
  if (usePlayer.getState().overview && box !== undefined && box.width > 0) {
    const x = Math.min(1, Math.max(0, (clientX - box.left) / box.width));
    command({ type: "point", frame, x });
  }
}

export function pointNowhere(): void {
  command({ type: "point", frame: null, x: 0 });
}

/** Alt and an arrow move the place pointed at by a second, Enter goes there; false for any other key. */
export function pointKey(
  { key, altKey, currentTarget }: KeyboardEvent<HTMLElement>,
  footage: Footage,
  second: number,
): boolean {
  const { pointed, frame } = usePicture.getState();
  const from = pointed?.frame ?? frame ?? 0;
  if (!usePlayer.getState().overview) {
    return false;
  }
  if (key === "Enter" && pointed?.frame !== null && pointed !== null) {
    seek(pointed.frame);
    return true;
  }
  const by = altKey ? ({ ArrowLeft: -second, ArrowRight: second } as Readonly<Record<string, number>>)[key] : undefined;
  if (by === undefined) {
    return false;
  }
  const to = Math.min(footage.frames - 1, Math.max(0, from + by));
  const { left, width } = currentTarget.getBoundingClientRect();
  pointAt(footage.asset, to, left + placeOfFrame(footage, to) * width);
  return true;
}
