import { createHash } from "node:crypto";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  copyFileSync,
  statSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openMessage } from "../../../../main/formats/chunked-encryption.ts";
import { generateSigningKey } from "../../../../main/formats/ed25519.ts";
import {
  openSegment,
  originalContext,
  readPackageHeader,
  type Segment,
} from "../../../../main/formats/footage-package.ts";
import { cover } from "../../../../main/formats/key-tree.ts";
import { parseVerifierKey, verifierKey } from "../../../../main/formats/signed-note.ts";
import {
  ingestFile,
  type AssetKeys,
  type IngestedFootage,
  type IngestMetadataInput,
  type IngestOptions,
} from "../../../../main/headquarters/ingest/index.ts";
import { canMakeClips, clip, probePackets, type ClipName } from "../../../support/clips.ts";

const signing = generateSigningKey();
const signer = { name: "ingest.example/station", key: signing.privateKey };
const verifier = parseVerifierKey(verifierKey(signer.name, signing.publicKey));
const demonstration = join(import.meta.dirname, "../../../../resources/demo");
const tricky = join(import.meta.dirname, "../../../../../shared/media");

const meta: IngestMetadataInput = JSON.parse(readFileSync(join(demonstration, "WH-20261109-A023-P1.json"), "utf8"));
const photo = join(demonstration, "WH-20261109-A023-P1.jpg");

let folder = "";
const custody = new Map<string, AssetKeys>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-ingest-"));
  custody.clear();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function options(file: string, more: Partial<IngestOptions> = {}): IngestOptions {
  return {
    file,
    meta,
    folder,
    signer,
    survey: false,
    takeCustody: (asset, keys) => void custody.set(asset, keys),
    ...more,
  };
}

async function taken(file: string): Promise<IngestedFootage> {
  const result = await ingestFile(options(file));
  if (!result.ok) {
    throw new Error(`refused: ${result.failure.reason} ${result.failure.detail}`);
  }
  return result.value;
}

/** Opens every segment of what was taken in, with the keys that went into custody. */
async function opened(ingested: IngestedFootage): Promise<Segment[]> {
  const path = join(folder, ingested.packageFile);
  const handle = await open(path, "r");
  try {
    const source = {
      size: statSync(path).size,
      read: async (from: number, to: number) => {
        const bytes = new Uint8Array(to - from);
        await handle.read(bytes, 0, bytes.length, from);
        return bytes;
      },
    };
    const header = await readPackageHeader(source, [verifier]);
    const nodes = cover(
      custody.get(ingested.footage.asset)?.treeRoot ?? new Uint8Array(),
      ingested.treeDepth,
      0,
      ingested.segments,
    );
    const segments: Segment[] = [];
    for (let index = 0; index < ingested.segments; index++) {
      // oxlint-disable-next-line no-await-in-loop
      const segment = await openSegment(header, nodes, index, source.read);
      if (segment !== null) {
        segments.push(segment);
      }
    }
    return segments;
  } finally {
    await handle.close();
  }
}

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Compares a package with what FFmpeg reads from the original, sample by sample. */
async function compareWithOriginal(file: string, ingested: IngestedFootage): Promise<void> {
  const segments = await opened(ingested);
  const rows = segments.flatMap((segment) =>
    (segment.table.tracks[0] ?? []).map((row, index) => ({ ...row, carried: digestOf(segment.sample(index)) })),
  );
  const packets = probePackets(file, ingested.footage.kind === "audio" ? "a" : "v");
  const carried = rows.map((row) => row.carried);
  const expected = packets.map((packet) => packet.digest);
  const start = expected.indexOf(carried[0] ?? "");
  expect(start).toBeGreaterThanOrEqual(0);
  expect(carried).toEqual(expected.slice(start, start + carried.length));
  const shown = packets.filter((packet) => packet.presented).toSorted((a, b) => a.pts - b.pts);
  const frames = rows.filter((row) => row.frame >= 0).toSorted((a, b) => a.frame - b.frame);
  // Sound has no frames to number; its packets were compared above.
  const numbered = ingested.footage.kind === "video" ? shown : [];
  expect(frames.map((row) => row.carried)).toEqual(numbered.map((packet) => packet.digest));
  expect(frames.map((row) => row.at - (frames[0]?.at ?? 0))).toEqual(
    numbered.map((packet) => packet.pts - (numbered[0]?.pts ?? 0)),
  );
}

