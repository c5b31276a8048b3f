import { mostDocuments, type TableFault } from "../../../shared/model/document.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { decodeTable, readTable } from "../../formats/csv.ts";
import { formulaCell, readWorkbook, type WorkbookCell } from "./workbook.ts";

/** A table of documents as it came, whatever kind of file it came in. */
export interface DocumentTable {
  readonly kind: "csv" | "xlsx" | "json";
  readonly columns: readonly string[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  /** Number of the row in the file, from 1; the header of a table is row 1. */
  readonly line: number;
  readonly cells: readonly WorkbookCell[];
}

const largestFile = 96 * 2 ** 20;
const mostColumns = 256;
const largestOpened = 256 * 2 ** 20;

/**
 * Reads a table of documents: CSV (RFC 4180; UTF-8 or GB18030, with or without a byte order mark), `.xlsx` (ECMA-376) or
 * JSON (an array of flat objects). What it is, its bytes say; the name of the file says nothing.
 *
 * Refused as a whole: more than 96 MiB, 250 000 rows or 256 columns, other encodings, quotes that never close, a JSON
 * that is no table, nothing at all.
 */
export async function readDocumentTable(bytes: Uint8Array): Promise<Result<DocumentTable, TableFault>> {
  if (bytes.length > largestFile) {
    return fail("too-big");
  }
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const table = isZip ? await fromWorkbook(bytes) : fromText(bytes);
  if (!table.ok) {
    return table;
  }
  const { columns, rows } = table.value;
  if (columns.length > mostColumns || rows.some(({ cells }) => cells.length > mostColumns)) {
    return fail("too-many-columns");
  }
  if (rows.length > mostDocuments) {
    return fail("too-many-rows");
  }
  return rows.length === 0 ? fail("empty") : table;
}

async function fromWorkbook(bytes: Uint8Array): Promise<Result<DocumentTable, TableFault>> {
  const read = await readWorkbook(bytes, { rows: mostDocuments + 1, columns: mostColumns, opened: largestOpened });
  if (!read.ok) {
    return read;
  }
  const lines = read.value.map((cells, at) => ({ line: at + 1, cells }));
  return ok(
    headed(
      "xlsx",
      lines.filter(({ cells }) => cells.some((cell) => cell !== "")),
    ),
  );
}

function fromText(bytes: Uint8Array): Result<DocumentTable, TableFault> {
  const decoded = decodeTable(bytes);
  if (decoded === null) {
    return fail("encoding");
  }
  if (/^\s*[[{]/u.test(decoded.text)) {
    return fromJson(decoded.text);
  }
  const lines = readTable(decoded.text);
  return lines === null ? fail("quotes") : ok(headed("csv", lines));
}

function headed(kind: "csv" | "xlsx", lines: readonly TableRow[]): DocumentTable {
  const [head, ...rows] = lines;
  const columns = (head?.cells ?? []).map((cell) => (typeof cell === "string" ? cell.trim() : ""));
  return { kind, columns, rows };
}

function fromJson(text: string): Result<DocumentTable, TableFault> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return fail("unreadable");
  }
  if (!Array.isArray(value) || !value.every((row) => isRecord(row))) {
    return fail("not-a-table");
  }
  const columns = new Map<string, number>();
  for (const name of value.flatMap((row) => Object.keys(row))) {
    if (!columns.has(name)) {
      columns.set(name, columns.size);
    }
    if (columns.size > mostColumns) {
      return fail("too-many-columns");
    }
  }
  const names = [...columns.keys()];
  const rows = value.map((row, at) => ({ line: at + 1, cells: names.map((name) => plain(row[name])) }));
  return rows.every(({ cells }) => cells.every((cell): cell is string => cell !== null))
    ? ok({ kind: "json", columns: names, rows: rows as TableRow[] })
    : fail("not-a-table");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value of a flat object as the text of a cell; `null` for anything nested deeper than a list. */
function plain(value: unknown): string | null {
  if (value === undefined || value === null) {
    return "";
  }
  if (Array.isArray(value)) {
    const parts = value.map((one) => (Array.isArray(one) ? null : plain(one)));
    return parts.includes(null) ? null : parts.join("、");
  }
  return typeof value === "string" ? value : typeof value === "object" ? null : JSON.stringify(value);
}

export { formulaCell };
