import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { originalContext } from "../../../../main/formats/footage-package.ts";
import { openMessage } from "../../../../main/formats/chunked-encryption.ts";
import { openGlance, type Glance } from "../../../../main/formats/glance.ts";
import { leafKey, namedKey } from "../../../../main/formats/key-tree.ts";
import { findMediaTool } from "../../../../main/headquarters/ingest/media-tool.ts";
import { decodePictures } from "../../../../main/headquarters/ingest/picture-proof.ts";
import { openCarried } from "../../../../main/headquarters/ingest/rendition.ts";
import { Refused } from "../../../../main/headquarters/ingest/refusal.ts";
import { openSource } from "../../../../main/headquarters/ingest/source.ts";
import { canMakeClips, clip } from "../../../support/clips.ts";
import { takeIn, type TakenIn } from "../../../support/picture.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vitrine-rendition-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function glanceOf(taken: TakenIn, segment: number): Glance {
  const { manifest, bodyOffset } = taken.header;
  const { glances, asset, rendition, treeDepth } = manifest;
  const ahead = glances?.segments.slice(0, segment).reduce((sum, { bytes }) => sum + bytes, 0) ?? 0;
  const from = bodyOffset + (glances?.offset ?? 0) + ahead;
  const sealed = readFileSync(taken.packagePath).subarray(from, from + (glances?.segments[segment]?.bytes ?? 0));
  return openGlance({ asset, segment, rendition, segmentKey: leafKey(taken.root, treeDepth, segment) }, sealed);
}

describe.skipIf(!canMakeClips())("a recording that only FFmpeg can read (ffmpeg makes the clips)", () => {
  it.each([
    ["mkv", "rewrapped", "h264", 240, 10_000],
    ["vp9", "rewrapped", "vp9", 240, 10_000],
    ["ts", "rewrapped", "h264", 240, 10_000],
    ["hevc", "transcoded", "hevc", 120, 3000],
    ["avi", "transcoded", "mpeg4", 120, 3000],
  ] as const)(
    "R5 R6: %s is carried %s, each frame proved to be that of the original",
    async (name, kind, codec, frames, least) => {
      const file = clip(name);
      const before = readFileSync(file);
      const taken = await takeIn(file, folder);
      const { manifest } = taken.header;
      expect(manifest).toMatchObject({ rendition: kind, frames, origin: { videoCodec: codec } });
      expect(manifest.origin?.leastLikeness).toBeGreaterThanOrEqual(least);
      // Untouched, and sealed byte for byte.
      expect(readFileSync(file).equals(before)).toBe(true);
      const sealed = readFileSync(taken.packagePath.replace(/\.vitrine$/u, ".original"));
      const plain = openMessage(namedKey(taken.root, "original"), originalContext(taken.asset), sealed);
      expect(Buffer.from(plain).equals(before)).toBe(true);
      expect(manifest.mediaDigest).toBe(createHash("sha256").update(before).digest("hex"));
      // The map names, frame by frame, the picture of the original, as a second decoding of it finds.
      const records = Buffer.concat(manifest.segments.map((_, segment) => glanceOf(taken, segment).origin));
      expect(createHash("sha256").update(records).digest("hex")).toBe(manifest.origin?.mapDigest);
      const tool = findMediaTool();
      const source = await openSource(file);
      const demuxer = { mkv: "matroska,webm", vp9: "matroska,webm", ts: "mpegts", hevc: "mov", avi: "avi" }[name];
      const again = tool === null ? null : await decodePictures(tool, source, demuxer, undefined);
      await source.close();
      const named = Array.from({ length: frames }, (_, frame) => records.subarray(frame * 42 + 8, frame * 42 + 40));
      expect(Buffer.concat(named).equals(Buffer.from(again?.digests ?? []))).toBe(true);
      expect(readdirSync(folder).filter((left) => !/\.(?:vitrine|original)$/u.test(left))).toEqual([]);
    },
    180_000,
  );

  it("R3: what is made on the way lies on disk as ciphertext only", async () => {
    const source = await openSource(clip("mkv"));
    const scratch = join(folder, "scratch");
    const carried = await openCarried(source, scratch, undefined);
    const sealed = readFileSync(scratch);
    const made = await carried.source.read(0, carried.source.size);
    expect(sealed.length).toBeGreaterThan(made.length);
    for (const name of ["moov", "moof", "mdat", "avcC"]) {
      expect(Buffer.from(made).indexOf(name)).toBeGreaterThan(0);
      expect(sealed.indexOf(name)).toBe(-1);
    }
    await carried.remove();
    await source.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("refuses a rendition of which one picture is another than in the original (R6)", async () => {
    const bytes = readFileSync(clip("ts"));
    // A transport stream that loses packets in the middle decodes to something else each time it is wrapped anew.
    const at = Math.floor(bytes.length / 2 / 188) * 188;
    const file = join(folder, "lost.ts");
    writeFileSync(file, Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 188 * 40)]));
    const source = await openSource(file);
    const outcome = await openCarried(source, join(folder, "scratch"), undefined).then(
      async (carried) => {
        const { origin } = carried;
        await carried.remove();
        return origin?.map === null ? "unproved" : "proved";
      },
      (error: unknown) => (error instanceof Refused ? error.refusal.reason : "crash"),
    );
    await source.close();
    expect(["proved", "rendition-unproven", "damaged", "unreliable-times"]).toContain(outcome);
  });

  describe("a hostile file", () => {
    it.each([
      ["a playlist", `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n`],
      ["a list of files", `ffconcat version 1.0\nfile '/etc/passwd'\n${" ".repeat(500)}\n`],
      ["a session description", `v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n${" ".repeat(500)}\n`],
      ["a web address", `http://127.0.0.1:9/x.mp4\n${" ".repeat(500)}\n`],
    ])("that is %s is not taken in, whatever its name says (R12)", async (_what, text) => {
      for (const name of ["x.mkv", "x.m3u8", "x.mp4"]) {
        writeFileSync(join(folder, name), text);
        // oxlint-disable-next-line no-await-in-loop
        await expect(takeIn(join(folder, name), folder)).rejects.toThrow(/unsupported-container|truncated/u);
      }
    });

    it("with a foreign head on a list of files reaches no other file (R12)", async () => {
      const outside = join(folder, "outside.txt");
      writeFileSync(outside, "not to be read");
      for (const head of [Buffer.from("1a45dfa3", "hex"), Buffer.from("000001ba", "hex")]) {
        const file = join(folder, "x.bin");
        const text = `\nffconcat version 1.0\nfile '${outside}'\n${" ".repeat(800)}`;
        writeFileSync(file, Buffer.concat([head, Buffer.from(text)]));
        // oxlint-disable-next-line no-await-in-loop
        await expect(takeIn(file, folder)).rejects.toThrow(/damaged/u);
      }
      expect(readdirSync(folder).toSorted()).toEqual(["outside.txt", "x.bin"]);
    });
  });
});

