import { audioCoding, audioEntries, videoCoding, videoEntries } from "./codings.ts";
import { readFragment, type FragmentTarget } from "./fragments.ts";
import { child, children, fourCharacters, listFileBoxes, readBody, type FileBox } from "./isobmff.ts";
import { readMovie, type Movie, type MovieTrack } from "./movie.ts";
import { type Recording, type RecordingTrack } from "./recording.ts";
import type { Timecode } from "../../../shared/model/footage.ts";
import { Refused } from "./refusal.ts";
import { at, SampleCollector, type SampleColumns } from "./samples.ts";
import type { Source } from "./source.ts";
import { presentedTimeline } from "./timeline.ts";

/** Reads the headers of an MP4, M4A or MOV file, fragmented or not. */
export async function readMovieFile(source: Source): Promise<Recording> {
  const boxes = await listFileBoxes(source);
  const moov = boxes.find((box) => box.type === "moov");
  if (moov === undefined) {
    throw new Refused("truncated", "no moov: the recording was not closed");
  }
  const movie = readMovie(await readBody(source, moov), source.size);
  const fragments = movie.fragmented
    ? await readFragments(source, boxes, movie.tracks)
    : new Map<number, SampleColumns>();
  const samplesOf = (track: MovieTrack): SampleColumns => fragments.get(track.id) ?? track.samples;
  const video = choose(movie.tracks, "vide", samplesOf);
  const audio = choose(movie.tracks, "soun", samplesOf);
  const tracks: RecordingTrack[] = [];
  if (video !== null) {
    tracks.push(videoTrack(video, samplesOf(video), movie));
  }
  if (audio !== null) {
    tracks.push(audioTrack(audio, samplesOf(audio), movie));
  }
  if (tracks.length === 0) {
    throw new Refused("empty", "no picture and no sound");
  }
  for (const track of tracks) {
    assertInside(track.samples, source.size);
  }
  return {
    kind: video === null ? "audio" : "video",
    container: await containerOf(source, boxes),
    tracks,
    ...(await timecodeOf(source, movie, samplesOf)),
    omitted: movie.tracks
      .filter((track) => track !== video && track !== audio)
      .map((track) => `${track.handler}:${track.entry.type}`.replaceAll(/[^\x20-\x7e]/gu, "?")),
  };
}

async function containerOf(source: Source, boxes: readonly FileBox[]): Promise<string> {
  const type = boxes.find((box) => box.type === "ftyp");
  if (type === undefined || type.end - type.bodyOffset < 4) {
    return "mov";
  }
  return fourCharacters(await source.view(type.bodyOffset, type.bodyOffset + 4), 0) === "qt  " ? "mov" : "mp4";
}

async function readFragments(
  source: Source,
  boxes: readonly FileBox[],
  tracks: readonly MovieTrack[],
): Promise<Map<number, SampleColumns>> {
  const targets = new Map<number, FragmentTarget>();
  for (const track of tracks) {
    const samples = new SampleCollector(source.size);
    let nextDts = 0;
    for (let sample = 0; sample < track.samples.count; sample++) {
      const { dts, cts, duration, offset, size, claimedSync } = track.samples;
      const found = { dts: at(dts, sample), duration: at(duration, sample) };
      samples.add({
        ...found,
        cts: at(cts, sample),
        offset: at(offset, sample),
        size: at(size, sample),
        sync: at(claimedSync, sample) === 1,
      });
      nextDts = found.dts + found.duration;
    }
    targets.set(track.id, { defaults: track.fragmentDefaults ?? { duration: 0, size: 0, flags: 0 }, samples, nextDts });
  }
  for (const box of boxes) {
    if (box.type === "moof") {
      // A fragment continues the times of the one before.
      // oxlint-disable-next-line no-await-in-loop
      readFragment(await readBody(source, box), box.offset, targets);
    }
  }
  return new Map([...targets].map(([id, target]) => [id, target.samples.finish()]));
}

