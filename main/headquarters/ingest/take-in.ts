import { access, open, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { writePackage, type ManifestFacts, type SegmentContent, type WrittenPackage } from "./package-writer.ts";
import { namedKey, newRoot, treeDepth } from "../../formats/key-tree.ts";
import { footageRow } from "./footage-row.ts";
import { ingestMetadataSchema, type IngestMetadata } from "./metadata.ts";
import { glanceOf, survey } from "./glances.ts";
import type { AssetKeys, IngestedFootage, IngestOptions, IngestProgress } from "./options.ts";
import { planSegments } from "./plan.ts";
import { audioStepsPerSecond, type Recording, type RecordingTrack } from "./recording.ts";
import { Refused } from "./refusal.ts";
import { openCarried, originDigest, originRecords, type Carried, type Origin, type OriginMap } from "./rendition.ts";
import { sealOriginal } from "./sealed-original.ts";
import { audioStepCount, readSegments } from "./segments.ts";
import { openSource, type Source } from "./source.ts";

/** Longest file name that every file system of an archive takes, in bytes of UTF-8. */
const maximumName = 255;

/** Files in the store under their final and their temporary names. */
interface Places {
  readonly packageFile: string;
  readonly originalFile: string;
  readonly packagePath: string;
  readonly originalPath: string;
  readonly newPackage: string;
  readonly newOriginal: string;
  /** Ciphertext of a rendition on its way into the package. */
  readonly scratch: string;
}

/** The whole of ingest; see `ingestFile`. @throws {Refused} for every refusal. */
export async function takeIn(options: IngestOptions): Promise<IngestedFootage> {
  const meta = checkMetadata(options);
  const places = placesOf(options.folder, meta.asset);
  await assertNew(places);
  options.signal?.throwIfAborted();
  const source = await openSource(options.file);
  try {
    const carried = await parsed(() => openCarried(source, places.scratch, options.signal));
    try {
      return await store(options, meta, places, source, carried);
    } finally {
      await carried.remove();
    }
  } catch (error) {
    await Promise.all([places.newPackage, places.newOriginal].map((file) => rm(file, { force: true })));
    throw error;
  } finally {
    await source.close();
  }
}

function checkMetadata(options: IngestOptions): IngestMetadata {
  if (Buffer.byteLength(basename(options.file)) > maximumName) {
    throw new Refused("name-too-long", "file name");
  }
  const meta = ingestMetadataSchema.safeParse(options.meta);
  if (!meta.success) {
    throw new Refused("bad-metadata", meta.error.issues.map((issue) => issue.path.join(".")).join(", "));
  }
  return meta.data;
}

function placesOf(folder: string, asset: string): Places {
  const packageFile = `${asset}.vitrine`;
  const originalFile = `${asset}.original`;
  const packagePath = join(folder, packageFile);
  const originalPath = join(folder, originalFile);
  return {
    packageFile,
    originalFile,
    packagePath,
    originalPath,
    newPackage: `${packagePath}.new`,
    newOriginal: `${originalPath}.new`,
    scratch: `${packagePath}.rendition`,
  };
}

async function assertNew(places: Places): Promise<void> {
  for (const file of [places.packagePath, places.originalPath]) {
    // oxlint-disable-next-line no-await-in-loop
    const taken = await access(file).then(
      () => true,
      () => false,
    );
    if (taken) {
      throw new Refused("exists", "code is taken");
    }
  }
  // What a killed ingest left under its temporary names is nobody's.
  const leftovers = [places.newPackage, `${places.newPackage}.body`, places.newOriginal, places.scratch];
  await Promise.all(leftovers.map((file) => rm(file, { force: true })));
}

/** Reading past the end of a box is damage of the file, not a fault of ours. */
async function parsed<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof RangeError) {
      throw new Refused("damaged", "box shorter than its fields");
    }
    throw error;
  }
}

