import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { memorySource, type ByteSource } from "../../../main/formats/bytes.ts";
import { sha256 } from "../../../main/formats/digest.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import { generateSigningKey } from "../../../main/formats/ed25519.ts";
import { writePackage, type SegmentContent } from "../../../main/headquarters/ingest/package-writer.ts";
import {
  frameCitation,
  frameRecord,
  frameTreeRoot,
  openSegment,
  openSegmentTable,
  readPackageHeader,
  segmentsOfFrames,
  type PackageHeader,
} from "../../../main/formats/footage-package.ts";
import {
  decodeSegmentTable,
  encodeSegmentTable,
  verifyFrameCitation,
  type SampleRow,
} from "../../../main/formats/frame-table.ts";
import { cover, newRoot, treeDepth } from "../../../main/formats/key-tree.ts";
import { parseVerifierKey, verifierKey } from "../../../main/formats/signed-note.ts";
import { assetIdSchema } from "../../../shared/model/footage.ts";

const asset = assetIdSchema.parse("WH-20261109-T001-01");
const signing = generateSigningKey();
const verifier = parseVerifierKey(verifierKey("ingest.example", signing.publicKey));
const rootKey = newRoot();
const framesPerSegment = 4;
const segmentCount = 5;
const folder = mkdtempSync(join(tmpdir(), "vitrine-package-"));

let bytes: Uint8Array = new Uint8Array();
let source: ByteSource = memorySource(bytes);
const read = (from: number, to: number): Promise<Uint8Array> => source.read(from, to);
let header: PackageHeader;

function readerOf(altered: Uint8Array): ByteSource["read"] {
  return (from, to) => Promise.resolve(altered.slice(from, to));
}

function sampleBytes(frame: number): Uint8Array {
  return new Uint8Array(1000 + frame * 37).fill(frame + 1);
}

function row(frame: number): SampleRow {
  const sample = sampleBytes(frame);
  const sync = frame % framesPerSegment === 0;
  return {
    dts: frame * 512 - 512,
    cts: frame * 512,
    at: frame * 512,
    duration: 512,
    size: sample.length,
    sync,
    frame,
    digest: sha256(sample),
  };
}

async function* segments(): AsyncGenerator<SegmentContent> {
  for (let index = 0; index < segmentCount; index++) {
    const numbers = Array.from({ length: framesPerSegment }, (_, place) => index * framesPerSegment + place);
    yield {
      table: { tracks: [numbers.map(row)] },
      samples: numbers.map(sampleBytes),
      frames: numbers.map((frame) => frameRecord(frame, row(frame), 15_360, frame)),
      startTicks: index * framesPerSegment * 512,
      endTicks: (index + 1) * framesPerSegment * 512,
    };
  }
}