describe.skipIf(!canMakeClips())("a recording that is taken in (ffmpeg makes the clips)", () => {
  it.each([
    ["plain30", 450, { numerator: 30, denominator: 1 }],
    ["cfr30", 450, { numerator: 30, denominator: 1 }],
    ["deep30", 450, { numerator: 30, denominator: 1 }],
    ["vfr", 360, null],
    ["f2997", 450, { numerator: 30_000, denominator: 1001 }],
    ["f60", 720, { numerator: 60, denominator: 1 }],
    ["trim", 500, { numerator: 30, denominator: 1 }],
    ["late", 400, { numerator: 30, denominator: 1 }],
    ["soundLonger", 360, { numerator: 30, denominator: 1 }],
    ["fragmented", 450, { numerator: 30, denominator: 1 }],
    ["f23976", 240, { numerator: 24_000, denominator: 1001 }],
    ["f5994", 300, { numerator: 60_000, denominator: 1001 }],
    ["openGop", 300, { numerator: 30, denominator: 1 }],
    ["gaps", 300, { numerator: 30, denominator: 1 }],
    ["twoTracks", 240, { numerator: 30, denominator: 1 }],
    ["rotated", 240, { numerator: 30, denominator: 1 }],
    ["wide", 240, { numerator: 30, denominator: 1 }],
    ["hourLate", 240, { numerator: 30, denominator: 1 }],
    ["pastHalfDay", 240, { numerator: 30, denominator: 1 }],
  ] as const satisfies readonly (readonly [ClipName, number, unknown])[])(
    "R5: carries %s over bit for bit, with the frames and times that FFmpeg sees",
    async (name, frames, rate) => {
      const file = clip(name);
      const ingested = await taken(file);
      expect(ingested.footage).toMatchObject({ kind: "video", frames, frameRate: rate, width: 320, height: 180 });
      await compareWithOriginal(file, ingested);
    },
    120_000,
  );

  it("knows the camera's timecode, and which numbers it leaves out", async () => {
    const { footage } = await taken(clip("drop2997"));
    expect(footage.timecode).toEqual({ start: 107_892 - 60, rate: 30, dropFrame: true });
  });

  it("names interruptions, of seconds and of hours (O-65)", async () => {
    const { footage } = await taken(clip("gaps"));
    expect(footage.gaps.map(({ lengthMs }) => lengthMs)).toEqual([5033, 5033]);
    const long = await ingestFile(options(clip("pastHalfDay"), { meta: { ...meta, asset: "WH-20261109-T900-01" } }));
    expect(long.ok ? long.value.footage.durationMs : 0).toBeGreaterThan(2 * 23_400_000);
  });

  it("starts each segment with a true IDR picture and keeps its frames together", async () => {
    const ingested = await taken(clip("cfr30"));
    const segments = await opened(ingested);
    let frame = 0;
    for (const { table } of segments) {
      const [rows] = table.tracks;
      expect(rows?.[0]?.sync).toBe(true);
      const own = (rows ?? []).map((row) => row.frame).toSorted((a, b) => a - b);
      expect(own).toEqual(own.map((_, index) => frame + index));
      frame += own.length;
    }
    expect(frame).toBe(450);
  });

  it.each([
    ["m4a", ["-c:a", "aac"]],
    ["mp3", ["-c:a", "libmp3lame"]],
    ["wav", ["-c:a", "pcm_s16le"]],
  ])("takes in sound alone as %s", async (extension, codec) => {
    const file = join(folder, `sound.${extension}`);
    const { spawnSync } = await import("node:child_process");
    spawnSync("ffmpeg", ["-v", "error", "-f", "lavfi", "-i", "sine=d=7", ...codec, file]);
    const ingested = await taken(file);
    expect(ingested.footage.kind).toBe("audio");
    expect(ingested.footage.frameRate).toEqual({ numerator: 25, denominator: 1 });
    expect(Math.abs(ingested.footage.durationMs - 7000)).toBeLessThan(60);
    if (extension !== "wav") {
      await compareWithOriginal(file, ingested);
    }
  });

  it("refuses a cut-off recording and leaves nothing behind", async () => {
    const file = join(tmpdir(), `vitrine-cut-${process.pid}.mp4`);
    copyFileSync(clip("plain30"), file);
    truncateSync(file, 100_000);
    const result = await ingestFile(options(file));
    rmSync(file);
    expect(result).toMatchObject({ ok: false, failure: { reason: "truncated" } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("refuses a recording whose picture data was overwritten, and leaves nothing behind", async () => {
    const file = join(tmpdir(), `vitrine-damaged-${process.pid}.mp4`);
    const bytes = readFileSync(clip("plain30"));
    bytes.fill(0xff, Math.floor(bytes.length * 0.6), Math.floor(bytes.length * 0.6) + 20_000);
    writeFileSync(file, bytes);
    const result = await ingestFile(options(file));
    rmSync(file);
    expect(result).toMatchObject({ ok: false, failure: { reason: "damaged" } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("R6: refuses B-frames without presentation times, which cannot be numbered", async () => {
    const bytes = readFileSync(clip("cfr30"));
    const at = bytes.indexOf("ctts");
    bytes.write("free", at, "latin1");
    const file = join(tmpdir(), `vitrine-untimed-${process.pid}.mp4`);
    writeFileSync(file, bytes);
    const result = await ingestFile(options(file));
    rmSync(file);
    expect(result).toMatchObject({ ok: false, failure: { reason: "unreliable-times" } });
  });

  it("stops when told to and leaves nothing behind", async () => {
    const stop = new AbortController();
    const result = await ingestFile(options(clip("plain30"), { signal: stop.signal, onProgress: () => stop.abort() }));
    expect(result).toMatchObject({ ok: false, failure: { reason: "cancelled" } });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("a photo that is taken in", () => {
  it("keeps the original sealed and byte for byte (R3, R5)", async () => {
    const ingested = await taken(photo);
    const sealed = readFileSync(join(folder, ingested.originalFile));
    const original = readFileSync(photo);
    expect(sealed.indexOf(original.subarray(1000, 1032))).toBe(-1);
    expect(readFileSync(join(folder, ingested.packageFile)).indexOf(original.subarray(1000, 1032))).toBe(-1);
    const keys = custody.get(meta.asset);
    const plain = openMessage(keys?.original ?? new Uint8Array(), originalContext(meta.asset), sealed);
    expect(digestOf(plain)).toBe(digestOf(original));
    expect(ingested.footage).toMatchObject({ kind: "photo", frames: 1, originalDigest: digestOf(original) });
  });

  it("refuses a second recording under the same code", async () => {
    await taken(photo);
    const before = readdirSync(folder).toSorted();
    expect(await ingestFile(options(photo))).toMatchObject({ ok: false, failure: { reason: "exists" } });
    expect(readdirSync(folder).toSorted()).toEqual(before);
  });

  it("leaves nothing behind when custody of the keys fails", async () => {
    const refusing = options(photo, { takeCustody: () => Promise.reject(new Error("no custody")) });
    await expect(ingestFile(refusing)).rejects.toThrow("no custody");
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    ["empty", "empty", Buffer.alloc(0)],
    ["too short", "truncated", Buffer.from("RI")],
    ["of an unknown kind", "unsupported-container", Buffer.from("%PDF-1.7 and more bytes")],
    [
      "a photo without its end",
      "truncated",
      existsSync(photo) ? readFileSync(photo).subarray(0, 9000) : Buffer.alloc(1),
    ],
    ["a movie that says nothing", "truncated", Buffer.from("000000086674797000000008", "hex")],
  ])("refuses a file that is %s", async (_what, reason, bytes) => {
    const file = join(tmpdir(), `vitrine-bad-${process.pid}`);
    writeFileSync(file, bytes);
    const result = await ingestFile(options(file));
    rmSync(file);
    expect(result).toMatchObject({ ok: false, failure: { reason } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("refuses a file that is not there, a name that is too long, and metadata that say too little", async () => {
    expect(await ingestFile(options(join(folder, "nothing")))).toMatchObject({ failure: { reason: "unreadable" } });
    expect(await ingestFile(options(join(folder, "长".repeat(90))))).toMatchObject({
      failure: { reason: "name-too-long" },
    });
    const bare = options(photo, { meta: { ...meta, wearers: [] } });
    expect(await ingestFile(bare)).toMatchObject({ failure: { reason: "bad-metadata", detail: "wearers" } });
  });
});

describe.skipIf(!existsSync(tricky))("real and tricky recordings (skipped when they are not on this machine)", () => {
  it.each([
    ["androidx-increasing-timestamps-fragmented.mp4", 932],
    ["androidx-increasing-timestamps.mp4", 932],
    ["androidx-without-stss.mp4", 30],
    ["decord-unordered.mov", 4],
    ["decord-video_90.mov", 3],
    ["gopro-max-heromode.mp4", 315],
    ["intel-one-by-one-person.mp4", 1394],
    ["mediabunny-cursed-vfr.mp4", 63],
    ["mediabunny-edts.mp4", 225],
    ["mediabunny-rotate-buck-bunny.mp4", 45],
    ["mediabunny-sar_2x1.mp4", 150],
    ["mediabunny-video.mp4", 125],
    ["mediabunny-multiple-aac-tracks.mp4", 126],
  ])("takes in %s bit for bit", async (name, frames) => {
    const file = join(tricky, name);
    const ingested = await taken(file);
    expect(ingested.footage.frames).toBe(frames);
    if (canMakeClips()) {
      await compareWithOriginal(file, ingested);
    }
  });

  it.each([
    ["decord-corrupted.mp4", "damaged"],
    ["mediabunny-annex-b.mp4", "damaged"],
    ["README.md", "unsupported-container"],
  ])("refuses %s as %s", async (name, reason) => {
    const result = await ingestFile(options(join(tricky, name)));
    expect(result).toMatchObject({ ok: false, failure: { reason } });
    expect(readdirSync(folder)).toEqual([]);
  });
});
