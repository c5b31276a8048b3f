import { describe, expect, it } from "vitest";
import { told } from "../../../main/paper/cell.ts";
import {
  borrowingRegister,
  composeForm,
  viewingRegister,
  type FormFrame,
  type RegisterData,
} from "../../../main/paper/index.ts";
import * as lists from "../../../main/paper/list-words.ts";
import { cellsOf, wholeWidth } from "../../../main/paper/layout.ts";
import { translator, type MessageKey } from "../../../renderer/i18n/translate.ts";
import type { SittingFacts } from "../../../shared/model/sitting.ts";

const frame: FormFrame = {
  no: "SLWH-F2-2026-5F0C0001",
  title: { zh: "档案查阅登记", en: "Archive viewing register" },
  authority: { zh: "示例支队", en: "Example brigade" },
  printedAt: new Date("2026-11-22T02:00:00Z"),
  printedBy: "吴静",
  zone: "Asia/Shanghai",
  log: { origin: "slwh/ws/5f0c/1", size: 600, root: "cm9vdA==" },
};

/** A sitting as the log would have it, its entries after `at`. */
function sitting(at: number, name = "王芳"): SittingFacts {
  const stay = (person: string, who: string, capacity: "viewer" | "supervisor", entry: number) => ({
    person,
    name: who,
    capacity,
    entry,
    at: "2026-11-22T01:00:00.000Z",
    left: { entry: at + 6, at: "2026-11-22T01:40:00.000Z" },
  });
  const stays = [stay("p-0003", name, "viewer", at + 2), stay("p-0005", "赵敏", "supervisor", at + 3)];
  const frames = [{ asset: "WH-1-1", ranges: [{ from: 10, to: 20 }] }];
  return {
    viewing: `v-${String(at).padStart(8, "0")}`,
    prepared: { entry: at + 1, at: "2026-11-22T00:59:00.000Z" },
    grant: {
      entry: at,
      at: "2026-11-22T00:58:00.000Z",
      digest: "0".repeat(64),
      requestNumber: "SLWH-F1-2026-0031",
      caseNo: "31",
      purpose: "caseReview",
      room: "room-301",
      approvers: [{ person: "p-0004", name: "张国华" }],
      verbs: ["view"],
    },
    stays,
    recordings: [],
    events: [],
    shown: [at + 4, at + 5],
    ended: { entry: at + 6, at: "2026-11-22T01:40:00.000Z" },
    // The register's row, as far as the form reads it.
    row: { outcome: "ended", persons: stays.map((one) => ({ ...one, frames })), entries: [at] } as never,
  };
}

const data = (...sittings: SittingFacts[]): RegisterData => ({ sittings, roomOf: (id) => ({ zh: id, en: id }) });

