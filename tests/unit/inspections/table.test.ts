import { zipSync, type Zippable } from "fflate";
import { describe, expect, it } from "vitest";
import { proposedMapping } from "../../../main/inspections/documents/columns.ts";
import { createRowReader, type ReadRow } from "../../../main/inspections/documents/rows.ts";
import { readDocumentTable } from "../../../main/inspections/documents/table.ts";
import { readDocuments } from "../../../main/inspections/index.ts";
import { readWorkbook } from "../../../main/inspections/documents/workbook.ts";

const text = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join("\r\n"));

/** A workbook as small as they come, with the sheet given. */
function workbook(sheet: string, others: Zippable = {}): Uint8Array {
  const xml = (body: string): Uint8Array =>
    new TextEncoder().encode(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?>${body}`);
  const main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const relation = "http://schemas.openxmlformats.org/package/2006/relationships";
  return zipSync({
    "[Content_Types].xml": xml(
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    ),
    "xl/workbook.xml": xml(
      `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="文书" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    "xl/_rels/workbook.xml.rels": xml(
      `<Relationships xmlns="${relation}"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ),
    "xl/styles.xml": xml(
      `<styleSheet xmlns="${main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ),
    "xl/worksheets/sheet1.xml": xml(`<worksheet xmlns="${main}"><sheetData>${sheet}</sheetData></worksheet>`),
    ...others,
  });
}

const inline = (ref: string, value: string): string => `<c r="${ref}" t="inlineStr"><is><t>${value}</t></is></c>`;
const head = ["文书编号", "执法类别", "执法单位", "执法证号", "开始时间"];

async function rowsOf(bytes: Uint8Array): Promise<ReadRow[]> {
  const table = await readDocumentTable(bytes);
  if (!table.ok) {
    throw new Error(table.failure);
  }
  return table.value.rows.map(createRowReader(proposedMapping(table.value.columns), "Asia/Shanghai"));
}

