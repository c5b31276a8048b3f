import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { equalBytes, hex, type ByteSource } from "../../formats/bytes.ts";
import { openRandomAccess } from "../../formats/chunked-encryption.ts";
import { sha256 } from "../../formats/digest.ts";
import {
  frameLeaves,
  frameTreeRoot,
  openSegment,
  openSegmentTable,
  originalContext,
  readPackageHeader,
  type PackageHeader,
  type Segment,
} from "../../formats/footage-package.ts";
import { encodeFrameRecord, type FrameRecord, type SegmentTable } from "../../formats/frame-table.ts";
import { FormatError } from "../../formats/format-error.ts";
import { cover } from "../../formats/key-tree.ts";
import { hashReaderOver, leafHash, treeRoot, type HashReader } from "../../formats/merkle.ts";
import { openRecording } from "../ingest/open-recording.ts";
import type { Recording } from "../ingest/recording.ts";
import { at } from "../ingest/samples.ts";
import { Refused } from "../ingest/refusal.ts";
import type { Source } from "../ingest/source.ts";
import type { ExtractionParts } from "./parts.ts";
import { bytesOfFile, sealedSource } from "./sealed-source.ts";

/** A recording that is not what its signed manifest says, or whose original is not. */
export class OriginalDamaged extends Error {}
/** What the package holds was packed or coded anew: no evidence is cut from it. */
export class NotOriginal extends Error {}

/** What stands in the way of cutting from a recording; `null` for any other error. */
export function storedRefusal(error: unknown): "rendition" | "original-damaged" | null {
  if (error instanceof NotOriginal) {
    return "rendition";
  }
  const isDamaged = error instanceof OriginalDamaged || error instanceof FormatError || error instanceof Refused;
  return isDamaged ? "original-damaged" : null;
}

/** One recording of the store with its keys, open for cutting. Nothing of it is ever written (rule R5). */
export interface Stored {
  readonly header: PackageHeader;
  /** Leaves of the frame tree; they lead to the signed root. */
  readonly leaves: readonly Uint8Array[];
  readonly tree: HashReader;
  /** The original's own headers, read from the sealed original. */
  readonly original: Recording;
  table(segment: number): Promise<SegmentTable>;
  segment(segment: number): Promise<Segment>;
  /** The record of a frame: its bytes were read at their place in the original and have its digest. */
  record(frame: number, row: SegmentTable["tracks"][number][number]): Promise<FrameRecord>;
  /** Reads the whole original once more. @throws {OriginalDamaged} when its digest is another one. */
  assertOriginal(): Promise<void>;
  close(): Promise<void>;
}

const pieceBytes = 4 * 1024 * 1024;

/**
 * Opens a recording for extraction.
 *
 * @returns `null` when its keys or files are not there any more.
 * @throws {OriginalDamaged} when package or original were altered.
 */
export async function openStored(
  { catalogue, custody, objects }: Pick<ExtractionParts, "catalogue" | "custody" | "objects">,
  asset: string,
): Promise<Stored | null> {
  const entry = await catalogue.find(asset);
  const keys = await custody.keysOf(asset);
  if (entry === null || keys === null) {
    return null;
  }
  const files: FileHandle[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(files.map((file) => file.close()));
  };
  try {
    const packed = await fileSource(join(objects, entry.packageFile), files);
    const sealed = await fileSource(join(objects, `${asset}.original`), files);
    const readPacked: ByteSource["read"] = (from, to) => packed.read(from, to);
    const header = await readPackageHeader(packed);
    if (header.manifest.asset !== asset || header.manifestDigest !== entry.footage.manifestDigest) {
      throw new OriginalDamaged("manifest is another one");
    }
    if (header.manifest.rendition !== "original") {
      throw new NotOriginal("package is a rendition");
    }
    const leaves = await frameLeaves(header, readPacked);
    const tree = hashReaderOver(leaves);
    if (!equalBytes(treeRoot(tree, leaves.length), frameTreeRoot(header.manifest))) {
      throw new OriginalDamaged("frame tree does not lead to its root");
    }
    const access = openRandomAccess(keys.original, originalContext(asset), sealed);
    const source = sealedSource(access);
    const original = await openRecording(source);
    const { segments, treeDepth } = header.manifest;
    const nodes = cover(keys.treeRoot, treeDepth, 0, segments.length);
    const present = <T>(found: T | null): T => {
      if (found === null) {
        throw new OriginalDamaged("segment without a key");
      }
      return found;
    };
    return {
      header,
      leaves,
      tree,
      original,
      table: async (segment) => present(await openSegmentTable(header, nodes, segment, readPacked)),
      segment: async (segment) => present(await openSegment(header, nodes, segment, readPacked)),
      record: (frame, row) => recordOf({ header, leaves, original, source }, frame, row),
      assertOriginal: async () => {
        const digest = createHash("sha256");
        for (let from = 0; from < source.size; from += pieceBytes) {
          // Piece by piece: memory stays flat whatever the recording's size.
          // oxlint-disable-next-line no-await-in-loop
          digest.update(await source.read(from, Math.min(source.size, from + pieceBytes)));
        }
        if (digest.digest("hex") !== header.manifest.mediaDigest) {
          throw new OriginalDamaged("original has another digest");
        }
      },
      close,
    };
  } catch (error) {
    await close();
    if (isMissing(error)) {
      return null;
    }
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

async function fileSource(path: string, files: FileHandle[]): Promise<ByteSource> {
  const file = await open(path, "r");
  files.push(file);
  return bytesOfFile(file);
}

/** The frame's place in the original by the original's own headers; its bytes there, and its leaf, must be the signed ones. */
async function recordOf(
  {
    header: { manifest },
    leaves,
    original,
    source,
  }: {
    readonly header: PackageHeader;
    readonly leaves: readonly Uint8Array[];
    readonly original: Recording;
    readonly source: Source;
  },
  frame: number,
  row: SegmentTable["tracks"][number][number],
): Promise<FrameRecord> {
  const [track] = original.tracks;
  const [described] = manifest.tracks;
  const decode = track?.timeline.order[frame];
  const leaf = leaves[frame];
  if (track === undefined || described === undefined || decode === undefined || leaf === undefined) {
    throw new OriginalDamaged(`frame ${frame} is not in the original`);
  }
  const from = at(track.samples.offset, decode);
  const bytes = await source.read(from, from + at(track.samples.size, decode));
  const digest = sha256(bytes);
  const record: FrameRecord = {
    frame,
    at: row.at,
    duration: row.duration,
    timescale: described.timescale,
    decode,
    sync: row.sync,
    size: bytes.length,
    digest,
  };
  if (!equalBytes(leafHash(encodeFrameRecord(manifest.asset, record)), leaf)) {
    throw new OriginalDamaged(`frame ${frame} is another one in the original: ${hex(digest)}`);
  }
  return record;
}
