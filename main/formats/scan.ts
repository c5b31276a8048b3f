/** Scans of papers: what a file is by its own bytes, whatever it is called. PDF (ISO 32000), JPEG (ITU-T T.81), PNG (ISO 15948). */

/** 10 MiB. */
export const largestScan = 10 * 1024 * 1024;

export type ScanRefusal = "empty" | "too-large" | "type-unknown" | "damaged";

export type ScanFacts =
  | { readonly ok: true; readonly kind: "pdf" | "jpeg" | "png"; readonly pages: number }
  | { readonly ok: false; readonly reason: ScanRefusal };

const starts = {
  pdf: [0x25, 0x50, 0x44, 0x46, 0x2d],
  jpeg: [0xff, 0xd8, 0xff],
  png: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
} as const;

/** What a scan is: its type by its first bytes, and whether its end is there; half a file is refused. */
export function scanFacts(bytes: Uint8Array): ScanFacts {
  if (bytes.length === 0) {
    return { ok: false, reason: "empty" };
  }
  if (bytes.length > largestScan) {
    return { ok: false, reason: "too-large" };
  }
  const kind = (["pdf", "jpeg", "png"] as const).find((one) => starts[one].every((byte, at) => bytes[at] === byte));
  if (kind === undefined) {
    return { ok: false, reason: "type-unknown" };
  }
  if (!hasEnd(kind, bytes)) {
    return { ok: false, reason: "damaged" };
  }
  return { ok: true, kind, pages: kind === "pdf" ? pagesOf(bytes) : 1 };
}

/** Writers may leave a few bytes after the end. */
const tail = 1024;

function hasEnd(kind: "pdf" | "jpeg" | "png", bytes: Uint8Array): boolean {
  const end = Buffer.from(bytes.subarray(-tail)).toString("latin1");
  const marks = { pdf: "%%EOF", jpeg: "\u00FF\u00D9", png: "IEND" } as const;
  return end.includes(marks[kind]);
}

/** Page objects that are written plainly; where a PDF hides them in compressed streams, at least one. */
function pagesOf(bytes: Uint8Array): number {
  const text = Buffer.from(bytes).toString("latin1");
  const counts = [...text.matchAll(/\/Type\s*\/Pages\b[^>]*?\/Count\s+(\d{1,5})/gu)].map(([, count]) => Number(count));
  const pages = text.match(/\/Type\s*\/Page\b(?!s)/gu)?.length ?? 0;
  return Math.max(1, pages, ...counts);
}
