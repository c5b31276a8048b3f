import type { FrameRange } from "../../shared/model/footage.ts";
import type { Text } from "../../shared/model/policy/text.ts";

/**
 * Where a printed value stands (rule R10): entries of this station's log, a signed document by its SHA-256, or what
 * headquarters keeps and gave to this station.
 */
export type Source =
  | { readonly log: readonly number[] }
  | { readonly signed: string }
  | { readonly kept: "directory" | "catalogue" | "policy" | "incidents" | "retention" | "extractions" };

/** What a cell says; a list is written line by line. */
export type Shown =
  | string
  | Text
  | { readonly moment: string }
  | { readonly day: string }
  | { readonly span: readonly [from: string, to?: string] }
  | { readonly time: string }
  | { readonly asset: string; readonly frames: readonly FrameRange[] }
  /** Texts of QR codes, drawn beside each other. */
  | { readonly codes: readonly string[] }
  | readonly Shown[];

/** A value on paper with its origin, or a place to be filled in by hand. */
export type Cell =
  | { readonly shows: Shown; readonly from: readonly Source[] }
  | { readonly blank: "line" | "signature" };

/** A place that people fill in with a pen. */
export const toFill: Cell = { blank: "line" };
/** A place to sign. */
export const toSign: Cell = { blank: "signature" };

/**
 * A value as it goes to paper.
 *
 * @throws when nobody says where it stands: what has no origin is not printed (rule R10).
 */
export function told(shows: Shown, ...from: readonly Source[]): Cell {
  const origins = from.filter((source) => !("log" in source) || source.log.length > 0);
  if (origins.length === 0) {
    throw new Error("a printed value needs its origin");
  }
  return { shows, from: origins };
}

/** A value that may be missing; a place to fill in where it is. */
export function toldOrBlank(shows: Shown | undefined, ...from: readonly Source[]): Cell {
  return shows === undefined || shows === "" ? toFill : told(shows, ...from);
}
