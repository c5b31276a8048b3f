import { z } from "zod";

/**
 * Enforcement documents (执法文书、案卷), from which a spot check draws first (O-79): whether what should have been
 * recorded was recorded is asked of the documents, not of the recordings.
 */

/** Most rows that one import brings. */
export const mostDocuments = 250_000;

/** Fields of a document that a column of a table may fill, in the order of the template. */
export const documentFields = [
  "number",
  "name",
  "caseNo",
  "category",
  "matter",
  "unit",
  "officers",
  "devices",
  "from",
  "to",
  "place",
  "party",
  "complaint",
] as const;
export type DocumentField = (typeof documentFields)[number];

/** Fields without which a row is no document. */
export const requiredDocumentFields: ReadonlySet<DocumentField> = new Set([
  "number",
  "category",
  "unit",
  "officers",
  "from",
]);

const line = (most: number) => z.string().min(1).max(most);
const optional = (most: number) => z.string().max(most);

/** One document as it was imported. Two documents of a unit never have the same number. */
export const documentSchema = z
  .strictObject({
    number: line(60),
    name: optional(60),
    caseNo: optional(60),
    /** 执法类别, as the expected-recording matrix of the pack names it (O-77). */
    category: line(60),
    /** 执法事项. */
    matter: optional(120),
    unit: line(128),
    /** Numbers of enforcement certificates (执法证号), or names where the table has none. */
    officers: z.array(line(64)).min(1).max(10),
    /** Serial numbers of the cameras, as far as the document names them. */
    devices: z.array(line(64)).max(10),
    /** When the act it documents began and ended. */
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    place: optional(200),
    party: optional(128),
    /** Number of the complaint or petition (投诉、信访) behind it; empty when there is none. */
    complaint: optional(60),
  })
  .refine(({ from, to }) => Date.parse(from) <= Date.parse(to), { path: ["to"], message: "ends before it begins" });
export type EnforcementDocument = z.infer<typeof documentSchema>;

/** Which column of a table fills which field. A field that is not here stays empty. */
export const documentMappingSchema = z.partialRecord(z.enum(documentFields), z.int().min(0).max(1023));
export type DocumentMapping = z.infer<typeof documentMappingSchema>;

/** What is wrong with a file as a whole. */
export const tableFaults = [
  "unreadable",
  "too-big",
  "encoding",
  "empty",
  "quotes",
  "too-many-rows",
  "too-many-columns",
  "not-a-table",
] as const;
export type TableFault = (typeof tableFaults)[number];

/** What is wrong with one cell. */
export const documentFaults = [
  "missing",
  "too-long",
  "formula",
  "unreadable-date",
  "no-such-date",
  "ambiguous-date",
  "lunar-date",
  "implausible-date",
  "ends-before-it-begins",
  "too-many",
  "twice-in-file",
] as const;
export type DocumentFault = (typeof documentFaults)[number];

export const documentCellFaultSchema = z.object({
  field: z.enum(documentFields),
  fault: z.enum(documentFaults),
  /** What stands in the cell, shortened. */
  cell: z.string().max(80),
});
export type DocumentCellFault = z.infer<typeof documentCellFaultSchema>;
