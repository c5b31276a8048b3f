import { randomBytes } from "node:crypto";
import type { PackageHeader } from "../formats/footage-package.ts";
import { FormatError } from "../formats/format-error.ts";
import { encodeGlance } from "../formats/glance.ts";
import { limitGlance, stepsWithin } from "./glances.ts";
import type { DurableLease } from "../auditlog/index.ts";
import type { FrameRange } from "../../shared/model/footage.ts";
import type { Enhancement } from "../../shared/picture/enhancement.ts";
import type { Playable } from "./playable.ts";
import type { ConfirmedFrame, LeaseDesk, PictureOrder, PictureStop } from "./ports.ts";
import type { SegmentReader } from "./segment-reader.ts";
import type { Extent } from "../formats/virtual-mp4.ts";

/** One lease speaks for up to this much of the recording, so that the log stays readable. */
const leaseSeconds = 20;
/** How long after its end a picture may still say what it had shown. Nothing else is answered then. */
const lastWordMs = 2000;

/** What a session needs; all of it is dropped when it ends. */
export interface SessionParts {
  readonly order: PictureOrder;
  readonly header: PackageHeader;
  readonly granted: readonly number[];
  readonly playable: Playable;
  readonly reader: SegmentReader;
  readonly leases: LeaseDesk;
  now(): number;
}

/**
 * One open picture: reads its media under leases and listens to what the picture reports.
 *
 * After `end` nothing is read any more, whatever is still running.
 */