describe("registers and forms as data", () => {
  it("R10: prints nothing that has no origin", () => {
    expect(() => told("张三")).toThrow("origin");
    expect(() => told("张三", { log: [] })).toThrow("origin");
  });

  it.each([viewingRegister, borrowingRegister])("every line of $form fills the sheet, heads over values", (layout) => {
    for (const part of layout.parts.map((lay) => lay(data(sitting(10))))) {
      if (part.kind !== "register") {
        throw new Error("a register is a register");
      }
      const widths = (line: readonly { readonly width: number }[]) => line.reduce((sum, { width }) => sum + width, 0);
      for (const line of [...part.heads, ...part.rows.flat()]) {
        expect(widths(line)).toBe(wholeWidth);
      }
    }
  });

  it("F2 has the columns of the regulation, in its order", () => {
    const [part] = viewingRegister.parts.map((lay) => lay(data()));
    const labels = part?.kind === "register" ? part.heads.flat().map(({ label }) => label.zh) : [];
    expect(labels).toEqual([
      "序号",
      "查阅日期",
      "查阅人",
      "单位/住址",
      "与案件关系",
      "证件种类及号码",
      "联系方式",
      "批准人及批准单号",
      "卷号/件号（正卷/副卷）",
      "记录资料编码及查阅时段",
      "查阅目的",
      "是否摘抄/复制、用途",
      "查阅场所",
      "监督人",
      "开始/结束时间",
      "归还核对（完好/异常）",
      "查阅人签名",
      "监督人签名",
      "回执编号",
    ]);
  });

  it("prints 500 rows, numbers them and names every entry behind them", () => {
    const many = Array.from({ length: 500 }, (_, index) => sitting(index * 10));
    const form = composeForm(viewingRegister, data(...many), frame, "zh-CN");
    expect(form.paper.page.match(/data-key="viewer"/gu)?.length).toBe(500);
    expect(form.paper.page).toContain('<span class="line">500</span>');
    expect(form.entries.length).toBe(500 * 7);
    expect(form.paper.style).toContain("break-inside: avoid");
  });

  it("an empty register says so, in both languages", () => {
    expect(composeForm(viewingRegister, data(), frame, "zh-CN").paper.page).toContain("本期无查阅登记。");
    expect(composeForm(viewingRegister, data(), frame, "en").paper.page).toContain("No viewing is registered.");
  });

  it("the foot has the log's state and the digest of the content; another content has another digest", () => {
    const one = composeForm(viewingRegister, data(sitting(10)), frame, "zh-CN");
    for (const fact of [frame.no, frame.log.origin, frame.log.root, "打印时共 600 条", one.digest, "10–16"]) {
      expect(one.paper.page).toContain(fact);
    }
    expect(one.paper.style).toContain(one.digest.slice(0, 16));
    expect(composeForm(viewingRegister, data(sitting(10, "王方")), frame, "zh-CN").digest).not.toBe(one.digest);
  });

  it("R4: carries no picture, script or foreign address, and what people typed stays text", () => {
    const { page } = composeForm(
      viewingRegister,
      data(sitting(10, '<img src="vault://x"><script>')),
      frame,
      "zh-CN",
    ).paper;
    expect(page).toContain("&lt;img src=&quot;vault://x&quot;&gt;&lt;script&gt;");
    expect(page.match(/(?:src|href)="[^"]*"/gu)).toEqual(['href="./assets/paper.css"']);
    expect(page).not.toContain(" style=");
  });

  it("every page after the first says what it continues, and no title breaks out of the margin's text", () => {
    const named = (title: string) =>
      composeForm(viewingRegister, data(), { ...frame, title: { zh: title, en: title } }, "zh-CN").paper.style;
    const above = named("档案查阅登记");
    expect(above).toContain(`@top-left { content: "示例支队  档案查阅登记  ${frame.no}";`);
    expect(above).toContain("@page :first { @top-left { content: none; } }");
    expect(named('登记"; } body { display: none\\\n')).toContain(String.raw`登记\"; } body { display: none\\ `);
  });

  it("a place without a value is left to be filled in, and no source is invented for it", () => {
    const cells = cellsOf(viewingRegister.parts.map((lay) => lay(data(sitting(10)))));
    expect(cells.find(({ key }) => key === "contact")?.cell).toEqual({ blank: "line" });
    expect(cells.find(({ key }) => key === "signedViewer")?.cell).toEqual({ blank: "signature" });
  });
});

describe("the closed lists on paper", () => {
  const groups = {
    purpose: lists.purposeWords,
    applicant: lists.applicantWords,
    verb: lists.verbWords,
    route: lists.routeWords,
    ground: lists.groundWords,
    volume: lists.volumeWords,
    secrecy: lists.secrecyWords,
    capacity: lists.capacityWords,
    stop: lists.stopWords,
  };

  it.each(Object.entries(groups))("%s has the words of the screen", (group, words) => {
    for (const [code, { zh, en }] of Object.entries(words)) {
      // Every key of the list is one of the catalogue's: the words themselves are compared.
      const key = `${group}.${code}` as Extract<MessageKey, `stop.${string}`>;
      expect([zh, en]).toEqual([translator("zh-CN")(key), translator("en")(key)]);
    }
  });

  it("writes a code of a later version as it is", () => {
    expect(lists.wordOf(lists.purposeWords, "somethingNew")).toEqual({ zh: "somethingNew", en: "somethingNew" });
  });
});
