import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createFile, MP4BoxBuffer } from "mp4box";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hex } from "../../../main/formats/bytes.ts";
import { sha256 } from "../../../main/formats/digest.ts";
import { openSegment } from "../../../main/formats/footage-package.ts";
import { cover } from "../../../main/formats/key-tree.ts";
import type { ByteSource } from "../../../main/shell/port.ts";
import { canMakeClips, clip, type ClipName } from "../../support/clips.ts";
import { mediaOf, openVaultBench, scratch, takeIn, type TakenIn, type VaultBench } from "../../support/picture.ts";

interface Packet {
  readonly pts: number;
  readonly dts: number;
  readonly flags: string;
  readonly hash: string;
}

function packets(file: string, stream: string): Packet[] {
  const show = ["-show_packets", "-show_data_hash", "sha256", "-show_entries", "packet=pts,dts,flags,data_hash"];
  const out = execFileSync("ffprobe", ["-v", "error", "-select_streams", stream, ...show, "-of", "json", file]);
  const { packets: found } = JSON.parse(out.toString()) as {
    packets: { pts: number; dts: number; flags: string; data_hash: string }[];
  };
  return found.map(({ pts, dts, flags, data_hash }) => ({ pts, dts, flags, hash: data_hash.replace("SHA256:", "") }));
}

describe.skipIf(!canMakeClips())("virtual MP4", () => {
  const { folder, remove } = scratch("mp4");
  writeFileSync(join(folder, "index.html"), `<meta name="vitrine-way" content="" />`);
  const opened = new Map<string, { taken: TakenIn; bench: VaultBench; source: ByteSource; file: string }>();

  const open = async (name: ClipName, ranges: readonly { from: number; to: number }[]) => {
    const taken = await takeIn(clip(name), folder);
    const bench = openVaultBench(join(folder, `${name}-${opened.size}`), [taken], folder);
    const source = await mediaOf(bench, bench.order(taken, ranges));
    const file = join(folder, `${name}-${opened.size}.mp4`);
    writeFileSync(file, await source.read(0, source.size));
    const entry = { taken, bench, source, file };
    opened.set(`${name}-${opened.size}`, entry);
    return entry;
  };
  let whole: Awaited<ReturnType<typeof open>>;
  let two: Awaited<ReturnType<typeof open>>;

  beforeAll(async () => {
    whole = await open("deep30", [{ from: 0, to: 450 }]);
    two = await open("cfr30", [
      { from: 70, to: 100 },
      { from: 250, to: 330 },
    ]);
  });
  afterAll(() => {
    for (const { bench } of opened.values()) {
      bench.close();
    }
    remove();
  });

  it("keeps picture and sound of the same moment close together, so that a player need not jump", () => {
    const show = ["-show_packets", "-show_entries", "packet=codec_type,dts_time,pos", "-of", "json"];
    const out = execFileSync("ffprobe", ["-v", "error", ...show, whole.file]).toString();
    const found = (
      JSON.parse(out) as { packets: { codec_type: string; dts_time: string; pos: string }[] }
    ).packets.toSorted((a, b) => Number(a.pos) - Number(b.pos));
    const latest = { video: 0, audio: 0 };
    const apart = found.map(({ codec_type, dts_time }) => {
      latest[codec_type === "video" ? "video" : "audio"] = Number(dts_time);
      return Math.abs(latest.video - latest.audio);
    });
    expect(latest.audio).toBeGreaterThan(10);
    // While there is both; the sound may end before or after the picture.
    expect(Math.max(...apart.slice(0, -60))).toBeLessThan(0.6);
  });

  it("carries every packet of a whole recording bit for bit, picture and sound", () => {
    for (const stream of ["v:0", "a:0"]) {
      const source = packets(clip("deep30"), stream);
      const played = packets(whole.file, stream);
      expect(played.length).toBeGreaterThan(100);
      // The last packets of sound may lie behind the end of the picture.
      expect(played.map(({ hash }) => hash)).toEqual(source.slice(0, played.length).map(({ hash }) => hash));
      expect(source.length - played.length).toBeLessThanOrEqual(stream === "v:0" ? 0 : 3);
    }
  });

  it("starts at zero, decodes before it presents, and marks exactly the IDR pictures", () => {
    const source = packets(clip("deep30"), "v:0");
    const played = packets(whole.file, "v:0");
    expect(Math.min(...played.map(({ pts }) => pts))).toBe(0);
    expect(played.every(({ pts, dts }) => dts <= pts)).toBe(true);
    expect(played.map(({ pts }) => pts)).toEqual(source.map(({ pts }) => pts - (source[0]?.pts ?? 0)));
    expect(played.flatMap(({ flags }, index) => (flags.startsWith("K") ? [index] : []))).toEqual(
      [...played.keys()].filter((index) => index % 60 === 0),
    );
  });

  it("is an MP4 with its tables in front, 64-bit offsets and both tracks for another reader", async () => {
    const bytes = await two.source.read(0, two.source.size);
    const parser = createFile();
    const info = new Promise<{ tracks: { nb_samples: number; codec: string }[]; isProgressive: boolean }>(
      (resolve, reject) => {
        parser.onReady = resolve;
        parser.onError = (_module: string, message: string) => reject(new Error(message));
      },
    );
    parser.appendBuffer(MP4BoxBuffer.fromArrayBuffer(new Uint8Array(bytes).buffer, 0));
    parser.flush();
    const { tracks, isProgressive } = await info;
    expect(isProgressive).toBe(true);
    expect(tracks.map(({ codec }) => codec.slice(0, 4))).toEqual(["avc1", "mp4a"]);
    expect(new TextDecoder("latin1").decode(bytes).includes("co64")).toBe(true);
  });

  it("R1: holds no sample outside the granted segments, and none an approved frame does not need", async () => {
    const granted = new Set<string>();
    const { taken } = two;
    const source = await taken.source();
    const nodes = cover(taken.root, taken.header.manifest.treeDepth, 0, taken.header.manifest.segments.length);
    for (const { index, firstFrame, frames } of taken.header.manifest.segments) {
      const held = [
        { from: 70, to: 100 },
        { from: 250, to: 330 },
      ].some(({ from, to }) => from < firstFrame + frames && to > firstFrame);
      if (held) {
        // oxlint-disable-next-line no-await-in-loop
        const segment = await openSegment(taken.header, nodes, index, (from, to) => source.read(from, to));
        segment?.table.tracks[0]?.forEach((_row, sample) => granted.add(hex(sha256(segment.sample(sample)))));
      }
    }
    const played = packets(two.file, "v:0");
    expect(granted.size).toBeGreaterThan(played.length);
    expect(played.every(({ hash }) => granted.has(hash))).toBe(true);
  });

  it("answers every byte range with the slice of the whole", async () => {
    const { source } = two;
    const all = await source.read(0, source.size);
    const edges = [0, 1, 31, 32, 33, 700, 4096, 65_536, source.size - 1, source.size];
    const places = [...edges, ...Array.from({ length: 120 }, (_, index) => (index * 7_368_787) % source.size)];
    const slices: number[] = [];
    for (const [index, from] of places.entries()) {
      const to = Math.min(source.size, from + 1 + ((index * 104_729) % 90_000));
      if (from < to) {
        // oxlint-disable-next-line no-await-in-loop
        slices.push(Buffer.compare(await source.read(from, to), all.subarray(from, to)));
      }
    }
    expect(slices.length).toBeGreaterThan(100);
    expect(slices.filter((difference) => difference !== 0)).toEqual([]);
  });
});
