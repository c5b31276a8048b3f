import { gapAfter, rowNamed, type FrameTable } from "./frame-table.ts";

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
const settleMs = 4000;
const presentMs = 300;

export function videoDecoder(video: HTMLVideoElement, table: FrameTable): Decoder {
  const shown = (): number | null => {
    const us = timestampOf(video);
    return us === null ? null : rowNamed(table, us);
  };

  const goTo: Decoder["goTo"] = async (row, isWanted) => {
    for (const aim of aims) {
      // Each try depends on what the one before it showed.
      // oxlint-disable-next-line no-await-in-loop
      const arrived = await seek(
        video,
        ((table.us[row] ?? 0) + gapAfter(table, row) * aim) / 1e6,
        () => shown() === row,
      );
      if (arrived || !isWanted()) {
        break;
      }
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