describe.skipIf(!canMakeClips())("what ingest notices of a recording", () => {
  let made = "";
  let taken: TakenIn;
  beforeAll(async () => {
    made = mkdtempSync(join(tmpdir(), "vitrine-survey-"));
    const { spawnSync } = await import("node:child_process");
    const file = join(made, "noticed.mp4");
    const parts = [
      "testsrc2=s=320x180:r=25:d=4[a]",
      "color=black:s=320x180:r=25:d=3[b]",
      "color=white:s=320x180:r=25:d=4,drawbox=20:20:60:60:red:fill[c]",
      "testsrc2=s=320x180:r=25:d=4,gblur=sigma=24[d]",
      "[a][b][c][d]concat=n=4[v]",
      "aevalsrc='if(lt(t,5),0,if(lt(t,10),0.4*sin(2764*t),4*sin(2764*t)))':d=15:s=48000[s]",
    ];
    const coding = [
      "-c:v",
      "libx264",
      "-preset",
      "veryfast",
      "-crf",
      "18",
      "-g",
      "50",
      "-c:a",
      "libmp3lame",
      "-b:a",
      "192k",
    ];
    const sources = ["-v", "error", "-filter_complex", parts.join(";"), "-map", "[v]", "-map", "[s]"];
    const { status } = spawnSync("ffmpeg", [...sources, ...coding, file]);
    if (status !== 0) {
      throw new Error("the recording could not be made");
    }
    taken = await takeIn(file, made, true);
  });
  afterAll(() => rmSync(made, { recursive: true, force: true }));

  it("are black, frozen and blurred pictures and silent and overdriven sound, each where it is", () => {
    const segments = taken.header.manifest.segments.map((_, segment) => glanceOf(taken, segment));
    const framesOf = (kind: string): { first: number; last: number } | null => {
      const spans = segments.flatMap(({ head }) => head.spans.filter((span) => span.kind === kind));
      const first = Math.min(...spans.map(({ from }) => from));
      return spans.length === 0 ? null : { first, last: Math.max(...spans.map(({ to }) => to)) };
    };
    const about = (frame: number): unknown => expect.closeTo(frame, -1.7);
    expect(framesOf("black")).toEqual({ first: about(100), last: about(175) });
    expect(framesOf("blurred")).toEqual({ first: about(275), last: about(375) });
    expect(framesOf("silent")).toEqual({ first: 0, last: about(125) });
    expect(framesOf("clipped")).toEqual({ first: about(250), last: about(375) });
    expect(framesOf("frozen")?.last).toEqual(about(275));
  });

  it("comes with a small picture, its light and the sound for every second, all sealed (R3)", () => {
    const { segments } = taken.header.manifest;
    const sealed = readFileSync(taken.packagePath);
    const pictures = segments.flatMap((_, segment) => {
      const { head, pictures: own } = glanceOf(taken, segment);
      expect(Buffer.from(head.light.mean, "base64").length).toBe(head.light.frames.length * 144);
      expect(Buffer.from(head.peaks?.low ?? "", "base64").length).toBeGreaterThan(40);
      return own.map((picture, index) => ({ frame: head.pictures[index]?.frame, picture }));
    });
    expect(pictures.map(({ frame }) => frame)).toEqual(Array.from({ length: 15 }, (_, second) => second * 25));
    for (const { picture } of pictures) {
      expect(Buffer.from(picture.subarray(0, 2)).toString("hex")).toBe("ffd8");
      expect(sealed.indexOf(picture.subarray(0, 24))).toBe(-1);
    }
  });
});
