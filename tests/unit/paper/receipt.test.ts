import { describe, expect, it } from "vitest";
import { receiptCodes } from "../../../main/formats/receipt-code.ts";
import { formatReceipt, parseReceipt } from "../../../main/formats/receipt.ts";
import { receiptPaper } from "../../../main/paper/index.ts";
import { makeReceipts } from "../../support/receipts.ts";

const made = makeReceipts();
const at = new Date("2026-11-22T02:00:00Z");
const plain = (page: string): string => page.replaceAll(/<[^>]+>/gu, " ").replaceAll(/\s+/gu, " ");

describe("a receipt on paper", () => {
  it("says in both languages what the slip says, in the authority's time, and nothing of the machine's", () => {
    const chinese = plain(receiptPaper(made.countersigned, "zh-CN", at).page);
    for (const fact of [
      "查阅回执",
      made.slip.no,
      "王芳（查阅人）",
      "赵敏",
      "三楼查阅室",
      "SCWH-F1-2026-0031",
      "2026/11/22 09:00:03",
      "812 帧",
      "300–898",
      "1 人（依规定不列姓名）",
      "已由总部联署。联署时间：2026/11/22 10:00:00",
    ]) {
      expect(chinese).toContain(fact);
    }
    const english = plain(receiptPaper(made.countersigned, "en", at).page);
    for (const fact of ["Viewing receipt", "王芳 (viewer)", "22 Nov 2026, 09:00:03", "812 frames", "Code 1 of 3"]) {
      expect(english).toContain(fact);
    }
  });

  it("lists what was not shown with its grounds and digests, and the objections, in both languages", () => {
    const hidden = makeReceipts({ hidden: true });
    const { slip } = parseReceipt(hidden.countersigned);
    const chinese = plain(receiptPaper(hidden.countersigned, "zh-CN", at).page);
    for (const fact of [
      "不予展示清单（2 项）",
      "899–1199",
      "画面和声音",
      "3f".repeat(32),
      "个人隐私",
      "未成年人",
      "异议（1 件）",
      "c4".repeat(32),
    ]) {
      expect(chinese).toContain(fact);
    }
    const english = plain(
      receiptPaper(hidden.countersigned, "en", at, (article) => `Rules on Recordings, on ${article}`).page,
    );
    for (const fact of [
      "Rules on Recordings, on ",
      "What was not shown (2 lines)",
      "60% 10% 25% 30.5%",
      "Personal privacy",
      slip.withheld?.digest ?? "",
      "frame 512",
    ]) {
      expect(english).toContain(fact);
    }
    expect(plain(receiptPaper(made.countersigned, "zh-CN", at).page)).not.toMatch(/不予展示|异议/u);
  });

  it("R14: a promise says so, and never that headquarters countersigned", () => {
    const promised = plain(receiptPaper(made.promised, "zh-CN").page);
    expect(promised).toContain("待总部联署");
    expect(promised).not.toContain("已由总部联署");
    expect(plain(receiptPaper(made.promised, "en").page)).toContain("Headquarters has not countersigned yet.");
  });

  it("R4: carries no picture, script or foreign address, and what people typed stays text", () => {
    const receipt = parseReceipt(made.countersigned);
    const [seen] = receipt.slip.seen;
    const title = `<img src="vault://x"><script>alert("1")</script>&'`;
    const slip = { ...receipt.slip, seen: seen === undefined ? [] : [{ ...seen, title }] };
    const { page } = receiptPaper(formatReceipt({ ...receipt, slip }), "zh-CN", at);
    expect(page).toContain(
      "&lt;img src=&quot;vault://x&quot;&gt;&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;",
    );
    const tags = new Set([...page.matchAll(/<([a-z0-9]+)/gu)].map(([, tag]) => tag));
    expect([...tags].filter((tag) => ["img", "script", "iframe", "style", "object", "a"].includes(tag ?? ""))).toEqual(
      [],
    );
    expect(page.match(/(?:src|href)="[^"]*"/gu)).toEqual(['href="./assets/paper.css"']);
  });

  it("lists what was seen: every stretch, the hull of many, single frames as one, and what may have been shown", () => {
    const receipt = parseReceipt(made.countersigned);
    const one = { asset: "WH-1-1", title: "甲", frames: 9, stretches: 1, ranges: [{ from: 7, to: 8 }] };
    const seen = [one, { ...one, stretches: 17, ranges: [{ from: 3, to: 900 }], possible: 12 }];
    const page = plain(receiptPaper(formatReceipt({ ...receipt, slip: { ...receipt.slip, seen } }), "zh-CN", at).page);
    expect(page).toContain("9 帧 7 ");
    expect(page).toContain("共 17 段，在第 3 帧至第 899 帧之间");
    expect(page).toContain("另有至多 12 帧可能已播放");
    const none = formatReceipt({ ...receipt, slip: { ...receipt.slip, seen: [] } });
    expect(plain(receiptPaper(none, "zh-CN", at).page)).toContain("在场期间未播放任何画面");
  });

  it("draws each code with a quiet zone of four squares", () => {
    const { page } = receiptPaper(made.countersigned, "en", at);
    const drawn = [...page.matchAll(/viewBox="-4 -4 (\d+) \1"/gu)].map(([, size]) => Number(size) - 8);
    expect(drawn.length).toBe(receiptCodes(made.countersigned).length);
    // Version 25 has 117 squares.
    expect(Math.max(...drawn)).toBeLessThanOrEqual(117);
  });
});
