import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { hex } from "../../../../main/formats/bytes.ts";
import { sha256 } from "../../../../main/formats/digest.ts";
import { videoSampleEntry } from "../../../../main/formats/sample-entry.ts";
import { layOutMp4, type VirtualSample } from "../../../../main/formats/virtual-mp4.ts";
import { openRecording } from "../../../../main/headquarters/ingest/open-recording.ts";
import type { Recording, RecordingTrack } from "../../../../main/headquarters/ingest/recording.ts";
import { openSource, type Source } from "../../../../main/headquarters/ingest/source.ts";
import { readByteRange } from "../../../../main/headquarters/http/byte-range.ts";

const folder = mkdtempSync(join(tmpdir(), "vitrine-long-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Beyond what 32 bits hold, and not a multiple of it: an offset that was cut to 32 bits is another one. */
const gap = 5 * 2 ** 30 + 12_345;
const containers = new Set(["moov", "trak", "mdia", "minf", "stbl"]);

/** Writes pieces at their places; what lies between them is a hole that takes no room on the disk. */
function writeSparse(file: string, size: number, pieces: readonly (readonly [at: number, bytes: Uint8Array])[]): void {
  const handle = openSync(file, "w");
  for (const [at, bytes] of pieces) {
    writeSync(handle, bytes, 0, bytes.length, at);
  }
  closeSync(handle);
  truncateSync(file, size);
}

function boxOf(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, body]);
}

function* boxesIn(bytes: Buffer): Generator<{ readonly type: string; readonly at: number; readonly body: Buffer }> {
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    yield {
      type: bytes.toString("latin1", at + 4, at + 8),
      at,
      body: bytes.subarray(at + 8, at + bytes.readUInt32BE(at)),
    };
  }
}

/** The same movie box with every chunk so many bytes further on, told in 64 bits (co64, ISO/IEC 14496-12 §8.7.5). */
function moved(bytes: Buffer, by: number): Buffer {
  const parts = [...boxesIn(bytes)].map(({ type, body }) => {
    if (containers.has(type)) {
      return boxOf(type, moved(body, by));
    }
    if (type !== "stco") {
      return boxOf(type, body);
    }
    const count = body.readUInt32BE(4);
    const long = Buffer.alloc(8 + count * 8);
    body.copy(long, 0, 0, 8);
    for (let chunk = 0; chunk < count; chunk++) {
      long.writeBigUInt64BE(BigInt(body.readUInt32BE(8 + chunk * 4) + by), 8 + chunk * 8);
    }
    return boxOf("co64", long);
  });
  return Buffer.concat(parts);
}

async function readRecording(file: string): Promise<{ readonly source: Source; readonly recording: Recording }> {
  const source = await openSource(file);
  return { source, recording: await openRecording(source) };
}

/** Digest of the bytes of each sample, at the place that was read for it. */
async function digestsOf(source: Source, { samples }: RecordingTrack): Promise<string[]> {
  const places = Array.from(
    { length: samples.count },
    (_, index) => [samples.offset[index], samples.size[index]] as const,
  );
  return Promise.all(places.map(async ([from = 0, size = 0]) => hex(sha256(await source.read(from, from + size)))));
}

