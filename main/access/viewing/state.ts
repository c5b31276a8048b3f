import type { Footage, FrameRange } from "../../../shared/model/footage.ts";
import type { StopReason, Viewing, ViewingId, ViewingStage } from "../../../shared/model/viewing.ts";
import { eraseKeys } from "../../formats/grant.ts";
import type { KeyNode } from "../../formats/key-tree.ts";
import { mergeRanges } from "../../../shared/time/frame-ranges.ts";
import type { Recording } from "../receipts/compose.ts";
import type { HeldGrant } from "./ports.ts";
import { missingFrom, rosterForScreen, type Presence } from "./roster.ts";

/** A picture on the screen of the room. */
export interface ShownPicture {
  readonly asset: string;
  readonly ticket: string;
  readonly path: string;
  /** Which picture of the viewing it is, counted from 1. */
  readonly opening: number;
}

/** So many cameras of one event are watched side by side. */
export const mostPictures = 3;

/** One viewing as the station holds it in memory. Keys never leave this object. */
export interface ViewingState {
  readonly id: ViewingId;
  grant: HeldGrant;
  readonly footage: readonly Footage[];
  roster: Presence[];
  noticeAcceptedAt?: string;
  unlockedAt?: string;
  /** Who answers for the open keys; their token stays in the reader. */
  onDuty?: { readonly person: string; readonly token: string };
  /** Milliseconds since the epoch: when a supervisor last signed to be present, and when something last moved. */
  confirmedAt: number;
  activeAt: number;
  endedAt?: string;
  stopReason?: StopReason;
  /** Node keys by asset, while the room is unlocked. */
  keys: ReadonlyMap<string, readonly KeyNode[]> | null;
  /** Pictures that are open: the one that is watched first, those beside it after it. */
  pictures: readonly ShownPicture[];
  /** Pictures opened so far. */
  openings: number;
  readonly shown: Map<string, FrameRange[]>;
  /** Where frames of the pictures opened so far lie in their recordings, by asset. */
  readonly times: Map<string, (frame: number) => number | null>;
  /** True from the order to end until the end is in the log. */
  isEnding: boolean;
}

/** The step people are at; computed, so that no two fields can disagree. */
export function stageOf(state: ViewingState): ViewingStage {
  if (state.endedAt !== undefined) {
    return "ended";
  }
  if (state.stopReason !== undefined) {
    return "stopped";
  }
  if (state.noticeAcceptedAt === undefined) {
    return missingFrom(state.roster, state.grant.leaf) === null ? "notice" : "checkIn";
  }
  if (state.keys === null) {
    return "unlock";
  }
  return state.pictures.length === 0 ? "ready" : "playing";
}

/** Drops the keys; what still refers to them holds zeros. */
export function dropKeys(state: ViewingState): void {
  if (state.keys !== null) {
    eraseKeys(state.keys);
  }
  state.keys = null;
  delete state.onDuty;
}

/** Adds presented frames to what this viewing has shown. */
export function addShown(state: ViewingState, asset: string, ranges: readonly FrameRange[]): void {
  state.shown.set(asset, mergeRanges([...(state.shown.get(asset) ?? []), ...ranges]));
}

/** When a frame of a picture that was opened was recorded, by the recorder's corrected clock. */
export function recordingOf(state: ViewingState, asset: string): Recording {
  const granted = state.grant.leaf.assets.find((one) => one.asset === asset);
  const footage = state.footage.find((one) => one.asset === asset);
  return {
    title: granted?.title ?? asset,
    recordedAt: (frame) => {
      const ms = state.times.get(asset)?.(frame) ?? null;
      return footage === undefined || ms === null
        ? null
        : new Date(Date.parse(footage.recordedFrom) + ms - footage.clockOffsetSeconds * 1000);
    },
  };
}

/** The open picture of a recording. */
export function pictureOf(state: ViewingState, asset: string): ShownPicture | undefined {
  return state.pictures.find((picture) => picture.asset === asset);
}

/** Until when a supervisor must confirm to be present, in milliseconds since the epoch. */
export function confirmBy({ confirmedAt }: ViewingState, everyMinutes: number): number {
  return confirmedAt + everyMinutes * 60_000;
}

/** The viewing as the screen sees it: no keys, no token names. */
export function viewingForScreen(
  state: ViewingState,
  { vaultOrigin, now, confirmMinutes }: { vaultOrigin: string; now: Date; confirmMinutes: number },
): Viewing {
  // The asset comes from the grant, which was parsed when it was imported.
  const [open, ...beside] = state.pictures.map(({ asset, path }) => ({
    asset: asset as Viewing["shown"][number]["asset"],
    pictureUrl: `${vaultOrigin}${path}`,
    pictureOrigin: vaultOrigin,
  }));
  const left = (Date.parse(state.grant.summary.notAfter) - now.getTime()) / 1000;
  return {
    id: state.id,
    grant: state.grant.summary,
    footage: [...state.footage],
    stage: stageOf(state),
    roster: rosterForScreen(state.roster),
    ...(state.noticeAcceptedAt === undefined ? {} : { noticeAcceptedAt: state.noticeAcceptedAt }),
    ...(state.unlockedAt === undefined ? {} : { unlockedAt: state.unlockedAt }),
    ...(state.keys === null ? {} : { confirmBy: new Date(confirmBy(state, confirmMinutes)).toISOString() }),
    ...(state.endedAt === undefined ? {} : { endedAt: state.endedAt }),
    ...(state.stopReason === undefined ? {} : { stopReason: state.stopReason }),
    ...(open === undefined ? {} : { open }),
    ...(beside.length === 0 ? {} : { beside }),
    shown: [...state.shown].map(([asset, ranges]) => ({
      asset: asset as Viewing["shown"][number]["asset"],
      ranges,
    })),
    secondsLeft: Math.max(0, Math.floor(left)),
  };
}
