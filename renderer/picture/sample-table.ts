/** Where each encoded picture lies in the media, in decode order. */
export interface SampleTable {
  readonly codec: string;
  readonly description: Uint8Array<ArrayBuffer>;
  /** Clockwise, to show the picture upright. */
  readonly rotation: number;
  readonly at: Float64Array;
  readonly size: Uint32Array;
  /** Row of the frame table that shows it. */
  readonly row: Uint32Array;
  readonly sync: Uint8Array;
  /** Rows of the frame table. */
  readonly rows: number;
}

const magic = 0x31535456;

/** Reads `/samples` as `main/vault/sample-list.ts` writes it. Throws on anything else. */
export function readSampleTable(buffer: ArrayBuffer, rows: number): SampleTable {
  const view = new DataView(buffer);
  const word = (index: number): number => view.getUint32(index * 4, true);
  const [count, nameBytes, descriptionBytes, rotation] = [word(1), word(2), word(3), word(4)];
  const text = 24;
  const columns = Math.ceil((text + nameBytes + descriptionBytes) / 8) * 8;
  if (word(0) !== magic || buffer.byteLength !== columns + count * 17) {
    throw new Error("not a sample table");
  }
  return {
    codec: new TextDecoder().decode(new Uint8Array(buffer, text, nameBytes)),
    description: new Uint8Array(buffer, text + nameBytes, descriptionBytes),
    rotation,
    at: new Float64Array(buffer, columns, count),
    size: new Uint32Array(buffer, columns + count * 8, count),
    row: new Uint32Array(buffer, columns + count * 12, count),
    sync: new Uint8Array(buffer, columns + count * 16, count),
    rows,
  };
}