/** What a `tmcd` track says of its first sample (QuickTime File Format, "Timecode media"). */
async function timecodeOf(
  source: Source,
  movie: Movie,
  samplesOf: (track: MovieTrack) => SampleColumns,
): Promise<{ timecode?: Timecode }> {
  const track = movie.tracks.find(({ handler, entry }) => handler === "tmcd" && entry.type === "tmcd");
  if (track === undefined || samplesOf(track).count === 0 || track.entry.body.byteLength < 25) {
    return {};
  }
  const { body } = track.entry;
  const offset = at(samplesOf(track).offset, 0);
  const duration = body.getUint32(20);
  const rate = body.getUint8(24);
  if (rate === 0 || duration === 0 || offset + 4 > source.size) {
    return {};
  }
  const first = (await source.view(offset, offset + 4)).getUint32(0);
  // A cut at the start of the movie moves into the counting, too.
  const cut = Math.max(0, track.edits.find(({ mediaTime }) => mediaTime >= 0)?.mediaTime ?? 0);
  const start = first + Math.floor(cut / duration);
  return { timecode: { start, rate, dropFrame: (body.getUint32(12) & 1) === 1 } };
}

/** The first enabled track with samples, else the first with samples. */
function choose(
  tracks: readonly MovieTrack[],
  handler: string,
  samplesOf: (track: MovieTrack) => SampleColumns,
): MovieTrack | null {
  const filled = tracks.filter((track) => track.handler === handler && samplesOf(track).count > 0);
  return filled.find((track) => track.enabled) ?? filled[0] ?? null;
}

/** Larger than any picture of 8K film. */
const maximumSampleBytes = 64 * 1024 * 1024;

function assertInside(samples: SampleColumns, fileSize: number): void {
  let bytes = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    if (at(samples.offset, sample) + at(samples.size, sample) > fileSize) {
      throw new Refused("truncated", "samples beyond the end of the file");
    }
    if (at(samples.size, sample) === 0) {
      throw new Refused("damaged", "sample without bytes");
    }
    bytes += at(samples.size, sample);
    // Samples that lie over one another would make a package many times the size of its original.
    if (at(samples.size, sample) > maximumSampleBytes || bytes > 2 * fileSize) {
      throw new Refused("damaged", "samples larger than the file");
    }
  }
}

function assertPlain(track: MovieTrack, expected: readonly string[]): void {
  const { type } = track.entry;
  if (type === "encv" || type === "enca") {
    throw new Refused("encrypted", type);
  }
  if (!expected.includes(type)) {
    throw new Refused("unsupported-codec", type.replaceAll(/[^\x20-\x7e]/gu, "?"));
  }
  if (track.entries !== 1) {
    throw new Refused("unsupported-codec", "coding changes inside the recording");
  }
}

function videoTrack(track: MovieTrack, samples: SampleColumns, movie: Movie): RecordingTrack {
  assertPlain(track, videoEntries);
  const { body } = track.entry;
  const { inspect, ...coding } = videoCoding(track.entry);
  const pasp = child(children(body, 78), "pasp");
  const width = body.getUint16(24);
  const height = body.getUint16(26);
  if (width === 0 || height === 0) {
    throw new Refused("damaged", "picture without a size");
  }
  const horizontal = pasp?.body.getUint32(0) ?? 1;
  const vertical = pasp?.body.getUint32(4) ?? 1;
  const square = horizontal === 0 || vertical === 0;
  return {
    description: {
      kind: "video",
      ...coding,
      timescale: track.timescale,
      language: track.language,
      width,
      height,
      rotation: track.rotation,
      pixelAspect: square ? { horizontal: 1, vertical: 1 } : { horizontal, vertical },
    },
    samples,
    timeline: presentedTimeline(samples, track.edits, movie.timescale, track.timescale),
    inspect,
  };
}

function audioTrack(track: MovieTrack, samples: SampleColumns, movie: Movie): RecordingTrack {
  assertPlain(track, audioEntries);
  const { inspect, ...coding } = audioCoding(track.entry);
  return {
    description: {
      kind: "audio",
      ...coding,
      timescale: track.timescale,
      language: track.language,
      bitsPerSample: 0,
    },
    samples,
    timeline: presentedTimeline(samples, track.edits, movie.timescale, track.timescale, false),
    inspect,
  };
}
