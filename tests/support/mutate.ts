import { pseudoRandom } from "./pseudo-random.ts";

/** Numbers at which counts, sizes and times go wrong. */
const telling = [0, 1, 2, 7, 8, 0x7f, 0xff, 0xffff, 0x1_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff];
const boxes = ["moov", "trak", "mdia", "stbl", "stsd", "stts", "ctts", "stsc", "stsz", "stco", "co64", "stss"];
const more = ["elst", "edts", "moof", "traf", "tfhd", "trun", "tfdt", "trex", "mvex", "avcC", "esds", "tkhd", "mdhd"];
const names = [...boxes, ...more];

/** A hostile relative of a file: the same seed always gives the same one. */
export function mutate(seed: Uint8Array, name: string): Uint8Array {
  const random = pseudoRandom(name);
  const below = (end: number): number => Math.floor(random() * Math.max(1, end));
  let bytes: Buffer = Buffer.from(seed);
  const head = headRange(bytes);
  // Tables are where a reader can be led astray; samples are mostly copied.
  const place = (): number => (random() < 0.85 ? head.from + below(head.to - head.from) : below(bytes.length));
  const changes = 1 + below(random() < 0.7 ? 3 : 24);
  for (let change = 0; change < changes && bytes.length > 8; change++) {
    const turn = turns[below(turns.length)];
    bytes = turn === undefined ? bytes : turn(bytes, Math.min(place(), bytes.length - 1), below, head.from);
  }
  return new Uint8Array(bytes);
}

type Turn = (bytes: Buffer, at: number, below: (end: number) => number, from: number) => Buffer;

function word(bytes: Buffer, at: number, value: number): Buffer {
  if (at >= 0 && at + 4 <= bytes.length) {
    bytes.writeUInt32BE(value, at);
  }
  return bytes;
}

/** One change each: of a byte, a bit, a number, a box, or of what is there at all. */
const turns: readonly Turn[] = [
  (bytes, at, below) => {
    bytes[at] = below(256);
    return bytes;
  },
  (bytes, at, below) => {
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    return bytes;
  },
  (bytes, at, below) => word(bytes, at, telling[below(telling.length)] ?? 0),
  (bytes, at, below) => word(bytes, at & ~3, telling[below(telling.length)] ?? 0),
  // The size, the version or a count of a box.
  (bytes, _at, below, from) => {
    const box = bytes.indexOf(names[below(names.length)] ?? "", from, "latin1");
    return box < 0 ? bytes : word(bytes, box + 4 * (below(5) - 1), telling[below(telling.length)] ?? 0);
  },
  (bytes, _at, below, from) => {
    const box = bytes.indexOf(names[below(names.length)] ?? "", from, "latin1");
    if (box >= 0 && box + 4 <= bytes.length) {
      bytes.write(names[below(names.length)] ?? "free", box, "latin1");
    }
    return bytes;
  },
  (bytes, at) => bytes.subarray(0, at + 1),
  (bytes, at, below) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + below(64))]),
  (bytes, at, below) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at, at + below(64)), bytes.subarray(at)]),
];

function headRange(bytes: Buffer): { from: number; to: number } {
  const moov = bytes.indexOf("moov", 0, "latin1");
  if (moov < 4) {
    return { from: 0, to: Math.min(bytes.length, 400) };
  }
  const end = moov - 4 + bytes.readUInt32BE(moov - 4);
  return { from: moov - 4, to: Math.min(bytes.length, end > moov ? end + 400 : bytes.length) };
}
