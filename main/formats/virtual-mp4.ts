import {
  ascii,
  box,
  fullBox,
  join,
  largeMediaDataHead,
  longWords,
  rotationMatrix,
  runs,
  u16,
  u32,
  u64,
  u8,
  words,
} from "./mp4-boxes.ts";

/** How one track of the original is described; the sample entry is written by `sample-entry.ts`. */
export interface VirtualTrack {
  readonly kind: "video" | "audio";
  readonly timescale: number;
  readonly sampleEntry: Uint8Array;
  /** Display size and clockwise turn of the picture; zero for sound. */
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
}

/** One sample on the virtual timeline, in decode order. */
export interface VirtualSample {
  /** Presentation time in ticks of its track; the earliest picture is at zero. */
  readonly time: number;
  readonly duration: number;
  readonly sync: boolean;
  readonly size: number;
  /** Where its bytes lie: which segment, and from which byte of the segment's sample bytes. */
  readonly segment: number;
  readonly offset: number;
}

/** A stretch of a track that is presented; what lies outside every edit is decoded but never shown (§8.6.6). */
export interface Edit {
  /** Ticks of the track on the virtual timeline. */
  readonly from: number;
  /** Ticks of the movie. */
  readonly duration: number;
}

/** One track with everything it needs. */
export interface VirtualLane {
  readonly track: VirtualTrack;
  readonly samples: readonly VirtualSample[];
  readonly edits: readonly Edit[];
}

/** A stretch of the file that comes from one segment. */
export interface Extent {
  readonly at: number;
  readonly length: number;
  readonly segment: number;
  readonly offset: number;
}

/** A whole MP4 of which only the head exists as bytes; the rest is named, not held. */
export interface VirtualFile {
  readonly head: Uint8Array;
  /** Ascending and without gaps from the end of `head` to `size`. */
  readonly extents: readonly Extent[];
  readonly size: number;
  /** Where the samples of each lane begin in the file, in their order. */
  readonly places: readonly Float64Array[];
}

interface Chunk {
  readonly samples: VirtualSample[];
  /** Offset from the first byte of sample data. */
  readonly at: number;
}

const language = u16(0x55c4);

/**
 * Writes the head of a faststart MP4 and maps everything behind it to samples.
 *
 * Decode times are the presentation times in ascending order, so a keyframe is decoded exactly when it is
 * due and no frame before one becomes unreachable; the edit list takes away what reordering added, so
 * presentation starts at zero. Samples keep their bytes and their decode order.
 */
export function layOutMp4(movieTimescale: number, lanes: readonly VirtualLane[]): VirtualFile {
  const { extents, chunks, bytes } = placeSamples(lanes);
  const type = box("ftyp", ascii("isom"), u32(0x200), ascii("isomiso6avc1mp41"));
  const movie = (start: number): Uint8Array =>
    box(
      "moov",
      movieHeader(movieTimescale, Math.max(0, ...lanes.map(presented)), lanes.length + 1),
      ...lanes.map((lane, index) => trackBox(index + 1, movieTimescale, lane, chunks[index] ?? [], start)),
    );
  const mediaHead = largeMediaDataHead(bytes);
  // Chunk offsets have a fixed width, so the movie box has the same length wherever the data starts.
  const start = type.length + movie(0).length + mediaHead.length;
  const head = join(type, movie(start), mediaHead);
  return {
    head,
    extents: extents.map(({ at, length, segment, offset }) => ({ at: at + start, length, segment, offset })),
    size: start + bytes,
    places: chunks.map((own) => placesOf(own, start)),
  };
}

function placesOf(chunks: readonly Chunk[], start: number): Float64Array {
  const places: number[] = [];
  for (const { samples, at } of chunks) {
    let place = start + at;
    for (const { size } of samples) {
      places.push(place);
      place += size;
    }
  }
  return Float64Array.from(places);
}

