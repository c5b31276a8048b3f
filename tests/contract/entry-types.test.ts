import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { entryBodies } from "../../main/formats/log-entry.ts";
import { entryTypes } from "../../shared/log-entries.ts";
import { entryRows, readEntryTable, rowText } from "../support/entry-table.ts";

const page = "main/formats/log-entries.md";
const table = readEntryTable(readFileSync(join(import.meta.dirname, "../..", page), "utf8"));

describe("the published list of log entries", () => {
  it(`R10: names every type of entry with its fields, so that a verifier can be written from the text; a new type needs one line in ${page}`, () => {
    // What is missing on the left is the line to write down, with what the entry says behind it.
    const published = table.map((row) => rowText(row, ""));
    expect(published.toSorted()).toEqual(
      entryRows(entryBodies)
        .map((row) => rowText(row, ""))
        .toSorted(),
    );
    expect(table.filter(({ says }) => says.length < 10).map(({ type }) => type)).toEqual([]);
    expect(table.map(({ type }) => type).toSorted()).toEqual(entryTypes.toSorted());
  });

  it("sees a type that was forgotten and a field that changed its kind", () => {
    const more = { ...entryBodies, "room.flood": z.looseObject({ depth: z.int().nonnegative() }) };
    expect(entryRows(more).at(-1)).toEqual({ type: "room.flood", fields: "depth count", more: true });
    const [mark] = entryRows({ "mark.add": z.strictObject({ at: z.iso.datetime().optional() }) });
    expect(mark).toEqual({ type: "mark.add", fields: "at? time", more: false });
    expect(table.map(({ type }) => type)).not.toContain("room.flood");
  });
});
