import type { KeyObject } from "node:crypto";
import type { Footage } from "../../../shared/model/footage.ts";
import type { IngestMetadataInput } from "./metadata.ts";

/** The two secrets of one recording. */
export interface AssetKeys {
  /** Root of the key tree: `cover(treeRoot, treeDepth, from, to)` gives what a grant carries. No node gives it away. */
  readonly treeRoot: Uint8Array;
  /** Opens the sealed original; never leaves headquarters. */
  readonly original: Uint8Array;
}

export interface IngestProgress {
  readonly phase: "reading" | "packaging" | "sealing";
  /** Bytes of the original handled in this phase, and in all. */
  readonly done: number;
  readonly total: number;
}

export interface IngestOptions {
  /** Original file; read, never written. */
  readonly file: string;
  readonly meta: IngestMetadataInput;
  /** Folder of the object store. Package and sealed original are placed directly in it. */
  readonly folder: string;
  /** Name and Ed25519 private key that sign the manifest (C2SP signed note). */
  readonly signer: { readonly name: string; readonly key: KeyObject };
  /**
   * Takes the keys into custody. Called once, after both files are durable under temporary names and
   * before they get their final names; when it rejects, nothing stays behind.
   */
  readonly takeCustody: (asset: string, keys: AssetKeys) => void | Promise<void>;
  /** False leaves out previews, waveform and spans; they cost one decoding of the whole recording. */
  readonly survey?: boolean;
  readonly onProgress?: (progress: IngestProgress) => void;
  readonly signal?: AbortSignal;
  /** Time of ingest; defaults to now. */
  readonly now?: Date;
}

export interface IngestedFootage {
  /** The row of the catalogue. */
  readonly footage: Footage;
  /** File names inside the folder. */
  readonly packageFile: string;
  readonly originalFile: string;
  readonly packageBytes: number;
  readonly segments: number;
  readonly treeDepth: number;
  /** `[firstFrame, firstFrame + frames)` of each segment, for choosing the segments of a range. */
  readonly segmentFrames: readonly { readonly firstFrame: number; readonly frames: number }[];
}