export class PictureSession {
  /** Unguessable, names the picture on the vault's origin. */
  readonly ticket = randomBytes(24).toString("base64url");
  /** Known to the picture page alone: the screen that frames it cannot name the media. */
  readonly way = randomBytes(24).toString("base64url");
  readonly playable: Playable;
  readonly order: PictureOrder;
  readonly #parts: SessionParts;
  readonly #leases = new Map<number, DurableLease>();
  /** Of companions; each speaks for its own segment, and none lets a byte of the media out. */
  readonly #glanceLeases = new Map<number, DurableLease>();
  #confirmed: ConfirmedFrame | null = null;
  #ended = false;
  #lastWordUntil = 0;
  #isListening = false;
  readonly #over = Promise.withResolvers<void>();
  readonly #said = Promise.withResolvers<void>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.playable = parts.playable;
    this.order = parts.order;
  }

  get confirmed(): ConfirmedFrame | null {
    return this.isOpen() ? this.#confirmed : null;
  }

  /** False once the picture was closed or stopped, or its time is over. */
  isOpen(): boolean {
    if (!this.#ended && this.#parts.now() >= this.order.notAfter) {
      this.stop("grant-expired");
    }
    return !this.#ended;
  }

  /** Bytes `[from, to)` of the virtual file. Rejects without a lease, a key, or a valid ticket. */
  async readMedia(from: number, to: number): Promise<Uint8Array> {
    const { head, extents, size } = this.playable.file;
    if (!this.isOpen() || from < 0 || to > size || from > to) {
      throw new Error("the ticket is void");
    }
    const bytes = new Uint8Array(to - from);
    if (from < head.length) {
      bytes.set(head.subarray(from, Math.min(to, head.length)));
    }
    for (let index = firstExtent(extents, from); index < extents.length; index++) {
      const extent = extents[index];
      if (extent === undefined || extent.at >= to) {
        break;
      }
      const start = Math.max(from, extent.at);
      const end = Math.min(to, extent.at + extent.length);
      // In turn, so that leases follow the recording.
      // oxlint-disable-next-line no-await-in-loop
      await this.#readSegment(bytes.subarray(start - from, end - from), extent, start - extent.at, end - extent.at);
    }
    if (!this.isOpen()) {
      throw new Error("the ticket is void");
    }
    return bytes;
  }

  async #readSegment(target: Uint8Array, extent: Extent, from: number, to: number): Promise<void> {
    const { reader, granted } = this.#parts;
    const { segment, offset } = extent;
    const lease = this.#leaseFor(segment);
    try {
      const reading = reader.readInto(target, lease, segment, offset + from, offset + to);
      if (granted.includes(segment + 1)) {
        reader.fetchAhead(segment + 1);
      }
      await reading;
    } catch (error) {
      if (error instanceof FormatError) {
        this.stop("footage-damaged", extent.segment);
      }
      throw error;
    }
  }

  /** Segments that have a companion, and the frames of each. */
  glances(): readonly { readonly segment: number; readonly from: number; readonly to: number }[] {
    const { header, granted } = this.#parts;
    return header.manifest.glances === undefined
      ? []
      : granted.map((segment) => {
          const { from, to } = this.#framesOf(segment, segment + 1);
          return { segment, from, to };
        });
  }

  /** Previews, light, sound and spans of a segment, of what is approved alone; `null` when there is none. */
  async readGlance(segment: number): Promise<Uint8Array | null> {
    const { reader, granted, header } = this.#parts;
    if (!this.isOpen() || !granted.includes(segment) || header.manifest.glances === undefined) {
      return null;
    }
    const { list, covers } = this.playable;
    try {
      const glance = await reader.glance(this.#glanceLeaseFor(segment), segment);
      const { from, to } = this.#framesOf(segment, segment + 1);
      const ranges = list.ranges
        .map((range) => ({ from: Math.max(from, range.from), to: Math.min(to, range.to) }))
        .filter((range) => range.from < range.to);
      const steps =
        list.kind === "audio"
          ? ranges
          : stepsWithin(ranges, list.timescale, (frame) => {
              const ticks = this.playable.frame(frame)?.ticks;
              return ticks === undefined ? null : ticks - header.manifest.startTicks;
            });
      return this.isOpen() && glance !== null
        ? encodeGlance(
            limitGlance(glance, { ranges, covered: covers.filter(({ regions }) => regions.length > 0), steps }),
          )
        : null;
    } catch (error) {
      if (error instanceof FormatError) {
        this.stop("footage-damaged", segment);
      }
      return null;
    }
  }

  /** The order is the rule: the entry is durable before the first byte of the segment is decrypted (R2). */
  #leaseFor(segment: number): DurableLease {
    const known = this.#leases.get(segment);
    if (known !== undefined) {
      return known;
    }
    if (!this.isOpen()) {
      throw new Error("the ticket is void");
    }
    const to = this.#leaseEnd(segment);
    const lease = this.#lease(segment, to, {});
    for (let covered = segment; covered < to; covered++) {
      this.#leases.set(covered, lease);
    }
    return lease;
  }

  /** The same rule for previews and levels: of one segment, and said to be of its companion alone. */
  #glanceLeaseFor(segment: number): DurableLease {
    const known = this.#glanceLeases.get(segment);
    if (known !== undefined) {
      return known;
    }
    const lease = this.#lease(segment, segment + 1, { glance: true });
    this.#glanceLeases.set(segment, lease);
    return lease;
  }

  #lease(from: number, to: number, detail: { readonly glance?: true }): DurableLease {
    const { viewing, asset, opening } = this.order;
    const { ranges } = this.playable.list;
    try {
      return this.#parts.leases.lease({
        viewing,
        opening,
        asset,
        segments: { from, to },
        frames: approvedWithin(ranges, this.#framesOf(from, to)),
        ...detail,
      });
    } catch (error) {
      this.stop("log-failed");
      throw error;
    }
  }

  #leaseEnd(first: number): number {
    const { manifest } = this.#parts.header;
    const timescale = manifest.tracks[0]?.timescale ?? 1;
    const start = manifest.segments[first]?.startTicks ?? 0;
    let end = first + 1;
    while (
      this.#parts.granted.includes(end) &&
      !this.#leases.has(end) &&
      ((manifest.segments[end]?.endTicks ?? Number.POSITIVE_INFINITY) - start) / timescale <= leaseSeconds
    ) {
      end++;
    }
    return end;
  }

  #framesOf(from: number, to: number): FrameRange {
    const { segments } = this.#parts.header.manifest;
    const first = segments[from];
    const last = segments[to - 1];
    return { from: first?.firstFrame ?? 0, to: (last?.firstFrame ?? 0) + (last?.frames ?? 0) };
  }

  /** The picture named the frame on screen, or took that back with null. Returns false for a frame it cannot be showing. */
  confirm(frame: number | null): boolean {
    if (frame === null) {
      this.#confirmed = null;
      return true;
    }
    const facts = this.playable.frame(frame);
    if (facts === null) {
      return false;
    }
    const { rendition } = this.#parts.header.manifest;
    this.#confirmed = {
      frame,
      timescale: this.playable.list.timescale,
      ...facts,
      ...(rendition === "original" ? {} : { rendition }),
    };
    this.order.onConfirmed(this.#confirmed);
    return true;
  }

  /** Recorded before it is seen: false, and no picture any more, when the log cannot take it. */
  enhance(enhancement: Enhancement): boolean {
    try {
      this.order.onEnhanced(enhancement);
      return true;
    } catch {
      this.stop("log-failed");
      return false;
    }
  }

  /** Resolves when the picture is over; its page listens, so that it can say at once what it had shown. */
  untilOver(): Promise<void> {
    this.#isListening = true;
    return this.#over.promise;
  }

  /** Resolves with the last word of the page; at once when no page listens. */
  lastWord(): Promise<void> {
    return this.#isListening ? this.#said.promise : Promise.resolve();
  }

  /** True for a moment after the end: what the picture had shown may still be on its way. */
  mayStillReport(): boolean {
    return this.#ended && this.#parts.now() < this.#lastWordUntil;
  }

  /**
   * Frames were presented, at a `glance` as small pictures; `last` when the page goes and everything has been told. False for
   * frames outside the approval: the picture cannot have shown them.
   */
  shown(ranges: readonly FrameRange[], ratePercent: number, { last = false, glance = false } = {}): boolean {
    const approved = this.playable.list.ranges;
    if (!ranges.every(({ from, to }) => approved.some((range) => from >= range.from && to <= range.to))) {
      return false;
    }
    // An open picture can go on showing, whatever its page says; only of a closed one is anything the last.
    const complete = last && this.#ended;
    if (ranges.length > 0 || complete) {
      this.order.onShown(ranges, ratePercent, complete, glance);
    }
    if (complete) {
      this.#said.resolve();
    }
    return true;
  }

  /** Ends the picture for a reason that the viewing must hear of. */
  stop(reason: PictureStop, segment?: number): void {
    if (!this.#ended) {
      this.end();
      this.order.onStopped(reason, segment);
    }
  }

  end(): void {
    if (!this.#ended) {
      this.#lastWordUntil = this.#parts.now() + lastWordMs;
    }
    this.#ended = true;
    this.#confirmed = null;
    this.#leases.clear();
    this.#glanceLeases.clear();
    this.#parts.reader.close();
    this.#over.resolve();
  }
}

/** Approved frames among those of a lease: the smallest range that holds all of them. */
function approvedWithin(ranges: readonly FrameRange[], frames: FrameRange): FrameRange {
  const inside = ranges.filter(({ from, to }) => from < frames.to && to > frames.from);
  const from = Math.max(frames.from, Math.min(...inside.map((range) => range.from)));
  const to = Math.min(frames.to, Math.max(...inside.map((range) => range.to)));
  return from < to ? { from, to } : frames;
}

function firstExtent(extents: readonly Extent[], from: number): number {
  let low = 0;
  let high = extents.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const extent = extents[middle];
    if (extent !== undefined && extent.at + extent.length <= from) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
