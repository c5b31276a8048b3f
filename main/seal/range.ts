/** Which bytes of a source an answer carries: half-open, or none of it. */
export type ByteRange =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly from: number; readonly to: number }
  | { readonly kind: "unsatisfiable" };

const form = /^bytes=(\d{0,15})-(\d{0,15})$/u;

/**
 * Reads a `Range` header (RFC 9110 §14.1.2) for a source of `size` bytes.
 *
 * One range only. What is malformed, lies outside or asks for several ranges is unsatisfiable rather
 * than ignored: a player never sends it, and ignoring it would serve the whole.
 */
export function parseRange(header: string | null, size: number): ByteRange {
  if (header === null) {
    return { kind: "whole" };
  }
  const [, first = "", last = ""] = form.exec(header) ?? [];
  if (first === "" && last === "") {
    return { kind: "unsatisfiable" };
  }
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  return from < to && from < size ? { kind: "part", from, to } : { kind: "unsatisfiable" };
}
