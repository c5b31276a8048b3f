import { randomBytes } from "node:crypto";
import { extractionIdSchema, extractionRecordSchema, type ExtractionRecord } from "../../../shared/model/extraction.ts";
import type { Database } from "../database/database.ts";
import { formNumber, yearOf } from "../form-number.ts";
import type { ExtractionParts } from "./parts.ts";

/** The rows of evidence. Whoever changes one has written to the log before. */
export interface ExtractionRecords {
  find(extraction: string): Promise<ExtractionRecord | null>;
  /** The latest first. */
  list(): Promise<readonly ExtractionRecord[]>;
  /** A fresh name and number, which the next `add` takes. */
  next(): Promise<{ readonly id: ExtractionRecord["id"]; readonly number: string; readonly seq: number }>;
  add(record: ExtractionRecord, seq: number): Promise<void>;
  keep(record: ExtractionRecord): Promise<void>;
  /** Sealed key of the kept copy. */
  clipKey(extraction: string): Promise<Uint8Array | null>;
  keepClipKey(extraction: string, sealed: Uint8Array): Promise<void>;
  /** Number of a new line of form F8. */
  transferNumber(extraction: string): Promise<string>;
}

/** Opens the rows. */
export function openExtractionRecords({
  database,
  policy,
  clock,
}: Pick<ExtractionParts, "database" | "policy" | "clock">): ExtractionRecords {
  const thisYear = (): number => yearOf(policy, clock.now());
  const numbered = (form: "F7" | "F8", seq: number): string => formNumber(policy, form, thisYear(), seq);
  return {
    find: async (extraction) => {
      const row = await database
        .selectFrom("extraction")
        .select("record")
        .where("extraction", "=", extraction)
        .executeTakeFirst();
      return row === undefined ? null : toRecord(row);
    },
    list: async () => {
      const rows = await database
        .selectFrom("extraction")
        .select("record")
        .orderBy("marked_at", "desc")
        .orderBy("seq", "desc")
        .limit(500)
        .execute();
      return rows.map(toRecord);
    },
    next: async () => {
      const seq = await nextSeq(database, "extraction", thisYear());
      const id = extractionIdSchema.parse(`x-${randomBytes(10).toString("hex")}`);
      return { id, number: numbered("F7", seq), seq };
    },
    add: async (record, seq) => {
      await database
        .insertInto("extraction")
        .values({
          extraction: record.id,
          asset: record.form.order.asset,
          year: thisYear(),
          seq,
          state: record.state,
          marked_at: clock.now(),
          record: JSON.stringify(record),
        })
        .execute();
    },
    keep: async (record) => {
      await database
        .updateTable("extraction")
        .set({ state: record.state, record: JSON.stringify(record) })
        .where("extraction", "=", record.id)
        .execute();
    },
    clipKey: async (extraction) => {
      const row = await database
        .selectFrom("extraction")
        .select("clip_key")
        .where("extraction", "=", extraction)
        .executeTakeFirst();
      return row?.clip_key ?? null;
    },
    keepClipKey: async (extraction, sealed) => {
      await database.updateTable("extraction").set({ clip_key: sealed }).where("extraction", "=", extraction).execute();
    },
    transferNumber: async (extraction) => {
      const year = thisYear();
      const seq = await nextSeq(database, "transfer_number", year);
      const number = numbered("F8", seq);
      await database.insertInto("transfer_number").values({ number, year, seq, extraction }).execute();
      return number;
    },
  };
}

async function nextSeq(database: Database, table: "extraction" | "transfer_number", year: number): Promise<number> {
  const { last } = await database
    .selectFrom(table)
    .select(({ fn }) => fn.max<number | null>("seq").as("last"))
    .where("year", "=", year)
    .executeTakeFirstOrThrow();
  return (last ?? 0) + 1;
}

function toRecord({ record }: { readonly record: string }): ExtractionRecord {
  return extractionRecordSchema.parse(JSON.parse(record));
}
