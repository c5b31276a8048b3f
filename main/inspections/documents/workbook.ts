import { Unzip, UnzipInflate } from "fflate";
import { readSheet } from "read-excel-file/node";
import type { TableFault } from "../../../shared/model/document.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";

/** A cell that a formula fills: what it shows depends on who opens the file, and when. */
export const formulaCell = Symbol("formula");
export type WorkbookCell = string | Date | typeof formulaCell;

/** How far a workbook may reach; `opened` is the bytes it may grow to when it is unpacked. */
export interface WorkbookLimits {
  readonly rows: number;
  readonly columns: number;
  readonly opened: number;
}

const mostParts = 2000;

/**
 * Reads the first sheet of an Office Open XML workbook (ECMA-376, `.xlsx`): rows of cells, numbers as they are written
 * in the file, dates as wall clocks in UTC.
 *
 * It is opened once in pieces before anything is built from it, so that a small file that unpacks to a huge one, or
 * that places one cell in the last column of the last row, is refused without being laid out.
 */
export async function readWorkbook(
  bytes: Uint8Array,
  most: WorkbookLimits,
): Promise<Result<WorkbookCell[][], TableFault>> {
  const sheet = firstSheet(bytes, most.opened);
  if (!sheet.ok) {
    return sheet;
  }
  const extent = extentOf(sheet.value);
  if (extent.columns > most.columns) {
    return fail("too-many-columns");
  }
  if (extent.rows > most.rows) {
    return fail("too-many-rows");
  }
  try {
    // Numbers stay text: a certificate number of eighteen figures is no float.
    const read = await readSheet<string>(Buffer.from(bytes), { parseNumber: (text) => text });
    return ok(
      read.map((row, at) =>
        row.map((cell, column) =>
          extent.formulas.has(`${String(at)}:${String(column)}`) ? formulaCell : cellOf(cell),
        ),
      ),
    );
  } catch {
    return fail("unreadable");
  }
}

function cellOf(cell: unknown): string | Date {
  if (cell instanceof Date || typeof cell === "string") {
    return cell;
  }
  return cell === null || cell === undefined ? "" : JSON.stringify(cell);
}

/** XML of the sheet that is first by its name in the package. */
function firstSheet(bytes: Uint8Array, largestOpened: number): Result<string, TableFault> {
  const sheets = new Map<string, Uint8Array[]>();
  let fault: TableFault | null = null;
  let opened = 0;
  let parts = 0;
  const unzip = new Unzip((part) => {
    parts += 1;
    if (parts > mostParts) {
      fault = "too-big";
      return;
    }
    const chunks: Uint8Array[] = [];
    if (/^xl\/worksheets\/[^/]+\.xml$/u.test(part.name)) {
      sheets.set(part.name, chunks);
    }
    part.ondata = (error, chunk) => {
      opened += chunk?.length ?? 0;
      fault ??= error === null ? (opened > largestOpened ? "too-big" : null) : "unreadable";
      if (fault !== null) {
        part.terminate();
      } else if (sheets.has(part.name)) {
        chunks.push(chunk);
      }
    };
    part.start();
  });
  unzip.register(UnzipInflate);
  const piece = 2 ** 16;
  try {
    for (let at = 0; at < bytes.length; at += piece) {
      unzip.push(bytes.subarray(at, at + piece), at + piece >= bytes.length);
      if (opened > largestOpened) {
        break;
      }
    }
  } catch {
    fault ??= "unreadable";
  }
  const first = [...sheets.keys()].toSorted(byNumber)[0];
  if (fault !== null || first === undefined) {
    return fail(fault ?? "not-a-table");
  }
  return ok(Buffer.concat(sheets.get(first) ?? []).toString("utf8"));
}

function byNumber(one: string, other: string): number {
  return one.localeCompare(other, "en", { numeric: true });
}

interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** `row:column` of each cell with a formula, both from 0. */
  readonly formulas: ReadonlySet<string>;
}

/** How far a sheet reaches, by the references of its cells, and where its formulas are. */
function extentOf(xml: string): Extent {
  let rows = 0;
  let columns = 0;
  for (const [, letters = "", row = ""] of xml.matchAll(/<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,4})(\d{1,8})"/gu)) {
    rows = Math.max(rows, Number(row));
    columns = Math.max(columns, columnOf(letters) + 1);
  }
  const formulas = new Set<string>();
  for (const [, letters = "", row = ""] of xml.matchAll(
    /<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,4})(\d{1,8})"[^>]*>\s*<(?:\w+:)?f\b/gu,
  )) {
    formulas.add(`${String(Number(row) - 1)}:${String(columnOf(letters))}`);
  }
  return { rows, columns, formulas };
}

/** A is 0, Z is 25, AA is 26. */
function columnOf(letters: string): number {
  return Array.from(letters).reduce((column, letter) => column * 26 + (letter.codePointAt(0) ?? 64) - 64, 0) - 1;
}
