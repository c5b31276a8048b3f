import { Refused } from "./refusal.ts";

/** What a sample of H.264 (ISO/IEC 14496-10, length-prefixed as in 14496-15) turns out to be. */
export interface PictureFacts {
  /** True for an IDR picture: nothing before it is needed to decode it or what follows. */
  readonly idr: boolean;
  /** True when a slice is bidirectional, so that decode and presentation order may differ. */
  readonly bidirectional: boolean;
}

/**
 * Walks the NAL units of a sample.
 *
 * @throws {Refused} `damaged` when their lengths do not add up or a unit is impossible.
 */
export function inspectPicture(bytes: Uint8Array, lengthBytes: number): PictureFacts {
  let idr = false;
  let bidirectional = false;
  let slices = 0;
  let at = 0;
  while (at < bytes.length) {
    const start = at + lengthBytes;
    const length = start > bytes.length ? 0 : bigEndian(bytes, at, lengthBytes);
    if (length === 0 || start + length > bytes.length) {
      throw new Refused("damaged", "picture data does not add up");
    }
    const head = bytes[start] ?? 0;
    if ((head & 0x80) !== 0) {
      throw new Refused("damaged", "picture data is not H.264");
    }
    const kind = head & 0x1f;
    if (kind === 1 || kind === 5) {
      slices++;
      idr ||= kind === 5;
      bidirectional ||= sliceType(bytes.subarray(start + 1, start + 9)) % 5 === 1;
    }
    at = start + length;
  }
  if (slices === 0) {
    throw new Refused("damaged", "sample without a picture");
  }
  return { idr, bidirectional };
}

function bigEndian(bytes: Uint8Array, from: number, length: number): number {
  let value = 0;
  for (let index = 0; index < length; index++) {
    value = value * 256 + (bytes[from + index] ?? 0);
  }
  return value;
}

/** `slice_type` of a slice header: the second Exp-Golomb number. */
function sliceType(header: Uint8Array): number {
  let bit = 0;
  function next(): number {
    const byte = header[bit >> 3] ?? 0;
    const value = (byte >> (7 - (bit & 7))) & 1;
    bit++;
    return value;
  }
  function expGolomb(): number {
    let zeros = 0;
    while (zeros < 24 && next() === 0) {
      zeros++;
    }
    let value = 1;
    for (let index = 0; index < zeros; index++) {
      value = value * 2 + next();
    }
    return value - 1;
  }
  expGolomb();
  return expGolomb();
}

/** `avc1.PPCCLL` (RFC 6381) from an AVCDecoderConfigurationRecord, and its NAL length size. */
export function readAvcConfiguration(avcC: Uint8Array): { codec: string; lengthBytes: number } {
  const [version, profile, compatibility, level, lengths] = avcC;
  if (
    version !== 1 ||
    profile === undefined ||
    compatibility === undefined ||
    level === undefined ||
    lengths === undefined
  ) {
    throw new Refused("damaged", "decoder configuration");
  }
  const code = [profile, compatibility, level].map((value) => value.toString(16).padStart(2, "0")).join("");
  return { codec: `avc1.${code}`, lengthBytes: (lengths & 3) + 1 };
}
