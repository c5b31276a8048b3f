import { gapAfter, rowNamed, type FrameTable } from "./frame-table.ts";
import type { Hold } from "./hold.ts";

/**
 * The media element as the one witness of what is on screen (rule R6).
 *
 * A row is never computed from seconds: the element is asked to go somewhere, and the timestamp of the
 * picture it then holds says where it went.
 */
export interface Decoder {
  /** Row of the picture on screen, or null when the decoder does not name one. */
  shown(): number | null;
  /** Goes to a row; resolves with the row that is really shown afterwards, or null. `isWanted` stops further tries. */
  goTo(row: number, isWanted: () => boolean): Promise<number | null>;
}

/** Places within the time of a frame to aim at, in order; its start is never one of them. */
const aims = [0.5, 0.35, 0.9, 0.2, 0.65];
/** So many of them are tried where single pictures can be decoded beside the element. */
const aimsBeside = 2;
const settleMs = 4000;
const presentMs = 300;

/** What shows a row that the element cannot be brought to; resolves false when it cannot either. */
export type Beside = (row: number, isWanted: () => boolean) => Promise<boolean>;

export function videoDecoder(video: HTMLVideoElement, table: FrameTable, hold: Hold, beside: Beside | null): Decoder {
  /** Rows at which the element ended elsewhere; asking it again would only cost time. */
  const unreached = new Set<number>();
  const held = (): number | null => {
    const us = timestampOf(video);
    return us === null ? null : rowNamed(table, us);
  };
  const shown = (): number | null => hold.pinned() ?? held();

  const bring = async (row: number, isWanted: () => boolean): Promise<boolean> => {
    for (const aim of beside === null ? aims : aims.slice(0, aimsBeside)) {
      // Each try depends on what the one before it showed.
      // oxlint-disable-next-line no-await-in-loop
      const arrived = await seek(
        video,
        ((table.us[row] ?? 0) + gapAfter(table, row) * aim) / 1e6,
        () => held() === row,
      );
      if (arrived || !isWanted()) {
        return arrived;
      }
    }
    return false;
  };

  const goTo: Decoder["goTo"] = async (row, isWanted) => {
    if (!unreached.has(row) && (await bring(row, isWanted))) {
      hold.unpin();
      return row;
    }
    if (beside !== null && isWanted() && (await beside(row, isWanted))) {
      unreached.add(row);
      return row;
    }
    return shown();
  };
  return { shown, goTo };
}

/** Sound has no picture to ask: while it rests, its position is its own witness. */
export function soundDecoder(media: HTMLVideoElement, table: FrameTable): Decoder {
  const shown = (): number | null => {
    const us = Math.round(media.currentTime * 1e6);
    return media.seeking ? null : rowHolding(table, us);
  };
  return {
    shown,
    async goTo(row) {
      await seek(media, ((table.us[row] ?? 0) + gapAfter(table, row) / 2) / 1e6, () => shown() === row);
      return shown();
    },
  };
}

/** A photo is its own first and only frame. */
export const photoDecoder: Decoder = { shown: () => 0, goTo: async () => 0 };

function rowHolding(table: FrameTable, us: number): number | null {
  let row = -1;
  let high = table.us.length - 1;
  let low = 0;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if ((table.us[middle] ?? 0) <= us) {
      row = middle;
      low = middle + 1;
    } else {
      high = middle - 1;
    }
  }
  return row < 0 ? null : row;
}

/** Timestamp of the picture the element holds now, in microseconds; null when it holds none. */
export function timestampOf(video: HTMLVideoElement): number | null {
  if (video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA || video.videoWidth === 0) {
    return null;
  }
  try {
    const frame = new VideoFrame(video);
    const { timestamp } = frame;
    frame.close();
    return timestamp;
  } catch {
    return null;
  }
}

/** Seeks and waits until the wanted picture is there, or the element has settled on another. */
async function seek(video: HTMLVideoElement, seconds: number, isThere: () => boolean): Promise<boolean> {
  const presented = nextPresented(video);
  const settled = once(video, ["seeked", "error"], settleMs);
  video.currentTime = seconds;
  await settled;
  if (isThere()) {
    return true;
  }
  await Promise.race([presented, pause(presentMs)]);
  return isThere();
}

function nextPresented(video: HTMLVideoElement): Promise<void> {
  return new Promise((resolve) => {
    video.requestVideoFrameCallback(() => resolve());
  });
}

function once(target: EventTarget, types: readonly string[], timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      for (const type of types) {
        target.removeEventListener(type, done);
      }
      resolve();
    };
    const timer = setTimeout(done, timeoutMs);
    for (const type of types) {
      target.addEventListener(type, done);
    }
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