async function store(
  options: IngestOptions,
  meta: IngestMetadata,
  places: Places,
  source: Source,
  { recording, source: carried, origin }: Carried,
): Promise<IngestedFootage> {
  const { signal, signer } = options;
  const plan = await parsed(() => planSegments(carried, recording));
  const surveyed =
    options.survey === false ? null : await survey(carried, recording, demuxerOf(recording, origin), signal);
  const map = origin?.map ?? null;
  const { start } = extentOf(recording);
  const rootKey = newRoot();
  const keys: AssetKeys = { treeRoot: rootKey, original: namedKey(rootKey, "original") };
  const packaging = progressOf(options, "packaging", source.size);
  const sealing = progressOf(options, "sealing", source.size);
  const written = await writePackage(places.newPackage, {
    asset: meta.asset,
    rootKey,
    signer,
    segmentCount: plan.length,
    segments: readSegments(carried, recording, plan, packaging, signal),
    rendition: origin?.kind ?? "original",
    ...(surveyed === null && map === null
      ? {}
      : { glance: (segment) => glanceOf(surveyed, recording, segment, start, recordsOf(map, segment)) }),
    facts: async () => {
      const mediaDigest = await sealOriginal(source, places.newOriginal, meta.asset, keys.original, sealing, signal);
      await source.assertUnchanged();
      return manifestFacts(options, meta, recording, origin, { mediaDigest, originalBytes: source.size });
    },
  });
  const footage = footageRow(meta, recording, written);
  signal?.throwIfAborted();
  await options.takeCustody(meta.asset, keys);
  await publish(options.folder, places);
  return ingested(footage, places, written);
}

function ingested(footage: IngestedFootage["footage"], places: Places, written: WrittenPackage): IngestedFootage {
  const { segments } = written.manifest;
  return {
    footage,
    packageFile: places.packageFile,
    originalFile: places.originalFile,
    packageBytes: written.bytes,
    segments: segments.length,
    treeDepth: treeDepth(segments.length),
    segmentFrames: segments.map(({ firstFrame, frames }) => ({ firstFrame, frames })),
  };
}

function progressOf(options: IngestOptions, phase: IngestProgress["phase"], total: number): (bytes: number) => void {
  let done = 0;
  return (bytes) => {
    done += bytes;
    options.onProgress?.({ phase, done, total });
  };
}

/** Start and end of the presentation, in ticks of the track with the frames. */
function extentOf(recording: Recording): {
  readonly main: RecordingTrack;
  readonly start: number;
  readonly end: number;
} {
  const [main] = recording.tracks;
  if (main === undefined) {
    throw new Error("recording without a track");
  }
  const first = main.timeline.order[0];
  const startTicks = first === undefined ? 0 : (main.timeline.at[first] ?? 0);
  const start = recording.kind === "audio" ? Math.max(0, startTicks) : startTicks;
  const steps = recording.kind === "audio" ? audioStepCount(main) : 0;
  const stepsEnd = start + Math.floor((steps * main.description.timescale) / audioStepsPerSecond);
  return { main, start, end: recording.kind === "audio" ? Math.min(stepsEnd, main.timeline.end) : main.timeline.end };
}

function manifestFacts(
  options: IngestOptions,
  meta: IngestMetadata,
  recording: Recording,
  origin: Origin | null,
  original: { mediaDigest: string; originalBytes: number },
): ManifestFacts {
  const { start, end } = extentOf(recording);
  return {
    ...original,
    kind: recording.kind,
    container: recording.container,
    tracks: recording.tracks.map((track) => track.description),
    omitted: [...recording.omitted],
    startTicks: start,
    endTicks: end,
    ...(recording.timecode === undefined ? {} : { timecode: recording.timecode }),
    ...(origin === null ? {} : { origin: originFacts(origin) }),
    createdAt: (options.now ?? new Date()).toISOString(),
    metadata: JSON.parse(JSON.stringify(meta)),
  };
}

function originFacts({ tool, videoCodec, audioCodec, map }: Origin): NonNullable<ManifestFacts["origin"]> {
  return {
    tool,
    videoCodec,
    audioCodec,
    timeBase: map?.decoded.timeBase ?? { numerator: 1, denominator: 1 },
    mapDigest: map === null ? "" : originDigest(map),
    leastLikeness: map?.likeness?.reduce((least, value) => Math.min(least, value), 10_000) ?? 10_000,
  };
}

function recordsOf(map: OriginMap | null, segment: SegmentContent): Uint8Array {
  const from = segment.frames[0]?.frame ?? 0;
  return map === null ? new Uint8Array() : originRecords(map, from, from + segment.frames.length);
}

/** FFmpeg's reader of what is carried: a rendition is always MP4. */
function demuxerOf(recording: Recording, origin: Origin | null): string {
  return origin === null && ["wav", "mp3"].includes(recording.container) ? recording.container : "mov";
}

/** Both files get their names or neither; the folder is synced so that the names survive a power cut. */
async function publish(folder: string, places: Places): Promise<void> {
  await rename(places.newOriginal, places.originalPath);
  try {
    await rename(places.newPackage, places.packagePath);
  } catch (error) {
    await rm(places.originalPath, { force: true });
    throw error;
  }
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
