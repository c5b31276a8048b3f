import {
  documentFields,
  documentSchema,
  requiredDocumentFields,
  type DocumentCellFault,
  type DocumentFault,
  type DocumentField,
  type DocumentMapping,
  type EnforcementDocument,
} from "../../../shared/model/document.ts";
import { momentReader, type MomentReader } from "./moments.ts";
import { formulaCell, type TableRow } from "./table.ts";

/** One row after reading: the document it is, or what is wrong with it. */
export interface ReadRow {
  readonly line: number;
  readonly document: EnforcementDocument | null;
  readonly faults: readonly DocumentCellFault[];
}

const longest: Readonly<Record<DocumentField, number>> = {
  number: 60,
  name: 60,
  caseNo: 60,
  category: 60,
  matter: 120,
  unit: 128,
  officers: 64,
  devices: 64,
  from: 64,
  to: 64,
  place: 200,
  party: 128,
  complaint: 60,
};
const mostInList = 10;
const moments: ReadonlySet<DocumentField> = new Set(["from", "to"]);
const lists: ReadonlySet<DocumentField> = new Set(["officers", "devices"]);
/** A spreadsheet runs a cell that begins like this; no number, name or place of a document does. */
const formula = /^[=+\-@\t\r]/u;
const dayMilliseconds = 86_400_000;

type Cell = TableRow["cells"][number];

/**
 * Reads rows one after the other; a document that stands in the file twice, by unit and number, is wrong the second time.
 *
 * An act whose end the table does not give ended when it began; one that is dated without a time of day took the day.
 */
export function createRowReader(mapping: DocumentMapping, timeZone: string): (row: TableRow) => ReadRow {
  const moment = momentReader(timeZone);
  const seen = new Set<string>();
  return (row) => {
    const cell = (field: DocumentField): Cell => {
      const column = mapping[field];
      return column === undefined ? "" : (row.cells[column] ?? "");
    };
    const faults = documentFields.flatMap((field) => faultsOf(field, cell(field)));
    const text = (field: DocumentField): string => textOf(cell(field));
    const times = timesOf(cell("from"), cell("to"), moment);
    const all = [...faults, ...(faults.length === 0 ? times.faults : [])];
    if (all.length > 0) {
      return { line: row.line, document: null, faults: all };
    }
    const document = documentSchema.parse({
      number: text("number"),
      name: text("name"),
      caseNo: text("caseNo"),
      category: text("category"),
      matter: text("matter"),
      unit: text("unit"),
      officers: listOf(text("officers")),
      devices: listOf(text("devices")),
      from: times.from,
      to: times.to,
      place: text("place"),
      party: text("party"),
      complaint: text("complaint"),
    });
    const key = documentKey(document);
    if (seen.has(key)) {
      return { line: row.line, document: null, faults: [faultOf("number", "twice-in-file", document.number)] };
    }
    seen.add(key);
    return { line: row.line, document, faults: [] };
  };
}

/** What tells two documents apart: unit and number, without regard to the width of signs. */
export function documentKey({ unit, number }: Pick<EnforcementDocument, "unit" | "number">): string {
  return `${unit.normalize("NFKC")}\n${number.normalize("NFKC").replaceAll(/\s/gu, "")}`;
}

function faultsOf(field: DocumentField, cell: Cell): DocumentCellFault[] {
  if (cell === formulaCell) {
    return [faultOf(field, "formula", "")];
  }
  const text = textOf(cell);
  const parts = lists.has(field) ? listOf(text) : [text];
  const rules: readonly (readonly [DocumentFault, boolean])[] = [
    ["missing", text === "" && requiredDocumentFields.has(field)],
    ["formula", !moments.has(field) && parts.some((part) => formula.test(part))],
    ["too-long", parts.some((part) => part.length > longest[field])],
    ["too-many", parts.length > mostInList],
  ];
  return rules.filter(([, isWrong]) => isWrong).map(([fault]) => faultOf(field, fault, text));
}

function timesOf(
  fromCell: Cell,
  toCell: Cell,
  moment: MomentReader,
): { readonly from: string; readonly to: string; readonly faults: readonly DocumentCellFault[] } {
  const read = (cell: Cell) => (cell instanceof Date ? moment.date(cell) : moment.text(textOf(cell)));
  const from = read(fromCell);
  const to = textOf(toCell) === "" ? from : read(toCell);
  if (!from.ok || !to.ok) {
    const faults = [
      ...(from.ok ? [] : [faultOf("from", from.fault, textOf(fromCell))]),
      ...(to.ok || textOf(toCell) === "" ? [] : [faultOf("to", to.fault, textOf(toCell))]),
    ];
    return { from: "", to: "", faults };
  }
  const end = to.hasTime ? to.at : to.at + dayMilliseconds - 1000;
  return {
    from: new Date(from.at).toISOString(),
    to: new Date(end).toISOString(),
    faults: end < from.at ? [faultOf("to", "ends-before-it-begins", textOf(toCell))] : [],
  };
}

function textOf(cell: Cell): string {
  if (cell === formulaCell) {
    return "";
  }
  const text = cell instanceof Date ? (Number.isNaN(cell.getTime()) ? "?" : cell.toISOString()) : cell;
  // Signs that only change how a text looks would let two numbers look alike.
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, " ").trim();
}

function listOf(text: string): string[] {
  const parts = text.split(/[、，,;；|/]/u).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ""))];
}

function faultOf(field: DocumentField, fault: DocumentFault, cell: string): DocumentCellFault {
  return { field, fault, cell: cell.slice(0, 60) };
}
