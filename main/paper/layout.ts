import type { Text } from "../../shared/model/policy/text.ts";
import type { Cell } from "./cell.ts";

/** Number of a form as `domain.md` §5 has it; the title comes from the policy pack. */
export type FormNo = "F1" | "F2" | "F3" | "F4" | "F5" | "F6" | "F7" | "F8" | "F13" | "F14" | "F15" | "F19" | "F20";

/** Widths are in parts of the sheet's width: 60 parts of 3 mm. */
export const wholeWidth = 60;

/** One field of a form: what it is called, how wide it is, and what it says of the data. */
export interface Field<D> {
  readonly key: string;
  readonly label: Text;
  readonly width: number;
  readonly value: (data: D) => Cell;
}

/** A field with its value, ready for paper. */
export interface LaidCell {
  readonly key: string;
  readonly label: Text;
  readonly width: number;
  readonly cell: Cell;
}

/** A part of a form with the values in it. */
export type LaidPart =
  | { readonly kind: "grid"; readonly title?: Text; readonly lines: readonly (readonly LaidCell[])[] }
  | {
      readonly kind: "register";
      readonly title?: Text;
      /** Heads of the columns, line by line: a wide register has several lines per row. */
      readonly heads: readonly (readonly Omit<LaidCell, "cell">[])[];
      readonly rows: readonly (readonly (readonly LaidCell[])[])[];
      readonly empty: Text;
    };

/** A part of a form, which lays itself out for the data. */
export type Part<D> = (data: D) => LaidPart;

/** A form as data: its parts in the order of the official one. */
export interface Layout<D> {
  readonly form: FormNo;
  readonly parts: readonly Part<D>[];
}

/** Labels beside values, in lines that fill the sheet's width. */
export function grid<D>(lines: readonly (readonly Field<D>[])[], title?: Text): Part<D> {
  return (data) => ({
    kind: "grid",
    ...(title === undefined ? {} : { title }),
    lines: lines.map((fields) => fields.map((field) => laid(field, data))),
  });
}

/** A register: one row for each of `rows`, its columns in one or more lines. */
export function register<D, R>(
  rows: (data: D) => readonly R[],
  lines: readonly (readonly Field<NoInfer<R>>[])[],
  words: { readonly empty: Text; readonly title?: Text },
): Part<D> {
  return (data) => ({
    kind: "register",
    ...(words.title === undefined ? {} : { title: words.title }),
    empty: words.empty,
    heads: lines.map((fields) => fields.map(({ key, label, width }) => ({ key, label, width }))),
    rows: rows(data).map((row) => lines.map((fields) => fields.map((field) => laid(field, row)))),
  });
}

function laid<D>({ key, label, width, value }: Field<D>, data: D): LaidCell {
  return { key, label, width, cell: value(data) };
}

/** Every cell of a laid-out form. */
export function cellsOf(parts: readonly LaidPart[]): LaidCell[] {
  return parts.flatMap((part) => (part.kind === "grid" ? part.lines.flat() : part.rows.flat(2)));
}