/** Length of what a track presents, in ticks of the movie. */
function presented({ edits }: VirtualLane): number {
  return edits.reduce((sum, { duration }) => sum + duration, 0);
}

/** Picture and sound alternate this often, seconds: a player never has to go back and forth between them. */
const interleave = 0.25;

function placeSamples(lanes: readonly VirtualLane[]): { extents: Extent[]; chunks: Chunk[][]; bytes: number } {
  const extents: Extent[] = [];
  const chunks: Chunk[][] = lanes.map(() => []);
  // Sound is small and goes first, so that the first picture is not waited for behind a row of others.
  const order = (place: number): number => (lanes[place]?.track.kind === "audio" ? 0 : 1);
  const groups = lanes.flatMap((lane, place) => slotsOf(lane).map((group) => ({ group, place })));
  let bytes = 0;
  groups.sort(
    (a, b) => a.group.segment - b.group.segment || a.group.slot - b.group.slot || order(a.place) - order(b.place),
  );
  for (const { group, place } of groups) {
    const { samples } = group;
    chunks[place]?.push({ samples, at: bytes });
    for (const { size, offset, segment } of samples) {
      extend(extents, { at: bytes, length: size, segment, offset });
      bytes += size;
    }
  }
  return { extents, chunks, bytes };
}

interface Slot {
  readonly segment: number;
  /** Counts in steps of `interleave` from the start of the timeline. */
  readonly slot: number;
  readonly samples: VirtualSample[];
}

/** Neighbours in decode order that lie in the same segment and are decoded in the same slot. */
function slotsOf({ track, samples }: VirtualLane): Slot[] {
  const decode = Float64Array.from(samples, ({ time }) => time).toSorted();
  const slots: Slot[] = [];
  samples.forEach((sample, index) => {
    const slot = Math.floor((decode[index] ?? 0) / track.timescale / interleave);
    const open = slots.at(-1);
    if (open !== undefined && open.segment === sample.segment && open.slot === slot) {
      open.samples.push(sample);
    } else {
      slots.push({ segment: sample.segment, slot, samples: [sample] });
    }
  });
  return slots;
}

function extend(extents: Extent[], next: Extent): void {
  const last = extents.at(-1);
  if (last !== undefined && last.segment === next.segment && last.offset + last.length === next.offset) {
    extents[extents.length - 1] = { ...last, length: last.length + next.length };
  } else if (next.length > 0) {
    extents.push(next);
  }
}

function movieHeader(timescale: number, duration: number, nextTrack: number): Uint8Array {
  return fullBox(
    "mvhd",
    1,
    0,
    u64(0, 0),
    u32(timescale),
    u64(duration),
    u32(0x0001_0000),
    u16(0x0100, 0),
    u32(0, 0),
    rotationMatrix(0, 0, 0),
    u32(0, 0, 0, 0, 0, 0),
    u32(nextTrack),
  );
}

/** Times of a track as its tables carry them. */
interface Timing {
  /** Virtual time of the earliest sample. */
  readonly origin: number;
  readonly decode: Float64Array;
  /** Presentation minus decode time per sample, never negative. */
  readonly shifts: readonly number[];
  /** What was added to every presentation time to make that so. */
  readonly lead: number;
}

function timing(samples: readonly VirtualSample[]): Timing {
  const origin = samples.reduce((least, { time }) => Math.min(least, time), Number.MAX_SAFE_INTEGER);
  const decode = Float64Array.from(samples, ({ time }) => time - origin).toSorted();
  const signed = samples.map(({ time }, index) => time - origin - (decode[index] ?? 0));
  const lead = signed.reduce((most, shift) => Math.max(most, -shift), 0);
  return { origin, decode, shifts: signed.map((shift) => shift + lead), lead };
}

