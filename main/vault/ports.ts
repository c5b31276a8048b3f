import type { WithheldPart } from "./covers.ts";
import type { DurableLease } from "../auditlog/index.ts";
import type { EntryBody } from "../formats/log-entry.ts";
import type { KeyNode } from "../formats/key-tree.ts";
import type { Rendition } from "../formats/footage-package.ts";
import type { FrameRange } from "../../shared/model/footage.ts";
import type { Enhancement } from "../../shared/picture/enhancement.ts";
import type { PictureReport } from "../../shared/picture/protocol.ts";

/**
 * The one thing the vault asks of the signed log.
 *
 * Returns only after the entry is durable, and throws when it cannot be: the value is the proof, so
 * bytes can only be read by whoever holds one (rule R2).
 */
export interface LeaseDesk {
  lease(body: EntryBody<"view.lease">): DurableLease;
}

/** Ciphertext of one footage package, wherever it is kept. Resolves with exactly `to - from` bytes. */
export interface PackageSource {
  readonly size: number;
  read(from: number, to: number): Promise<Uint8Array>;
}

/** One built file of the picture page, or null when there is none of that name. */
export interface PictureFiles {
  read(name: string): Promise<Uint8Array | null>;
}

/** What the vault needs from the rest of the station; nothing here can reveal a picture by itself. */
export interface VaultPorts {
  readonly leases: LeaseDesk;
  /** Folder for ciphertext fetched from headquarters. Created when missing; plaintext never enters it. */
  readonly cacheFolder: string;
  /** Opens the package of an asset at headquarters; rejects when it cannot be reached. */
  fetchPackage(asset: string): Promise<PackageSource>;
  /** The built picture page: `index.html` and its scripts and styles under `assets/`. */
  readonly picture: PictureFiles;
  /** Origin of the screen, the only place a picture may be framed by and take commands from. */
  readonly interfaceOrigin: string;
  /** The station's clock, milliseconds since the epoch. */
  now(): number;
  /** IANA zone in which the watermark writes the time; China Standard Time when left out. */
  timeZone?(): string;
}

/** Why the vault or the picture frame itself ended a picture. */
export type PictureStop = Extract<PictureReport, { type: "stopped" }>["reason"] | "log-failed" | "grant-expired";

/** One frame the decoder itself named, with what a mark on it needs (rule R6). */
export interface ConfirmedFrame {
  /** Index in the original recording. */
  readonly frame: number;
  /** Presentation time in ticks of `timescale`. */
  readonly ticks: number;
  readonly timescale: number;
  /** SHA-256 of the frame's encoded bytes, lower-case hex. */
  readonly digest: string;
  /** How the frame came from the original, where it is not the original's own encoded picture. */
  readonly rendition?: Exclude<Rendition, "original">;
}

/** One picture to open: which recording, which frames, under which keys, and who wants to hear of it. */
export interface PictureOrder {
  readonly viewing: string;
  readonly grant: string;
  /** Which picture of the viewing this is, counted from 1; ties leases to what was reported as shown. */
  readonly opening: number;
  readonly asset: string;
  /** SHA-256 of the manifest bytes as the grant names it, lower-case hex. */
  readonly manifestDigest: string;
  /** Exactly the inner nodes of the key tree that the grant carries. */
  readonly nodes: readonly KeyNode[];
  /** Approved frames, half-open. */
  readonly ranges: readonly FrameRange[];
  /** What of the recording is not shown nevertheless; whole frames of it may be missing from `ranges` already. */
  readonly withheld?: readonly WithheldPart[];
  /** Moment after which nothing is served any more, milliseconds since the epoch. */
  readonly notAfter: number;
  /** Lines of the visible watermark as of now: names of those present, station and room, request number. */
  watermark(): readonly string[];
  /**
   * Frames were presented, at `ratePercent` of natural speed, or as small pictures at a `glance`. `last` comes after the
   * end, when nothing is left to tell.
   */
  onShown(ranges: readonly FrameRange[], ratePercent: number, last: boolean, glance: boolean): void;
  onConfirmed(frame: ConfirmedFrame): void;
  /** The picture will be shown lighter or darker than recorded, or as recorded again. Throws when the log cannot take it. */
  onEnhanced(enhancement: Enhancement): void;
  /** The picture is gone and its ticket is void. Called at most once, not for `close`. */
  onStopped(reason: PictureStop, segment?: number): void;
}

/** An open picture: an unguessable ticket and its path on the vault's origin, `/<ticket>/`. */
export interface OpenedPicture {
  readonly ticket: string;
  readonly path: string;
  /** Milliseconds from the start of the recording to an approved frame; null for any other. */
  readonly msOf: (frame: number) => number | null;
}
