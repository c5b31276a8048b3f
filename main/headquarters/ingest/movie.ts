import { child, children, fourCharacters, requiredChild, wide, type Box } from "./isobmff.ts";
import { readFragmentDefaults, type FragmentDefaults } from "./fragments.ts";
import { Refused } from "./refusal.ts";
import { readSampleTable } from "./sample-table.ts";
import type { SampleColumns } from "./samples.ts";
import type { EditEntry } from "./timeline.ts";

/** A track of a movie as its headers describe it. */
export interface MovieTrack {
  readonly id: number;
  readonly enabled: boolean;
  /** Handler: `vide`, `soun`, `tmcd`, `meta`… */
  readonly handler: string;
  readonly timescale: number;
  readonly language: string;
  /** Clockwise quarter turns to show the picture upright, in degrees. */
  readonly rotation: 0 | 90 | 180 | 270;
  readonly edits: readonly EditEntry[];
  /** First sample entry: type and body. */
  readonly entry: Box;
  readonly entries: number;
  readonly samples: SampleColumns;
  readonly fragmentDefaults: FragmentDefaults | null;
}

export interface Movie {
  readonly timescale: number;
  readonly fragmented: boolean;
  readonly tracks: readonly MovieTrack[];
}

/** Recorders write one or two, editors dozens. */
const maximumEdits = 4096;
/** Picture, sound, timecode and telemetry of several lenses. */
const maximumTracks = 64;

/** Reads `moov` (ISO/IEC 14496-12 §8.2; QuickTime File Format). */
export function readMovie(moov: DataView, fileBytes: number): Movie {
  const boxes = children(moov);
  const header = requiredChild(boxes, "mvhd").body;
  const timescale = header.getUint32(header.getUint8(0) === 1 ? 20 : 12);
  if (timescale === 0) {
    throw new Refused("damaged", "movie without a timescale");
  }
  const defaults = readFragmentDefaults(boxes);
  if (boxes.filter((box) => box.type === "trak").length > maximumTracks) {
    throw new Refused("damaged", "too many tracks");
  }
  const tracks = boxes
    .filter((box) => box.type === "trak")
    .map((box) => readTrack(children(box.body), defaults, fileBytes));
  return { timescale, fragmented: child(boxes, "mvex") !== null, tracks };
}

function readTrack(
  trak: readonly Box[],
  defaults: ReadonlyMap<number, FragmentDefaults>,
  fileBytes: number,
): MovieTrack {
  const header = requiredChild(trak, "tkhd").body;
  const long = header.getUint8(0) === 1;
  const id = header.getUint32(long ? 20 : 12);
  const mdia = children(requiredChild(trak, "mdia").body);
  const media = requiredChild(mdia, "mdhd").body;
  const mediaLong = media.getUint8(0) === 1;
  const timescale = media.getUint32(mediaLong ? 20 : 12);
  if (timescale === 0) {
    throw new Refused("damaged", "track without a timescale");
  }
  const stbl = children(requiredChild(children(requiredChild(mdia, "minf").body), "stbl").body);
  const description = requiredChild(stbl, "stsd").body;
  const entries = children(description, 8);
  const entry = entries[0];
  if (entry === undefined) {
    throw new Refused("damaged", "track without a description");
  }
  return {
    id,
    enabled: (header.getUint8(3) & 1) === 1,
    handler: fourCharacters(requiredChild(mdia, "hdlr").body, 8),
    timescale,
    language: languageOf(media.getUint16(mediaLong ? 32 : 20)),
    rotation: rotationOf(header, long ? 52 : 40),
    edits: readEdits(trak),
    entry,
    entries: entries.length,
    samples: readSampleTable(stbl, fileBytes),
    fragmentDefaults: defaults.get(id) ?? null,
  };
}

function readEdits(trak: readonly Box[]): EditEntry[] {
  const edts = child(trak, "edts");
  const elst = edts === null ? null : child(children(edts.body), "elst");
  if (elst === null) {
    return [];
  }
  const { body } = elst;
  const long = body.getUint8(0) === 1;
  const count = body.getUint32(4);
  const size = long ? 20 : 12;
  if (8 + count * size > body.byteLength) {
    throw new Refused("damaged", "elst shorter than its count");
  }
  if (count > maximumEdits) {
    throw new Refused("unsupported-edits", "more edits than a recording has");
  }
  return Array.from({ length: count }, (_, index) => {
    const at = 8 + index * size;
    return long
      ? {
          duration: wide(body.getBigUint64(at)),
          mediaTime: wide(body.getBigInt64(at + 8)),
          rate: body.getUint32(at + 16),
        }
      : { duration: body.getUint32(at), mediaTime: body.getInt32(at + 4), rate: body.getUint32(at + 8) };
  });
}

function languageOf(packed: number): string {
  const letters = [10, 5, 0].map((shift) => ((packed >> shift) & 31) + 0x60);
  // QuickTime language codes lie below the packed ISO 639-2 ones.
  return packed < 0x400 ? "und" : String.fromCharCode(...letters);
}

function rotationOf(header: DataView, at: number): 0 | 90 | 180 | 270 {
  const a = header.getInt32(at);
  const b = header.getInt32(at + 4);
  if (a === 0 && b !== 0) {
    return b > 0 ? 90 : 270;
  }
  return a < 0 ? 180 : 0;
}
