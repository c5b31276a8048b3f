import { z } from "zod";

/** Columns of a file of persons, in the order of its template. */
export const peopleColumns = [
  "person",
  "name",
  "latinName",
  "unit",
  "post",
  "certificateNo",
  "roles",
  "outside",
] as const;
export type PeopleColumn = (typeof peopleColumns)[number];

/** What is wrong with one cell. */
export const cellFaults = [
  "missing",
  "too-long",
  "formula",
  "malformed",
  "unknown-role",
  "twice-in-file",
  "known-already",
  "role-of-outsider",
] as const;

/** What is wrong with a file as a whole. */
export const fileFaults = [
  "unreadable",
  "too-big",
  "encoding",
  "empty",
  "no-header",
  "quotes",
  "too-many-rows",
] as const;
export type FileFault = (typeof fileFaults)[number];

const faultSchema = z.object({ column: z.enum(peopleColumns), fault: z.enum(cellFaults), cell: z.string() });
export type CellFault = z.infer<typeof faultSchema>;

/** One row of the file: who it would add, or where it is wrong. `line` counts from 1, the header included. */
export const peopleRowSchema = z.object({
  line: z.int(),
  name: z.string(),
  person: z.string(),
  faults: z.array(faultSchema),
});
export type PeopleRow = z.infer<typeof peopleRowSchema>;

/** A dry run: what importing the file would do. Nothing is imported by looking. */
export const peoplePreviewSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("unusable"), fault: z.enum(fileFaults) }),
  z.object({
    state: z.literal("read"),
    /** SHA-256 of the file, so that what is imported is what was looked at. */
    digest: z.string(),
    encoding: z.enum(["utf-8", "gb18030"]),
    /** Columns of the file that mean nothing here. */
    ignored: z.array(z.string()),
    rows: z.array(peopleRowSchema),
  }),
]);
export type PeoplePreview = z.infer<typeof peoplePreviewSchema>;
