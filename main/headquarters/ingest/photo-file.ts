import { crc32 } from "node:zlib";
import { fourCharacters } from "./isobmff.ts";
import { plainFacts, type Recording } from "./recording.ts";
import { Refused } from "./refusal.ts";
import { SampleCollector } from "./samples.ts";
import type { Source } from "./source.ts";
import { presentedTimeline } from "./timeline.ts";

/** Larger than any camera's photo; a photo is held in memory whole. */
const maximumPhoto = 128 * 1024 * 1024;

/** Reads a JPEG (ITU-T T.81) or PNG (W3C PNG) as a recording of one frame. */
export async function readPhotoFile(source: Source, container: "jpeg" | "png"): Promise<Recording> {
  if (source.size > maximumPhoto) {
    throw new Refused("damaged", "photo too large");
  }
  const view = await source.view(0, source.size);
  const { width, height } = container === "jpeg" ? jpegSize(view) : pngSize(view);
  if (width === 0 || height === 0) {
    throw new Refused("damaged", "photo without a size");
  }
  const collector = new SampleCollector(source.size);
  collector.add({ dts: 0, cts: 0, duration: 1, offset: 0, size: source.size, sync: true });
  const samples = collector.finish();
  return {
    kind: "photo",
    container,
    omitted: [],
    tracks: [
      {
        description: {
          kind: "photo",
          codec: `image/${container}`,
          codecPrivate: "",
          timescale: 1,
          language: "und",
          width,
          height,
        },
        samples,
        timeline: presentedTimeline(samples, [], 1, 1),
        inspect: () => plainFacts,
      },
    ],
  };
}

function jpegSize(view: DataView): { width: number; height: number } {
  let at = 2;
  let size: { width: number; height: number } | null = null;
  while (at + 4 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) {
      throw new Refused("damaged", "photo segment expected");
    }
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (isStartOfFrame(marker)) {
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    if (marker === 0xda) {
      assertJpegEnds(view, at + 2 + length);
      break;
    }
    at += 2 + length;
  }
  if (size === null) {
    throw new Refused("truncated", "photo without a frame");
  }
  return size;
}

function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The end marker may be followed by what phones append, so it is searched for, not expected last. */
function assertJpegEnds(view: DataView, from: number): void {
  for (let at = view.byteLength - 2; at >= from; at--) {
    if (view.getUint8(at) === 0xff && view.getUint8(at + 1) === 0xd9) {
      return;
    }
  }
  throw new Refused("truncated", "photo has no end");
}

function pngSize(view: DataView): { width: number; height: number } {
  let at = 8;
  let size: { width: number; height: number } | null = null;
  while (at + 12 <= view.byteLength) {
    const length = view.getUint32(at);
    const type = fourCharacters(view, at + 4);
    if (at + 12 + length > view.byteLength) {
      throw new Refused("truncated", "photo is cut off");
    }
    const body = new Uint8Array(view.buffer, view.byteOffset + at + 4, length + 4);
    if (crc32(body) !== view.getUint32(at + 8 + length)) {
      throw new Refused("damaged", "photo check sum");
    }
    if (type === "IHDR") {
      size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    }
    if (type === "IEND" && size !== null) {
      return size;
    }
    at += 12 + length;
  }
  throw new Refused("truncated", "photo has no end");
}
