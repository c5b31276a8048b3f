import type { FrameOnScreen } from "./marks.ts";

/** Which frames the decoder itself named in a viewing, so that a note or a mark may name several of them (rule R6). */
export interface ConfirmedFrames {
  /** The vault took note of a frame on screen. */
  add(viewing: string, asset: string, frame: FrameOnScreen): void;
  /** The frame as the decoder named it; `null` when it did not, or too long ago. */
  find(viewing: string, asset: string, frame: number): FrameOnScreen | null;
}

/** More than anybody steps through before they sign; a frame that was forgotten is simply looked at again. */
const most = 8192;

/** Remembers the frames of the latest viewing, the newest ones when there are very many. */
export function createConfirmedFrames(): ConfirmedFrames {
  let latest = "";
  const frames = new Map<string, FrameOnScreen>();
  return {
    add: (viewing, asset, seen) => {
      if (viewing !== latest) {
        latest = viewing;
        frames.clear();
      }
      const { frame, ticks, timescale, digest, rendition } = seen;
      const key = `${asset}/${String(frame)}`;
      frames.delete(key);
      frames.set(key, { frame, ticks, timescale, digest, ...(rendition === undefined ? {} : { rendition }) });
      const [oldest] = frames.keys();
      if (frames.size > most && oldest !== undefined) {
        frames.delete(oldest);
      }
    },
    find: (viewing, asset, frame) => (viewing === latest ? (frames.get(`${asset}/${String(frame)}`) ?? null) : null),
  };
}
