import { child, requiredChild, wide, type Box } from "./isobmff.ts";
import { Refused } from "./refusal.ts";
import { SampleCollector, type SampleColumns } from "./samples.ts";

/** Reads the sample tables of `stbl` (ISO/IEC 14496-12 §8.6–8.7) with integer times and 64-bit offsets. */
export function readSampleTable(stbl: readonly Box[], fileBytes: number): SampleColumns {
  const sizes = sizeReader(stbl);
  const collector = new SampleCollector(fileBytes);
  if (sizes.count > fileBytes) {
    throw new Refused("damaged", "more samples than bytes");
  }
  if (sizes.count === 0) {
    return collector.finish();
  }
  const times = runs(requiredChild(stbl, "stts").body, "stts");
  const shifts = child(stbl, "ctts");
  const composition = shifts === null ? null : runs(shifts.body, "ctts");
  const sync = syncSamples(stbl, sizes.count);
  const chunks = chunkWalker(stbl);
  let dts = 0;
  for (let sample = 0; sample < sizes.count; sample++) {
    const size = sizes.size(sample);
    const duration = times.next();
    // Version 0 of ctts is unsigned by the letter and signed in QuickTime files; both agree below 2^31.
    const shift = composition === null ? 0 : composition.next() | 0;
    const offset = chunks.place(size);
    collector.add({ dts, cts: dts + shift, duration, offset, size, sync: sync === null || sync[sample] === 1 });
    dts += duration;
  }
  return collector.finish();
}

function sizeReader(stbl: readonly Box[]): { count: number; size(sample: number): number } {
  const stsz = child(stbl, "stsz");
  if (stsz !== null) {
    const { body } = stsz;
    const same = body.getUint32(4);
    const count = body.getUint32(8);
    if (same !== 0) {
      return { count, size: () => same };
    }
    if (12 + count * 4 > body.byteLength) {
      throw new Refused("damaged", "stsz shorter than its count");
    }
    return { count, size: (sample) => body.getUint32(12 + sample * 4) };
  }
  return compactSizes(requiredChild(stbl, "stz2").body);
}

function compactSizes(body: DataView): { count: number; size(sample: number): number } {
  const bits = body.getUint8(7);
  const count = body.getUint32(8);
  if (bits !== 4 && bits !== 8 && bits !== 16) {
    throw new Refused("damaged", "stz2 field size");
  }
  if (12 + Math.ceil((count * bits) / 8) > body.byteLength) {
    throw new Refused("damaged", "stz2 shorter than its count");
  }
  return {
    count,
    size: (sample) => {
      if (bits === 16) {
        return body.getUint16(12 + sample * 2);
      }
      if (bits === 8) {
        return body.getUint8(12 + sample);
      }
      const pair = body.getUint8(12 + (sample >> 1));
      return sample % 2 === 0 ? pair >> 4 : pair & 15;
    },
  };
}

/** Run-length list of `stts` and `ctts`: count, value. */
function runs(body: DataView, name: string): { next(): number } {
  const entries = body.getUint32(4);
  let entry = 0;
  let left = 0;
  let value = 0;
  return {
    next: () => {
      while (left === 0) {
        if (entry >= entries) {
          throw new Refused("damaged", `${name} covers fewer samples than the file has`);
        }
        left = body.getUint32(8 + entry * 8);
        value = body.getUint32(12 + entry * 8);
        entry++;
      }
      left--;
      return value;
    },
  };
}

/** One for each sample that the container calls sync; `null` means it calls all so. */
function syncSamples(stbl: readonly Box[], samples: number): Uint8Array | null {
  const stss = child(stbl, "stss");
  if (stss === null) {
    return null;
  }
  const flags = new Uint8Array(samples);
  const count = Math.min(stss.body.getUint32(4), Math.floor((stss.body.byteLength - 8) / 4));
  for (let entry = 0; entry < count; entry++) {
    const sample = stss.body.getUint32(8 + entry * 4) - 1;
    if (sample >= 0 && sample < samples) {
      flags[sample] = 1;
    }
  }
  return flags;
}

function chunkWalker(stbl: readonly Box[]): { place(size: number): number } {
  const offsets = chunkOffsets(stbl);
  const { body } = requiredChild(stbl, "stsc");
  const entries = body.getUint32(4);
  let entry = 0;
  let perChunk = 0;
  let chunk = 0;
  let inChunk = 0;
  let offset = 0;
  function nextChunk(): void {
    chunk++;
    if (chunk > offsets.count) {
      throw new Refused("damaged", "more samples than chunks hold");
    }
    while (entry < entries && body.getUint32(8 + entry * 12) === chunk) {
      perChunk = body.getUint32(12 + entry * 12);
      entry++;
    }
    offset = offsets.offset(chunk - 1);
    inChunk = 0;
  }
  return {
    place: (size) => {
      while (chunk === 0 || inChunk >= perChunk) {
        nextChunk();
      }
      const place = offset;
      offset += size;
      inChunk++;
      return place;
    },
  };
}

function chunkOffsets(stbl: readonly Box[]): { count: number; offset(chunk: number): number } {
  const long = child(stbl, "co64");
  if (long !== null) {
    return {
      count: long.body.getUint32(4),
      offset: (chunk) => wide(long.body.getBigUint64(8 + chunk * 8)),
    };
  }
  const { body } = requiredChild(stbl, "stco");
  return { count: body.getUint32(4), offset: (chunk) => body.getUint32(8 + chunk * 4) };
}