describe("a recording longer than 4 GB", () => {
  it("R6: has the frames of the short one it was made from, each at its place behind the fourth gigabyte", async () => {
    const short = join(folder, "short.mp4");
    execFileSync(
      "ffmpeg",
      `-v error -f lavfi -i testsrc2=s=64x48:r=25:d=2 -f lavfi -i sine=d=2 -c:v libx264 -bf 2 -g 25 -pix_fmt yuv420p -c:a aac ${short}`.split(
        " ",
      ),
    );
    const bytes = readFileSync(short);
    const boxes = [...boxesIn(bytes)];
    const media = boxes.find(({ type }) => type === "mdat");
    const movie = boxes.find(({ type }) => type === "moov");
    if (media === undefined || movie === undefined || movie.at < media.at) {
      throw new Error("the short recording is not laid out as expected");
    }
    const large = Buffer.alloc(16);
    large.writeUInt32BE(1);
    large.write("mdat", 4, "latin1");
    large.writeBigUInt64BE(BigInt(16 + gap + media.body.length), 8);
    const payload = media.at + 16 + gap;
    const head = boxOf("moov", moved(movie.body, payload - (media.at + 8)));
    const long = join(folder, "long.mp4");
    const end = payload + media.body.length;
    writeSparse(long, end + head.length, [
      [0, bytes.subarray(0, media.at)],
      [media.at, large],
      [payload, media.body],
      [end, head],
    ]);
    // No gigabytes are written anywhere.
    expect(statSync(long).blocks * 512).toBeLessThan(4 * 2 ** 20);

    const [one, other] = [await readRecording(short), await readRecording(long)];
    expect(other.recording.tracks).toHaveLength(2);
    for (const [index, track] of other.recording.tracks.entries()) {
      const original = one.recording.tracks[index];
      if (original === undefined) {
        throw new Error("a track is missing");
      }
      expect(Math.min(...track.samples.offset.subarray(0, track.samples.count))).toBeGreaterThan(2 ** 32);
      expect(track.timeline).toEqual(original.timeline);
      // oxlint-disable-next-line no-await-in-loop -- picture, then sound
      expect(await digestsOf(other.source, track)).toEqual(await digestsOf(one.source, original));
    }
    await Promise.all([one.source.close(), other.source.close()]);
  });

  it("R1: is written by the vault with places that its own reader of originals finds again, to the last byte", async () => {
    const { source, recording } = await readRecording(join(folder, "short.mp4"));
    const description = recording.tracks[0]?.description;
    await source.close();
    if (description?.kind !== "video") {
      throw new Error("no picture");
    }
    const size = 60 * 2 ** 20;
    const samples = Array.from({ length: 90 }, (_, index): VirtualSample => ({
      time: index * 10,
      duration: 10,
      sync: true,
      size,
      segment: index,
      offset: 0,
    }));
    const { kind, timescale, width, height, rotation } = { ...description, timescale: 250 };
    const track = { kind, timescale, width, height, rotation, sampleEntry: videoSampleEntry(description) };
    const file = layOutMp4(timescale, [{ track, samples, edits: [{ from: 0, duration: 900 }] }]);
    expect(file.size).toBe(file.head.length + 90 * size);
    expect(file.extents.map(({ at, segment }) => [at, segment])).toEqual(
      samples.map((_, index) => [file.head.length + index * size, index]),
    );
    const laid = join(folder, "laid.mp4");
    writeSparse(laid, file.size, [[0, file.head]]);
    const read = await readRecording(laid);
    const found = read.recording.tracks[0]?.samples;
    expect([...(found?.offset.subarray(0, found.count) ?? [])]).toEqual([...(file.places[0] ?? [])]);
    expect((await read.source.read(file.size - 4, file.size)).length).toBe(4);
    await expect(read.source.read(file.size - 4, file.size + 1)).rejects.toMatchObject({
      refusal: { reason: "truncated" },
    });
    await read.source.close();
  });

  it("R1: is asked for in ranges beyond 32 bits (RFC 9110 §14)", () => {
    const size = 6_000_000_000;
    expect(readByteRange("bytes=4294967296-4294967395", size)).toEqual({
      kind: "part",
      from: 4_294_967_296,
      to: 4_294_967_396,
    });
    expect(readByteRange("bytes=5999999999-", size)).toEqual({ kind: "part", from: 5_999_999_999, to: size });
    expect(readByteRange("bytes=-5000000000", size)).toEqual({ kind: "part", from: 1_000_000_000, to: size });
    expect(readByteRange("bytes=6000000000-", size)).toEqual({ kind: "unsatisfiable" });
  });
});
