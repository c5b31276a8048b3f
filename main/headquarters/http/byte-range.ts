/** What a `Range` header asks of a body: all of it, one piece `[from, to)`, or something that is not there. */
export type ByteRange =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly from: number; readonly to: number }
  | { readonly kind: "unsatisfiable" };

/**
 * Reads a `Range` header (RFC 9110 §14) against a body of `size` bytes.
 *
 * Several ranges in one header, other units and malformed headers count as absent, as the RFC allows.
 */
export function readByteRange(header: string | undefined, size: number): ByteRange {
  const suffix = /^bytes=-(?<length>\d{1,15})$/u.exec(header ?? "")?.groups?.["length"];
  if (suffix !== undefined) {
    return part(Math.max(0, size - Number(suffix)), size, size);
  }
  const piece = /^bytes=(?<first>\d{1,15})-(?<last>\d{0,15})$/u.exec(header ?? "")?.groups;
  if (piece === undefined) {
    return { kind: "whole" };
  }
  const from = Number(piece["first"]);
  const last = piece["last"] === "" ? size - 1 : Number(piece["last"]);
  // A range that ends before it starts is malformed, not unsatisfiable.
  return piece["last"] !== "" && last < from ? { kind: "whole" } : part(from, Math.min(last + 1, size), size);
}

function part(from: number, to: number, size: number): ByteRange {
  return from < size && from < to ? { kind: "part", from, to } : { kind: "unsatisfiable" };
}
