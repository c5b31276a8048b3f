import { setImmediate } from "node:timers/promises";
import type {
  DocumentCellFault,
  DocumentMapping,
  EnforcementDocument,
  TableFault,
} from "../../../shared/model/document.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { proposedMapping } from "./columns.ts";
import { createRowReader } from "./rows.ts";
import { readDocumentTable, type DocumentTable } from "./table.ts";

/** A file of documents after a dry run: what importing it would bring, and what is wrong with which rows. */
export interface ReadDocuments {
  readonly kind: DocumentTable["kind"];
  readonly columns: readonly string[];
  readonly mapping: DocumentMapping;
  /** The first rows as they stand in the file, for whoever sets the mapping. */
  readonly sample: readonly (readonly string[])[];
  readonly rows: number;
  readonly documents: readonly EnforcementDocument[];
  readonly wrong: readonly { readonly line: number; readonly faults: readonly DocumentCellFault[] }[];
}

const sampleRows = 8;
const rowsAtOnce = 2000;

/**
 * Reads a file of documents by a mapping, or by the one that its headings propose. Nothing is imported by looking.
 *
 * It goes on in short pieces, tells how many rows are done, and stops between two of them when `signal` says so.
 *
 * @throws the reason of `signal` when it was cancelled.
 */
export async function readDocuments(
  bytes: Uint8Array,
  options: {
    readonly timeZone: string;
    readonly mapping?: DocumentMapping;
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number, all: number) => void;
  },
): Promise<Result<ReadDocuments, TableFault>> {
  const table = await readDocumentTable(bytes);
  if (!table.ok) {
    return fail(table.failure);
  }
  const { kind, columns, rows } = table.value;
  const mapping = options.mapping ?? proposedMapping(columns);
  const readRow = createRowReader(mapping, options.timeZone);
  const documents: EnforcementDocument[] = [];
  const wrong: { line: number; faults: readonly DocumentCellFault[] }[] = [];
  for (const [at, row] of rows.entries()) {
    if (at % rowsAtOnce === 0) {
      options.onProgress?.(at, rows.length);
      // oxlint-disable-next-line no-await-in-loop -- others have their turn between two pieces
      await setImmediate();
      options.signal?.throwIfAborted();
    }
    const { document, faults, line } = readRow(row);
    if (document === null) {
      wrong.push({ line, faults });
    } else {
      documents.push(document);
    }
  }
  options.onProgress?.(rows.length, rows.length);
  const sample = rows.slice(0, sampleRows).map(({ cells }) => cells.map(shown));
  return ok({ kind, columns, mapping, sample, rows: rows.length, documents, wrong });
}

function shown(cell: string | Date | symbol): string {
  if (cell instanceof Date) {
    return Number.isNaN(cell.getTime()) ? "?" : cell.toISOString().slice(0, 16).replace("T", " ");
  }
  return typeof cell === "symbol" ? "=…" : cell.slice(0, 80);
}
