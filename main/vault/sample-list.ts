import { concatBytes, utf8 } from "../formats/bytes.ts";

/** One encoded picture of the virtual file, in decode order. */
export interface SamplePlace {
  /** First byte in the virtual file, and how many there are. */
  readonly at: number;
  readonly size: number;
  /** Row of the frame list that shows it. */
  readonly row: number;
  readonly sync: boolean;
}

/** What a decoder of single pictures needs beside the media itself. */
export interface SampleList {
  /** RFC 6381. */
  readonly codec: string;
  /** Configuration as the sample entry carries it; empty where the samples carry it themselves. */
  readonly description: Uint8Array;
  /** Clockwise, to show the picture upright. */
  readonly rotation: number;
  readonly samples: readonly SamplePlace[];
}

/**
 * Writes the list the picture frame steps by (`/samples`), little-endian: `VTS1`; number of samples, bytes of the codec's
 * name and of its configuration, rotation and a zero as uint32; name and configuration; then, padded to 8 bytes, all places as float64, all sizes and all rows
 * as uint32, and a byte each that is 1 for an IDR picture.
 */
export function encodeSampleList({ codec, description, rotation, samples }: SampleList): Uint8Array {
  const name = utf8(codec);
  const head = new Uint8Array(24);
  const view = new DataView(head.buffer);
  head.set(utf8("VTS1"));
  [samples.length, name.length, description.length, rotation].forEach((value, index) =>
    view.setUint32(4 + index * 4, value, true),
  );
  const padding = new Uint8Array((8 - ((name.length + description.length) % 8)) % 8);
  const columns = new Uint8Array(samples.length * 17);
  const rows = new DataView(columns.buffer);
  samples.forEach(({ at, size, row, sync }, index) => {
    rows.setFloat64(index * 8, at, true);
    rows.setUint32(samples.length * 8 + index * 4, size, true);
    rows.setUint32(samples.length * 12 + index * 4, row, true);
    rows.setUint8(samples.length * 16 + index, sync ? 1 : 0);
  });
  return concatBytes(head, name, description, padding, columns);
}
