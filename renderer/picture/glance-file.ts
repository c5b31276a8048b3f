/** Least and greatest sound of each step, -128 to 127. */
export interface Levels {
  readonly low: Int8Array;
  readonly high: Int8Array;
}

/** What this page reads of a segment's companion: only what the vault lets it have. */
export interface GlanceFile {
  readonly pictures: readonly { readonly frame: number; readonly jpeg: Uint8Array<ArrayBuffer> }[];
  /** Steps of 1/25 s from `from` on; a package from before channels were kept has one. */
  readonly sound: { readonly from: number; readonly channels: readonly Levels[] } | null;
  readonly spans: readonly Span[];
}

export interface Span {
  readonly kind: "black" | "blurred" | "frozen" | "silent" | "clipped";
  readonly from: number;
  readonly to: number;
}

/** Milliseconds of one step of sound. */
export const stepMs = 40;

interface Text {
  readonly low: string;
  readonly high: string;
}

interface Head {
  readonly pictures: readonly { readonly frame: number; readonly bytes: number }[];
  readonly peaks?: Text & { readonly from: number; readonly channels?: readonly Text[] };
  readonly spans: readonly Span[];
}

/** Reads what `main/formats/glance.ts` writes. Throws on anything else. */
export function readGlanceFile(buffer: ArrayBuffer): GlanceFile {
  const length = new DataView(buffer).getUint32(0);
  // The vault is this page's own origin.
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length))) as Head;
  let at = 4 + length;
  const pictures = head.pictures.map(({ frame, bytes }) => {
    at += bytes;
    return { frame, jpeg: new Uint8Array(buffer, at - bytes, bytes) };
  });
  const { peaks } = head;
  return {
    pictures,
    sound: peaks === undefined ? null : { from: peaks.from, channels: (peaks.channels ?? [peaks]).map(levelsOf) },
    spans: head.spans,
  };
}

function levelsOf({ low, high }: Text): Levels {
  return { low: valuesOf(low), high: valuesOf(high) };
}

function valuesOf(text: string): Int8Array {
  return Int8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
