import type { Scene } from "./drawing.ts";
import { counter, imprint, paper, stockroom, storefront, type Shop } from "./scenes.ts";

/** Who speaks; each has a voice of its own. */
export type Speaker = "chen" | "liu" | "owner" | "owner2";

export interface Line {
  readonly speaker: Speaker;
  readonly words: string;
}

export interface Shot {
  readonly seconds: number;
  readonly draw: (lengthMs: number) => Scene;
  /** How much the body that wears the camera moves. */
  readonly sway: number;
  /** Spoken one after the other, from the start of the shot. */
  readonly lines: readonly Line[];
}

export interface Film {
  readonly asset: string;
  readonly rate: number;
  readonly encoder: readonly string[];
  readonly shots: readonly Shot[];
  /** Burnt into the picture, as the camera knows it. */
  readonly device: string;
  readonly officer: string;
  readonly unit: string;
  /** Time on the camera's clock at the first frame. */
  readonly clock: string;
  /** The camera stands still before this shot, for so many seconds. */
  readonly gap?: { readonly beforeShot: number; readonly seconds: number };
}

const grocery: Shop = {
  name: "云浦书社",
  street: "桃坞街壹壹捌号",
  sign: "#8f2a21",
  wall: "#dcd3c2",
  stripe: "#b23a2e",
  seed: 7,
};
const stationer: Shop = {
  name: "桃坞音像店",
  street: "桃坞街伍拾贰号",
  sign: "#1f4f6e",
  wall: "#d5d9d6",
  stripe: "#3c7a94",
  seed: 31,
};

const unit = "示例市文化市场综合行政执法支队";

const record = [
  "检查时间：2026年11月9日 09:02 至 09:41",
  "检查地点：示例市桃坞街118号",
  "被检查人：云浦书社　周建明",
  "检查人员：陈志强　刘　洋",
  "检查内容：经营许可、进货单据、在售出版物",
  "情　　况：货架有《桃坞旧事》6册，书号与出版单位",
  "　　　　　不符，涉嫌非法出版物。库房另有4箱。",
  "处　　理：先行登记保存，责令停止销售。",
];

export const films: readonly Film[] = [
  {
    asset: "WH-20261109-A017-01",
    rate: 25,
    encoder: ["-bf", "2", "-g", "50", "-keyint_min", "25"],
    device: "DSJ-A017",
    officer: "陈志强 SLWH-31-0101",
    unit,
    clock: "2026-11-09T09:02:10+08:00",
    gap: { beforeShot: 2, seconds: 2 },
    shots: [
      {
        seconds: 19,
        sway: 1.5,
        draw: (ms) => storefront(ms, grocery),
        lines: [
          {
            speaker: "chen",
            words:
              "今天是二零二六年十一月九日，执法人员陈志强、刘洋，到云浦书社进行监督检查。拟定的检查内容有，一，经营许可；二，进货单据；三，在售出版物。",
          },
        ],
      },
      {
        seconds: 16.5,
        sway: 0.7,
        draw: (ms) =>
          counter(ms, grocery, { name: "陈志强", number: "SLWH-31-0101", unit: "示例市文化市场执法支队" }, false),
        lines: [
          {
            speaker: "chen",
            words:
              "你好，我们是文化市场执法人员，这是我的执法证。为保护您的合法权益，监督我们的执法行为，本次执法过程会录音录像。",
          },
          { speaker: "owner", words: "好的，请看吧。" },
        ],
      },
      {
        seconds: 12.5,
        sway: 0.5,
        draw: imprint,
        lines: [
          {
            speaker: "chen",
            words: "设备中断两秒，现在继续记录。这本书的书号与出版单位不符，印数没有载明，涉嫌非法出版物。",
          },
        ],
      },
      {
        seconds: 10,
        sway: 0.4,
        draw: (ms) => paper(ms, ["现场检查笔录", "示文检〔2026〕118号"], record, "周建明"),
        lines: [
          { speaker: "chen", words: "这是现场检查笔录，请核对无误后签名。" },
          { speaker: "owner", words: "核对过了，没有意见。" },
        ],
      },
    ],
  },
  {
    asset: "WH-20261109-A023-01",
    rate: 30,
    encoder: ["-bf", "0", "-g", "60", "-keyint_min", "30"],
    device: "DSJ-A023",
    officer: "刘洋 SLWH-31-0102",
    unit,
    clock: "2026-11-09T09:05:31+08:00",
    shots: [
      {
        seconds: 16,
        sway: 0.8,
        draw: (ms) => counter(ms, { ...grocery, seed: 9 }, null, true),
        lines: [
          { speaker: "liu", words: "今天是二零二六年十一月九日，执法人员刘洋，随同陈志强对云浦书社进行监督检查。" },
          { speaker: "owner", words: "这批书是五月底进的，单据在这里。" },
        ],
      },
      {
        seconds: 15,
        sway: 1.2,
        draw: (ms) => stockroom(ms, grocery),
        lines: [{ speaker: "liu", words: "库房内发现同一种图书四箱，现依法先行登记保存，请当事人在场见证。" }],
      },
      {
        seconds: 13,
        sway: 0.5,
        draw: (ms) => paper(ms, ["先行登记保存清单", "示文存〔2026〕118号"], record.slice(1), "周建明"),
        lines: [
          { speaker: "liu", words: "这是先行登记保存清单，一式两份，请签名。" },
          { speaker: "owner", words: "好，我签。" },
        ],
      },
    ],
  },
  {
    asset: "WH-20261110-A017-02",
    rate: 25,
    encoder: ["-bf", "2", "-g", "50", "-keyint_min", "25"],
    device: "DSJ-A017",
    officer: "陈志强 SLWH-31-0101",
    unit,
    clock: "2026-11-10T14:20:05+08:00",
    shots: [
      {
        seconds: 13,
        sway: 1.4,
        draw: (ms) => storefront(ms, stationer),
        lines: [
          { speaker: "chen", words: "今天是二零二六年十一月十日，执法人员陈志强、刘洋，到桃坞音像店进行监督检查。" },
        ],
      },
      {
        seconds: 11,
        sway: 0.7,
        draw: (ms) =>
          counter(ms, stationer, { name: "陈志强", number: "SLWH-31-0101", unit: "示例市文化市场执法支队" }, false),
        lines: [
          { speaker: "chen", words: "为保护您的合法权益，监督我们的执法行为，本次执法过程会录音录像。" },
          { speaker: "owner2", words: "好的，配合检查。" },
        ],
      },
    ],
  },
];

/** The spoken interview; sound only. */
export const interview: readonly Line[] = [
  {
    speaker: "chen",
    words: "现在向你询问。为保护您的合法权益，监督我们的执法行为，本次执法过程会录音录像。你的姓名？",
  },
  { speaker: "owner", words: "周建明，云浦书社的经营者。" },
  { speaker: "chen", words: "这批图书是什么时候进的货，卖出多少？" },
  { speaker: "owner", words: "五月二十六日进货，一共二十册，卖了十四册，进货的时候没有核对书号，是我疏忽。" },
  { speaker: "chen", words: "询问到此结束，请核对笔录。" },
];
