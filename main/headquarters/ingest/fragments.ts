import { child, children, requiredChild, wide, type Box } from "./isobmff.ts";
import { Refused } from "./refusal.ts";
import type { SampleCollector } from "./samples.ts";

/** Defaults of a track for its fragments (`trex`). */
export interface FragmentDefaults {
  readonly duration: number;
  readonly size: number;
  readonly flags: number;
}

/** A track while its fragments are read. */
export interface FragmentTarget {
  readonly defaults: FragmentDefaults;
  readonly samples: SampleCollector;
  /** Decode time at which the next fragment starts when it does not say. */
  nextDts: number;
}

const nonSyncFlag = 0x1_0000;

/** Reads `mvex`: defaults per track id. */
export function readFragmentDefaults(moov: readonly Box[]): Map<number, FragmentDefaults> {
  const mvex = child(moov, "mvex");
  const defaults = new Map<number, FragmentDefaults>();
  for (const box of mvex === null ? [] : children(mvex.body)) {
    if (box.type === "trex") {
      defaults.set(box.body.getUint32(4), {
        duration: box.body.getUint32(12),
        size: box.body.getUint32(16),
        flags: box.body.getUint32(20),
      });
    }
  }
  return defaults;
}

/** Adds the samples of one `moof` (ISO/IEC 14496-12 §8.8) that starts at `moofOffset`. */
export function readFragment(moof: DataView, moofOffset: number, targets: ReadonlyMap<number, FragmentTarget>): void {
  let previousEnd = moofOffset;
  for (const traf of children(moof)) {
    if (traf.type !== "traf") {
      continue;
    }
    const boxes = children(traf.body);
    const header = readTrackHeader(requiredChild(boxes, "tfhd").body, moofOffset);
    const target = targets.get(header.track);
    if (target === undefined) {
      continue;
    }
    const start = child(boxes, "tfdt");
    if (start !== null) {
      target.nextDts = start.body.getUint8(0) === 1 ? wide(start.body.getBigUint64(4)) : start.body.getUint32(4);
    }
    const base = header.base ?? previousEnd;
    previousEnd = readRuns(boxes, header, base, target);
  }
}

interface FragmentHeader {
  readonly track: number;
  readonly base: number | null;
  readonly duration: number | null;
  readonly size: number | null;
  readonly flags: number | null;
}

function readTrackHeader(body: DataView, moofOffset: number): FragmentHeader {
  const flags = body.getUint32(0) & 0xff_ffff;
  let at = 8;
  function optional(flag: number): number | null {
    if ((flags & flag) === 0) {
      return null;
    }
    at += 4;
    return body.getUint32(at - 4);
  }
  let base: number | null = (flags & 0x02_0000) === 0 ? null : moofOffset;
  if ((flags & 0x01) !== 0) {
    base = wide(body.getBigUint64(at));
    at += 8;
  }
  optional(0x02);
  return { track: body.getUint32(4), base, duration: optional(0x08), size: optional(0x10), flags: optional(0x20) };
}

function readRuns(boxes: readonly Box[], header: FragmentHeader, base: number, target: FragmentTarget): number {
  let offset = base;
  for (const box of boxes) {
    if (box.type === "trun") {
      offset = readRun(box.body, header, base, offset, target);
    }
  }
  return offset;
}

function readRun(
  body: DataView,
  header: FragmentHeader,
  base: number,
  continued: number,
  target: FragmentTarget,
): number {
  const flags = body.getUint32(0) & 0xff_ffff;
  const count = body.getUint32(4);
  let at = 8;
  let offset = continued;
  if ((flags & 0x01) !== 0) {
    offset = base + body.getInt32(at);
    at += 4;
  }
  let firstFlags: number | null = null;
  if ((flags & 0x04) !== 0) {
    firstFlags = body.getUint32(at);
    at += 4;
  }
  const fields = [0x100, 0x200, 0x400, 0x800].filter((flag) => (flags & flag) !== 0).length;
  if (fields === 0 && count > 1_000_000) {
    throw new Refused("damaged", "fragment with too many samples");
  }
  function field(flag: number, otherwise: number): number {
    if ((flags & flag) === 0) {
      return otherwise;
    }
    at += 4;
    return body.getUint32(at - 4);
  }
  for (let index = 0; index < count; index++) {
    const duration = field(0x100, header.duration ?? target.defaults.duration);
    const size = field(0x200, header.size ?? target.defaults.size);
    const own = field(0x400, header.flags ?? target.defaults.flags);
    const sampleFlags = index === 0 && firstFlags !== null ? firstFlags : own;
    const shift = field(0x800, 0) | 0;
    target.samples.add({
      dts: target.nextDts,
      cts: target.nextDts + shift,
      duration,
      offset,
      size,
      sync: (sampleFlags & nonSyncFlag) === 0,
    });
    offset += size;
    target.nextDts += duration;
  }
  return offset;
}
