import { describe, expect, it } from "vitest";
import { readPeopleFile } from "../../../main/access/administration/people-file.ts";

const head = "人员编号,姓名,拼音,单位,岗位,执法证号,角色,外单位";
const row = ",王建,Wang Jian,示例支队,执法人员,SL-1,执法人员、办案人员,否";
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
/** 姓名,单位,角色 / 王建,示例支队,执法人员 in GB18030. */
const gb18030 = Buffer.from("d0d5c3fb2cb5a5cebb2cbdc7c9ab0acdf5bda82ccabec0fdd6a7b6d32cd6b4b7a8c8cbd4b10a", "hex");
const faults = (text: string, known: string[] = []) => {
  const { preview } = readPeopleFile(utf8(text), known);
  return preview.state === "read"
    ? preview.rows.flatMap(({ line, faults: found }) => found.map(({ column, fault }) => `${line} ${column} ${fault}`))
    : [preview.fault];
};

describe("a file of persons", () => {
  it("is read in UTF-8 with and without a byte order mark, with a Chinese or an English heading", () => {
    for (const text of [`${head}\n${row}\n`, `\uFEFF${head}\r\n${row}\r\n`]) {
      expect(readPeopleFile(utf8(text), ["p-0007"]).records).toEqual([
        {
          person: "p-0008",
          name: "王建",
          latinName: "Wang Jian",
          unit: "示例支队",
          post: "执法人员",
          certificateNo: "SL-1",
          roles: ["officer", "caseOfficer"],
          outside: false,
        },
      ]);
    }
    const english = "Person no.;Name;Unit;Role;Outside;Shoe size\np-x1;Li;Unit;case officer;yes;42\n";
    const { preview, records } = readPeopleFile(utf8(english), []);
    expect(records).toMatchObject([{ person: "p-x1", roles: ["caseOfficer"], outside: true }]);
    expect(preview).toMatchObject({ encoding: "utf-8", ignored: ["Shoe size"] });
  });

  it("is read in GB18030, as spreadsheets in China write it", () => {
    for (const bytes of [gb18030, Buffer.concat([Buffer.from([0x84, 0x31, 0x95, 0x33]), gb18030])]) {
      const { preview, records } = readPeopleFile(bytes, []);
      expect(preview).toMatchObject({ encoding: "gb18030" });
      expect(records).toMatchObject([{ name: "王建", unit: "示例支队", roles: ["officer"] }]);
    }
  });

  it.each([
    ["a missing name", `${head}\n,,,示例支队,,,执法人员,\n`, "2 name missing"],
    ["an unknown role", `${head}\n,王,,示例支队,,,厨师,\n`, "2 roles unknown-role"],
    ["a formula", `${head}\n,"=HYPERLINK(""http://x"")",,示例支队,,,执法人员,\n`, "2 name formula"],
    ["another formula", `${head}\n,王,,@SUM(1),,,执法人员,\n`, "2 unit formula"],
    ["a malformed number", `${head}\nX1,王,,示例支队,,,执法人员,\n`, "2 person malformed"],
    ["a cell that is too long", `${head}\n,${"王".repeat(65)},,示例支队,,,执法人员,\n`, "2 name too-long"],
    ["an outside approver", `${head}\n,王,,示例支队,,,审批人,是\n`, "2 roles role-of-outsider"],
    ["an unclear yes or no", `${head}\n,王,,示例支队,,,执法人员,也许\n`, "2 outside malformed"],
  ])("names the row and column of %s, and then imports nobody", (_what, text, fault) => {
    expect(faults(text)).toContain(fault);
    expect(readPeopleFile(utf8(text), []).records).toEqual([]);
  });

  it("finds who is there twice, in the file and in the directory", () => {
    const twice = `${head}\np-01,王,,支队,,,执法人员,\np-01,李,,支队,,,执法人员,\np-02,张,,支队,,,执法人员,\n`;
    expect(faults(twice, ["p-02"])).toEqual(["3 person twice-in-file", "4 person known-already"]);
  });

  it.each([
    ["nothing", "", "empty"],
    ["a heading alone", `${head}\n\n`, "empty"],
    ["no heading", "王,支队\n李,支队\n", "no-header"],
    ["a quotation that never ends", `${head}\n,"王\n`, "quotes"],
    ["text after a quotation", `${head}\n,"王"x,\n`, "quotes"],
    ["bytes of a program", "MZ\0\0", "encoding"],
    ["too many rows", `${head}\n${`${row}\n`.repeat(501)}`, "too-many-rows"],
    ["a huge file", `${head}\n${"x".repeat(1_048_577)}`, "too-big"],
  ])("says of %s why it cannot be used", (_what, text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });

  it("keeps line numbers through cells with line breaks", () => {
    const text = `${head}\n,"王\n建",,支队,,,执法人员,\n,,,支队,,,执法人员,\n`;
    expect(faults(text)).toEqual(["4 name missing"]);
  });
});
