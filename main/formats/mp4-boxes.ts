/** Boxes of ISO/IEC 14496-12 that the virtual MP4 consists of, as bytes. */

const utf8 = new TextEncoder();

export function join(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function ascii(text: string): Uint8Array {
  return utf8.encode(text);
}

export function u8(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function u16(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint16(index * 2, value));
  return bytes;
}

export function u32(...values: readonly number[]): Uint8Array {
  return words(values);
}

/** 32-bit big-endian words; negative values are written in two's complement. */
export function words(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setUint32(index * 4, value >>> 0));
  return bytes;
}

export function u64(...values: readonly number[]): Uint8Array {
  return longWords(values);
}

export function longWords(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * 8);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => view.setBigUint64(index * 8, BigInt(value)));
  return bytes;
}

export function box(type: string, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = join(...parts);
  return join(u32(body.length + 8), ascii(type), body);
}

export function fullBox(type: string, version: number, flags: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return box(type, u32(version * 0x0100_0000 + flags), ...parts);
}

/** Head of a media data box with a 64-bit size, §8.1.1 and §4.2. */
export function largeMediaDataHead(bytes: number): Uint8Array {
  return join(u32(1), ascii("mdat"), u64(bytes + 16));
}

/** Runs of equal neighbours, as the run-length tables `stts` and `ctts` want them. */
export function runs(values: readonly number[]): { count: number; value: number }[] {
  const found: { count: number; value: number }[] = [];
  for (const value of values) {
    const last = found.at(-1);
    if (last !== undefined && last.value === value) {
      last.count++;
    } else {
      found.push({ count: 1, value });
    }
  }
  return found;
}

/** Transformation matrix of a track header that turns the picture clockwise, §6.2.2. */
export function rotationMatrix(degrees: number, width: number, height: number): Uint8Array {
  const one = 0x0001_0000;
  const w = width * one;
  const h = height * one;
  const matrices: Readonly<Record<number, readonly number[]>> = {
    0: [one, 0, 0, 0, one, 0, 0, 0, 0x4000_0000],
    90: [0, one, 0, -one, 0, 0, h, 0, 0x4000_0000],
    180: [-one, 0, 0, 0, -one, 0, w, h, 0x4000_0000],
    270: [0, -one, 0, one, 0, 0, 0, w, 0x4000_0000],
  };
  return u32(...(matrices[degrees] ?? matrices[0] ?? []));
}

/** Elementary stream descriptor (ISO/IEC 14496-1 §7.2.6) of a coding that needs no configuration of its own. */
export function streamDescriptor(objectType: number): Uint8Array {
  const decoder = descriptor(0x04, join(u8(objectType, 0x15), u8(0, 0, 0), u32(0, 0)));
  return descriptor(0x03, join(u16(0), u8(0), decoder, descriptor(0x06, u8(2))));
}

function descriptor(tag: number, body: Uint8Array): Uint8Array {
  const size = body.length;
  return join(
    u8(tag, 0x80 | (size >> 21), 0x80 | ((size >> 14) & 0x7f), 0x80 | ((size >> 7) & 0x7f), size & 0x7f),
    body,
  );
}