function trackBox(
  id: number,
  movieTimescale: number,
  lane: VirtualLane,
  chunks: readonly Chunk[],
  start: number,
): Uint8Array {
  const { track, samples } = lane;
  const isVideo = track.kind === "video";
  const times = timing(samples);
  const last = samples.reduce((end, { time, duration }) => Math.max(end, time + duration), 0);
  const header = fullBox(
    "tkhd",
    1,
    3,
    u64(0, 0),
    u32(id, 0),
    u64(presented(lane)),
    u32(0, 0),
    u16(0, isVideo ? 0 : 1, isVideo ? 0 : 0x0100, 0),
    rotationMatrix(track.rotation, track.width, track.height),
    u32(track.width * 0x1_0000, track.height * 0x1_0000),
  );
  const media = box(
    "mdia",
    fullBox("mdhd", 1, 0, u64(0, 0), u32(track.timescale), u64(last - times.origin), language, u16(0)),
    fullBox("hdlr", 0, 0, u32(0), ascii(isVideo ? "vide" : "soun"), u32(0, 0, 0), u8(0)),
    box(
      "minf",
      isVideo ? fullBox("vmhd", 0, 1, u16(0, 0, 0, 0)) : fullBox("smhd", 0, 0, u16(0, 0)),
      box("dinf", fullBox("dref", 0, 0, u32(1), fullBox("url ", 0, 1))),
      sampleTable(lane, times, chunks, start),
    ),
  );
  return box("trak", header, editList(movieTimescale, lane, times), media);
}

function editList(movieTimescale: number, lane: VirtualLane, { origin, lead }: Timing): Uint8Array {
  const entries = lane.edits.flatMap(({ from, duration }) => {
    const media = from - origin + lead;
    if (media >= 0) {
      return [join(u64(duration, media), u16(1, 0))];
    }
    // Sound that starts later than the picture waits behind an empty edit.
    const wait = Math.min(duration, Math.round((-media * movieTimescale) / lane.track.timescale));
    const rest = duration - wait;
    const empty = join(u64(wait), u32(0xffff_ffff, 0xffff_ffff), u16(1, 0));
    return rest === 0 ? [empty] : [empty, join(u64(rest, 0), u16(1, 0))];
  });
  return box("edts", fullBox("elst", 1, 0, u32(entries.length), ...entries));
}

function sampleTable(
  { track, samples }: VirtualLane,
  { decode, shifts }: Timing,
  chunks: readonly Chunk[],
  start: number,
): Uint8Array {
  const deltas = samples.map((sample, index) => {
    const next = decode[index + 1];
    return next === undefined ? sample.duration : next - (decode[index] ?? 0);
  });
  const keys = samples.flatMap(({ sync }, index) => (sync ? [index + 1] : []));
  return box(
    "stbl",
    fullBox("stsd", 0, 0, u32(1), track.sampleEntry),
    runTable("stts", 0, deltas),
    ...(shifts.some((shift) => shift !== 0) ? [runTable("ctts", 1, shifts)] : []),
    ...(keys.length < samples.length ? [fullBox("stss", 0, 0, u32(keys.length), words(keys))] : []),
    chunkRuns(chunks),
    fullBox("stsz", 0, 0, u32(0, samples.length), words(samples.map(({ size }) => size))),
    fullBox("co64", 0, 0, u32(chunks.length), longWords(chunks.map(({ at }) => at + start))),
  );
}

function runTable(type: string, version: number, values: readonly number[]): Uint8Array {
  const entries = runs(values);
  return fullBox(type, version, 0, u32(entries.length), words(entries.flatMap(({ count, value }) => [count, value])));
}

function chunkRuns(chunks: readonly Chunk[]): Uint8Array {
  const entries: number[] = [];
  let previous = -1;
  chunks.forEach(({ samples }, index) => {
    if (samples.length !== previous) {
      entries.push(index + 1, samples.length, 1);
      previous = samples.length;
    }
  });
  return fullBox("stsc", 0, 0, u32(entries.length / 3), words(entries));
}