describe("tables of documents (O-79)", () => {
  it("reads the same documents out of CSV in either encoding, a workbook and JSON", async () => {
    const cells = ["示文检〔2026〕118号", "一般程序处罚", "执法一大队", "JS-001、JS-002", "2026年11月9日 9:02"];
    const csv = await rowsOf(text([head.join(","), cells.join(",")]));
    const marked = await rowsOf(new Uint8Array([0xef, 0xbb, 0xbf, ...text([head.join("\t"), cells.join("\t")])]));
    // 编号,执法类别,单位,执法人员,日期 / 甲1,检查,一队,王芳,2026-11-09
    const chinese = Buffer.from(
      "b1e0bac52cd6b4b7a8c0e0b1f02cb5a5cebb2cd6b4b7a8c8cbd4b12cc8d5c6da0abcd7312cbcecb2e92cd2bbb6d32ccdf5b7bc2c323032362d31312d30390a",
      "hex",
    );
    const sheet = await rowsOf(
      workbook(
        `<row r="1">${head.map((one, at) => inline(`${"ABCDE"[at] ?? ""}1`, one)).join("")}</row><row r="2">${cells
          .slice(0, 4)
          .map((one, at) => inline(`${"ABCDE"[at] ?? ""}2`, one))
          .join("")}<c r="E2" s="1"><v>46335.376388888886</v></c></row>`,
      ),
    );
    const json = await rowsOf(
      text([
        JSON.stringify([
          { number: cells[0], category: cells[1], unit: cells[2], officers: ["JS-001", "JS-002"], from: cells[4] },
        ]),
      ]),
    );
    const [document] = csv.map((row) => row.document);
    expect(document).toMatchObject({
      number: cells[0],
      officers: ["JS-001", "JS-002"],
      from: "2026-11-09T01:02:00.000Z",
    });
    expect([marked[0]?.document, sheet[0]?.document, json[0]?.document]).toEqual([document, document, document]);
    expect((await rowsOf(chinese))[0]?.document).toMatchObject({ number: "甲1", unit: "一队", officers: ["王芳"] });
  });

  it("keeps every figure of a long number that a spreadsheet holds as a number", async () => {
    const rows = await rowsOf(
      workbook(
        `<row r="1">${head.map((one, at) => inline(`${"ABCDE"[at] ?? ""}1`, one)).join("")}</row><row r="2"><c r="A2"><v>320100202611090118</v></c>${inline("B2", "检查")}${inline("C2", "一队")}${inline("D2", "甲")}${inline("E2", "2026-11-09")}</row>`,
      ),
    );
    expect(rows[0]?.document?.number).toBe("320100202611090118");
  });

  it("R12 names row, field and reason of each cell that is wrong, and reads the other rows", async () => {
    const rows = await rowsOf(
      text([
        head.join(","),
        '"=HYPERLINK(""http://example"")",检查,一队,甲,2026-11-09',
        ",检查,一队,甲,2026-11-09",
        "1号,检查,一队,甲,农历九月三十",
        `2号,检查,${"队".repeat(200)},甲,2026-11-09`,
        "3号,检查,一队,甲,2026-11-09",
        "３ 号,检查,一队,乙,2026-11-10",
        `4号,检查,一队,${Array.from({ length: 11 }, (_, at) => `J${String(at)}`).join("、")},2026-11-09`,
      ]),
    );
    expect(rows.map(({ line, faults }) => [line, ...faults.map(({ field, fault }) => `${field} ${fault}`)])).toEqual([
      [2, "number formula"],
      [3, "number missing"],
      [4, "from lunar-date"],
      [5, "unit too-long"],
      [6],
      [7, "number twice-in-file"],
      [8, "officers too-many"],
    ]);
    expect(rows[4]?.document?.number).toBe("3号");
  });

  it("R12 refuses a formula in a workbook, whatever it shows", async () => {
    const rows = await rowsOf(
      workbook(
        `<row r="1">${head.map((one, at) => inline(`${"ABCDE"[at] ?? ""}1`, one)).join("")}</row><row r="2"><c r="A2" t="str"><f>CONCATENATE("a","b")</f><v>ab</v></c>${inline("B2", "检查")}${inline("C2", "一队")}${inline("D2", "甲")}${inline("E2", "2026-11-09")}</row>`,
      ),
    );
    expect(rows[0]).toMatchObject({ document: null, faults: [{ field: "number", fault: "formula" }] });
  });

  it.each([
    ["nothing", new Uint8Array(), "empty"],
    ["a header alone", text([head.join(",")]), "empty"],
    ["UTF-16", Buffer.from(head.join(","), "utf16le"), "encoding"],
    ["a quote that never closes", text(['"文书编号,执法类别', "1,2"]), "quotes"],
    ["a JSON that is no table", text(['{"number":1}']), "not-a-table"],
    ["a nested JSON", text(['[{"number":{"a":1}}]']), "not-a-table"],
    ["a broken JSON", text(['[{"number":']), "unreadable"],
    ["a broken workbook", workbook("").subarray(0, 300), "unreadable"],
    ["an archive that is no workbook", zipSync({ "a.txt": new Uint8Array(3) }), "not-a-table"],
    ["a million columns", text([Array.from({ length: 1_000_000 }, () => "列").join(","), "1"]), "too-many-columns"],
    ["one cell far out", workbook(`<row r="1">${inline("XFD1", "x")}</row>`), "too-many-columns"],
    ["one cell far down", workbook(`<row r="1048576">${inline("A1048576", "x")}</row>`), "too-many-rows"],
  ])("R12 refuses %s", async (_what, bytes, fault) => {
    expect(await readDocumentTable(bytes)).toEqual({ ok: false, failure: fault });
  });

  it("R12 refuses a small workbook that unpacks to a huge one", async () => {
    const bomb = workbook(`<row r="1">${inline("A1", "x")}</row>`, { "xl/media/a.bin": new Uint8Array(8 * 2 ** 20) });
    expect(bomb.length).toBeLessThan(2 ** 16);
    const limits = { rows: 10, columns: 10, opened: 2 ** 20 };
    expect(await readWorkbook(bomb, limits)).toEqual({ ok: false, failure: "too-big" });
    expect(await readWorkbook(bomb, { ...limits, opened: 2 ** 24 })).toEqual({ ok: true, value: [["x"]] });
  });
});

describe("a dry run over a file of documents (O-79)", () => {
  const many = text([
    head.join(","),
    ...Array.from({ length: 5000 }, (_, at) => `${String(at)}号,检查,一队,甲,2026-11-09`),
    "x,检查",
  ]);

  it("tells how far it is, and of the whole what it would bring", async () => {
    const told: number[] = [];
    const read = await readDocuments(many, { timeZone: "Asia/Shanghai", onProgress: (done) => told.push(done) });
    expect(told).toEqual([0, 2000, 4000, 5001]);
    expect(read.ok && [read.value.rows, read.value.documents.length, read.value.wrong.map(({ line }) => line)]).toEqual(
      [5001, 5000, [5002]],
    );
  });

  it("stops when it is cancelled", async () => {
    const cancel = new AbortController();
    const reading = readDocuments(many, {
      timeZone: "Asia/Shanghai",
      signal: cancel.signal,
      onProgress: (done) => {
        if (done === 2000) {
          cancel.abort(new Error("cancelled by the person"));
        }
      },
    });
    await expect(reading).rejects.toThrow("cancelled by the person");
  });
});