beforeAll(async () => {
  const file = join(folder, "package");
  await writePackage(file, {
    asset,
    rootKey,
    segmentCount,
    segments: segments(),
    rendition: "original",
    signer: { name: "ingest.example", key: signing.privateKey },
    facts: () =>
      Promise.resolve({
        kind: "video",
        container: "mp4",
        mediaDigest: "00".repeat(32),
        originalBytes: 1,
        tracks: [
          {
            kind: "video",
            codec: "avc1.64001f",
            codecPrivate: "",
            timescale: 15_360,
            language: "und",
            width: 2,
            height: 2,
            rotation: 0,
            pixelAspect: { horizontal: 1, vertical: 1 },
          },
        ],
        omitted: [],
        startTicks: 0,
        endTicks: segmentCount * framesPerSegment * 512,
        createdAt: "2026-11-09T01:00:00.000Z",
        metadata: {},
      }),
  });
  bytes = new Uint8Array(readFileSync(file));
  source = memorySource(bytes);
  header = await readPackageHeader(source, [verifier]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const depth = treeDepth(segmentCount);

describe("a footage package", () => {
  it("gives each sample back as it went in", async () => {
    const nodes = cover(rootKey, depth, 0, segmentCount);
    for (let index = 0; index < segmentCount; index++) {
      // oxlint-disable-next-line no-await-in-loop
      const segment = await openSegment(header, nodes, index, read);
      expect(segment?.sample(2)).toEqual(sampleBytes(index * framesPerSegment + 2));
      // oxlint-disable-next-line no-await-in-loop
      expect(await openSegmentTable(header, nodes, index, read)).toEqual(segment?.table);
    }
  });

  it("R1: the nodes of a range open its segments and no other", async () => {
    const range = segmentsOfFrames(header.manifest, { from: 5, to: 11 });
    expect(range).toEqual({ from: 1, to: 3 });
    const nodes = cover(rootKey, depth, range.from, range.to);
    const open = await Promise.all(
      Array.from({ length: segmentCount }, (_, index) => openSegment(header, nodes, index, read)),
    );
    expect(open.map((segment) => segment !== null)).toEqual([false, true, true, false, false]);
  });

  it("C12 refuses a segment with any changed byte, and one in the place of another", async () => {
    const nodes = cover(rootKey, depth, 0, segmentCount);
    const [first, second] = header.manifest.segments;
    for (const offset of [0, 60, 3000, (first?.bytes ?? 0) - 1]) {
      const altered = bytes.slice();
      altered[header.bodyOffset + offset] = (altered[header.bodyOffset + offset] ?? 0) ^ 1;
      // oxlint-disable-next-line no-await-in-loop
      await expect(openSegment(header, nodes, 0, readerOf(altered))).rejects.toThrow("altered");
    }
    const moved = bytes.slice();
    moved.copyWithin(
      header.bodyOffset,
      header.bodyOffset + (second?.offset ?? 0),
      header.bodyOffset + (second?.offset ?? 0) + 500,
    );
    await expect(openSegment(header, nodes, 0, readerOf(moved))).rejects.toThrow("altered");
    await expect(openSegmentTable(header, nodes, 0, readerOf(moved))).rejects.toThrow(FormatError);
  });

  it("C12 refuses a manifest with a changed byte, an unknown signer, and a package cut or lengthened", async () => {
    const altered = bytes.slice();
    altered[40] = (altered[40] ?? 0) ^ 1;
    await expect(readPackageHeader(memorySource(altered), [verifier])).rejects.toThrow(FormatError);
    const stranger = parseVerifierKey(verifierKey("ingest.example", generateSigningKey().publicKey));
    await expect(readPackageHeader(source, [stranger])).rejects.toThrow("not signed by a trusted key");
    await expect(readPackageHeader(memorySource(bytes.subarray(0, -1)), [verifier])).rejects.toThrow("length");
    await expect(readPackageHeader(memorySource(new Uint8Array([...bytes, 0])), [verifier])).rejects.toThrow("length");
  });

  it("R6: cites one frame so that the signed root confirms it, and only it", async () => {
    const root = frameTreeRoot(header.manifest);
    const citation = await frameCitation(header, frameRecord(13, row(13), 15_360, 13), read);
    expect(verifyFrameCitation(asset, citation, root)).toBe(true);
    const other = { ...citation, record: { ...citation.record, at: citation.record.at + 1 } };
    expect(verifyFrameCitation(asset, other, root)).toBe(false);
    await expect(frameCitation(header, other.record, read)).rejects.toThrow("disagrees");
  });
});

describe("a segment table", () => {
  const encoded = encodeSegmentTable({ tracks: [[row(0), row(1)], []] });

  it("comes back as it was written, negative times included", () => {
    expect(decodeSegmentTable(encoded)).toEqual({ tracks: [[row(0), row(1)], []] });
  });

  it("refuses every shorter and every longer form", () => {
    for (let length = 0; length < encoded.length; length++) {
      expect(() => decodeSegmentTable(encoded.subarray(0, length))).toThrow(FormatError);
    }
    expect(() => decodeSegmentTable(new Uint8Array([...encoded, 0]))).toThrow("too long");
  });
});
