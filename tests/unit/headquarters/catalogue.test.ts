import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openCatalogue, type Catalogue } from "../../../main/headquarters/catalogue.ts";
import { openDatabase } from "../../../main/headquarters/database/database.ts";
import type { DirectoryEntry } from "../../../main/headquarters/directory.ts";
import { footageQuerySchema, footageSchema, type Footage } from "../../../shared/model/footage.ts";
import { personSchema, type Role } from "../../../shared/model/person.ts";
import { authorisationFor } from "../../support/authorisation.ts";
import { footageMetadata } from "../../support/headquarters.ts";

const folder = mkdtempSync(join(tmpdir(), "vitrine-catalogue-"));
const { database } = openDatabase(join(folder, "hq.sqlite"));
let catalogue: Catalogue;

const footage = (asset: string, change: Record<string, unknown> = {}): Footage =>
  footageSchema.parse({
    ...(footageMetadata({ asset }) as object),
    kind: "video",
    frames: 250,
    frameRate: { numerator: 25, denominator: 1 },
    durationMs: 10_000,
    width: 160,
    height: 120,
    originalDigest: "0".repeat(64),
    manifestDigest: "1".repeat(64),
    bytes: 1000,
    ...change,
  });

const reader = (roles: readonly Role[], change: Partial<DirectoryEntry> = {}): DirectoryEntry => ({
  person: personSchema.parse({
    person: "p-reader",
    name: "读者",
    latinName: "",
    unit: "",
    post: "",
    certificateNo: "",
    roles,
  }),
  certificatePem: null,
  outside: false,
  revoked: false,
  revokedAt: null,
  authorisation: authorisationFor("subordinates"),
  ...change,
});

beforeAll(async () => {
  catalogue = openCatalogue(database, { now: Date.now }, {});
  const rows = [
    footage("A-001"),
    footage("A-002", { inspectedUnit: "云上书店", device: "DSJ-A023", kind: "audio" }),
    footage("A-003", {
      caseParty: "李%四_有限公司",
      recordedFrom: "2026-11-10T08:00:00+08:00",
      recordedTo: "2026-11-10T09:00:00+08:00",
    }),
    footage("A-004", { secrecy: "pending" }),
    footage("A-005", { volume: "supplementary" }),
    footage("A-006", { secrecy: "secret" }),
    footage("A-007", { wearers: [{ person: "p-reader", name: "读者", certificateNo: "X" }] }),
  ];
  for (const row of rows) {
    // oxlint-disable-next-line no-await-in-loop -- one connection
    await catalogue.add({
      footage: row,
      packageFile: `${row.asset}.vitrine`,
      originalFile: `${row.asset}.original`,
      packageBytes: 1,
      segments: 1,
      treeDepth: 0,
      segmentFrames: [{ firstFrame: 0, frames: 250 }],
    });
  }
});
afterAll(async () => {
  await database.destroy();
  rmSync(folder, { recursive: true });
});

const found = async (query: Record<string, unknown>, as = reader(["archivist"])): Promise<string[]> => {
  const { rows, total } = await catalogue.search(footageQuerySchema.parse(query), as);
  expect(total).toBe(rows.length);
  return rows.map(({ asset }) => asset).toSorted();
};
const all = ["A-001", "A-002", "A-003", "A-004", "A-005", "A-006", "A-007"];

describe("searching the catalogue", () => {
  it("finds any part of a Chinese word, and all words together", async () => {
    expect(await found({ text: "书店" })).toEqual(["A-002"]);
    expect(await found({ text: "上书" })).toEqual(["A-002"]);
    expect(await found({ text: "云上 现场检查" })).toEqual(["A-002"]);
    expect(await found({ text: "云上 没有" })).toEqual([]);
  });

  it("does not care about case and width, and takes % and _ for themselves", async () => {
    expect(await found({ text: "dsj-a023" })).toEqual(["A-002"]);
    expect(await found({ text: "ＤＳＪ－Ａ０２３" })).toEqual(["A-002"]);
    expect(await found({ text: "%四_" })).toEqual(["A-003"]);
    expect(await found({ text: "'; DROP TABLE footage; --" })).toEqual([]);
  });

  it("narrows by facet, wearer and time", async () => {
    expect(await found({ kind: "audio" })).toEqual(["A-002"]);
    expect(await found({ person: "p-reader" })).toEqual(["A-007"]);
    expect(await found({ from: "2026-11-10T00:00:00+08:00" })).toEqual(["A-003"]);
    expect(await found({ to: "2026-11-09T00:00:00+08:00" })).toEqual([]);
  });

  it("pages without losing or doubling, newest first, and counts facets over all pages", async () => {
    const page = (number: number) =>
      catalogue.search(footageQuerySchema.parse({ page: number, pageSize: 3 }), reader(["archivist"]));
    const pages = [await page(0), await page(1), await page(2)];
    expect(pages.flatMap(({ rows }) => rows.map(({ asset }) => asset)).toSorted()).toEqual(all);
    expect(pages[0]?.rows[0]?.asset).toBe("A-003");
    expect(pages.map(({ total }) => total)).toEqual([7, 7, 7]);
    expect(pages[2]?.facets.find(({ name }) => name === "device")?.values).toEqual([
      { value: "DSJ-A017", count: 6 },
      { value: "DSJ-A023", count: 1 },
    ]);
  });
});

describe("who may know of a recording", () => {
  it.each([
    ["an archivist sees all", reader(["archivist"]), all],
    ["a case officer sees all but state secrets", reader(["caseOfficer"]), all.filter((asset) => asset !== "A-006")],
    ["O-6 an officer sees what they wore the camera for", reader(["officer"]), ["A-007"]],
    ["a person without a role sees nothing but that", reader([]), ["A-007"]],
    [
      "O-105 a person from outside sees neither pending nor supplementary nor secret footage",
      reader(["caseOfficer"], { outside: true }),
      ["A-001", "A-002", "A-003", "A-007"],
    ],
    [
      "a role does not open to outsiders what they may not see",
      reader(["archivist"], { outside: true }),
      ["A-001", "A-002", "A-003", "A-007"],
    ],
  ])("%s", async (_who, as, assets) => {
    expect(await found({}, as)).toEqual(assets);
    const shown = await Promise.all(
      all.map(async (asset) => ((await catalogue.show(asset, as)) === null ? null : asset)),
    );
    expect(shown.filter((asset) => asset !== null)).toEqual(assets);
  });
});
