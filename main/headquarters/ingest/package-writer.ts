import { open, rm, type FileHandle } from "node:fs/promises";
import type { AssetId } from "../../../shared/model/footage.ts";
import { hex, utf8 } from "../../formats/bytes.ts";
import { seal } from "../../formats/chunked-encryption.ts";
import { sha256, sha256Hex } from "../../formats/digest.ts";
import { packageMagic, segmentContext, segmentPlaintext } from "../../formats/footage-package.ts";
import {
  encodeFrameRecord,
  encodeSegmentTable,
  type FrameRecord,
  type SegmentTable,
} from "../../formats/frame-table.ts";
import { leafKey, treeDepth } from "../../formats/key-tree.ts";
import { leafHash, TreeHasher } from "../../formats/merkle.ts";
import { sealGlance, type Glance } from "../../formats/glance.ts";
import {
  bodyBytes,
  encodeManifest,
  manifestText,
  type Manifest,
  type PackageSegment,
  type Rendition,
} from "../../formats/package-manifest.ts";
import { signNote, type NoteSigner } from "../../formats/signed-note.ts";

/** One segment as it goes into a package. */
export interface SegmentContent {
  readonly table: SegmentTable;
  /** Encoded bytes, all samples of the first track, then of the second, as in the table. */
  readonly samples: readonly Uint8Array[];
  /** Records of the frames of this segment, ascending and without a hole. */
  readonly frames: readonly FrameRecord[];
  readonly startTicks: number;
  readonly endTicks: number;
}

/** What the manifest says beside what the writer computes. */
export type ManifestFacts = Omit<
  Manifest,
  "v" | "asset" | "frames" | "frameTableRoot" | "leaves" | "segments" | "treeDepth" | "glances" | "rendition"
>;

export interface PackageContent {
  readonly asset: AssetId;
  readonly rootKey: Uint8Array;
  /** Exactly this many segments follow. */
  readonly segmentCount: number;
  readonly segments: AsyncIterable<SegmentContent>;
  readonly rendition: Rendition;
  /** What accompanies a segment under a key of its own; none of them has anything when absent. */
  readonly glance?: (segment: SegmentContent) => Glance;
  /** Asked for once all segments are written. */
  readonly facts: () => Promise<ManifestFacts>;
  readonly signer: NoteSigner;
}

export interface WrittenPackage {
  readonly manifest: Manifest;
  readonly manifestDigest: string;
  readonly bytes: number;
}

const leafBytes = 32;
/** What happens between two writes stays small whatever the recording's size. */
const copyBytes = 4 * 1024 * 1024;

/**
 * Writes a package to the new file `target`, holding one segment in memory at a time.
 *
 * The bodies go to `target` + `.body` first because the manifest in front of them names their digests.
 * Afterwards `target` is durable and the other file is gone; on any error both are gone.
 */
export async function writePackage(target: string, content: PackageContent): Promise<WrittenPackage> {
  const bodyFile = `${target}.body`;
  let body: FileHandle | null = null;
  try {
    body = await open(bodyFile, "wx+", 0o600);
    const written = await writeBody(body, content);
    const facts = await content.facts();
    const manifest: Manifest = {
      ...facts,
      v: 1,
      asset: content.asset,
      rendition: content.rendition,
      ...written,
      treeDepth: treeDepth(content.segmentCount),
    };
    const manifestBytes = encodeManifest(manifest);
    const note = utf8(signNote(manifestText(manifestBytes), content.signer));
    const all = bodyBytes(manifest);
    await assemble(target, note, body, all);
    return {
      manifest,
      manifestDigest: sha256Hex(manifestBytes),
      bytes: packageMagic.length + 4 + note.length + all,
    };
  } catch (error) {
    await rm(target, { force: true });
    throw error;
  } finally {
    await body?.close();
    await rm(bodyFile, { force: true });
  }
}

async function writeBody(
  body: FileHandle,
  content: PackageContent,
): Promise<Pick<Manifest, "frames" | "frameTableRoot" | "leaves" | "segments" | "glances">> {
  const tree = new TreeHasher();
  // One buffer per segment: a digest object per frame would outweigh the segment itself.
  const leaves: Uint8Array[] = [];
  const glances: Uint8Array[] = [];
  const segments: PackageSegment[] = [];
  const depth = treeDepth(content.segmentCount);
  let offset = 0;
  for await (const segment of content.segments) {
    const index = segments.length;
    const table = encodeSegmentTable(segment.table);
    const plaintext = segmentPlaintext(table, segment.samples);
    const key = leafKey(content.rootKey, depth, index);
    const ciphertext = seal(key, segmentContext(content.asset, index, content.rendition), plaintext);
    plaintext.fill(0);
    const firstFrame = tree.size;
    const own = new Uint8Array(segment.frames.length * leafBytes);
    for (const [place, record] of segment.frames.entries()) {
      if (record.frame !== tree.size) {
        throw new Error("frames out of order");
      }
      const leaf = leafHash(encodeFrameRecord(content.asset, record));
      tree.append(leaf);
      own.set(leaf, place * leafBytes);
    }
    leaves.push(own);
    if (content.glance !== undefined) {
      const place = { asset: content.asset, segment: index, rendition: content.rendition, segmentKey: key };
      glances.push(sealGlance(place, content.glance(segment)));
    }
    await writeAll(body, ciphertext, offset);
    segments.push({
      index,
      offset,
      bytes: ciphertext.length,
      sha256: hex(sha256(ciphertext)),
      tableBytes: table.length,
      tableSha256: hex(sha256(table)),
      firstFrame,
      frames: segment.frames.length,
      startTicks: segment.startTicks,
      endTicks: segment.endTicks,
    });
    offset += ciphertext.length;
  }
  if (segments.length !== content.segmentCount) {
    throw new Error("segments miscounted");
  }
  let end = offset;
  for (const own of [...leaves, ...glances]) {
    // oxlint-disable-next-line no-await-in-loop
    await writeAll(body, own, end);
    end += own.length;
  }
  const leafBytesInAll = tree.size * leafBytes;
  return {
    frames: tree.size,
    frameTableRoot: hex(tree.root()),
    leaves: { offset, bytes: leafBytesInAll },
    segments,
    ...(content.glance === undefined
      ? {}
      : {
          glances: {
            offset: offset + leafBytesInAll,
            segments: glances.map((sealed) => ({ bytes: sealed.length, sha256: sha256Hex(sealed) })),
          },
        }),
  };
}

async function assemble(target: string, note: Uint8Array, body: FileHandle, length: number): Promise<void> {
  const file = await open(target, "wx", 0o600);
  try {
    const noteLength = new Uint8Array(4);
    new DataView(noteLength.buffer).setUint32(0, note.length);
    let at = 0;
    for (const part of [packageMagic, noteLength, note]) {
      // Each part goes behind the one before.
      // oxlint-disable-next-line no-await-in-loop
      await writeAll(file, part, at);
      at += part.length;
    }
    const buffer = new Uint8Array(copyBytes);
    for (let from = 0; from < length;) {
      // oxlint-disable-next-line no-await-in-loop
      const { bytesRead } = await body.read(buffer, 0, Math.min(copyBytes, length - from), from);
      if (bytesRead === 0) {
        throw new Error("package body became shorter");
      }
      // oxlint-disable-next-line no-await-in-loop
      await writeAll(file, buffer.subarray(0, bytesRead), at + from);
      from += bytesRead;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    // A write may take less than given.
    // oxlint-disable-next-line no-await-in-loop
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}
