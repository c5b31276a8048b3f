import type { Capacity } from "../capacities.ts";
import type { PersonId } from "../model/person.ts";
import type { OutsideViewer, RequestForm } from "../model/request.ts";

/** Somebody without a certificate whom a request names. */
export interface Outsider extends OutsideViewer {
  /** Made from the request: headquarters and station come to the same one, and nobody else has it. */
  readonly person: PersonId;
  readonly capacity: Extract<Capacity, "viewer" | "interpreter" | "guardian">;
  /** The name as lists, watermark and receipts show it; a mark for protected persons (O-22). */
  readonly shownName: string;
}

/**
 * Everybody without a certificate whom a request names, the viewer first.
 *
 * @param digest SHA-256 of the request's CMS bytes, lower-case hex.
 */
export function outsidersOf(form: Pick<RequestForm, "viewer" | "companions">, digest: string): Outsider[] {
  const first = form.viewer === undefined ? [] : [{ ...form.viewer, capacity: "viewer" as const }];
  return [...first, ...(form.companions ?? [])].map((one, index) => {
    // Hexadecimal digits make an id by themselves; a schema here would travel into the screen's bundle.
    const person = `p-x${digest.slice(0, 24)}${index}` as PersonId;
    const mark = `***${digest.slice(0, 4).toUpperCase()}${index + 1}`;
    return Object.assign({}, one, { person, shownName: one.protected ? mark : one.name });
  });
}

/** The number of a document as a list may show it: where it begins, and how long it is. */
export function maskedNumber(idNo: string): string {
  return `${idNo.slice(0, 3)}${"*".repeat(Math.max(1, idNo.length - 3))}`;
}

/** What a clerk reads off the document and types: the last four characters, whatever their case. */
export function isDocumentEnd(idNo: string, typed: string): boolean {
  const end = idNo.slice(-4).toUpperCase();
  return typed.trim().toUpperCase() === end;
}
