import type { WithheldGround } from "../../shared/model/withheld.ts";
import { withheldWords } from "../../shared/withheld-words.ts";

/** The few words that stand on the picture itself; nothing else of the words of the app comes into the page. */
export interface PageWords {
  readonly withheld: string;
  /** This camera has no picture of the moment that another one shows. */
  readonly absent: string;
  readonly overview: {
    /** In the place of the band, and of a small picture. */
    readonly none: string;
    readonly nothing: Readonly<Record<"withheld" | "outside" | "covered" | "waiting" | "none", string>>;
    readonly covered: string;
    readonly silent: string;
    readonly clipped: string;
    readonly channel: (index: number, of: number) => string;
    readonly place: (frame: number, time: string) => string;
    readonly label: (window: string, silent: readonly string[], clipped: readonly string[]) => string;
  };
  readonly ground: (ground: WithheldGround) => string;
  /** Frames `[from, to)` and why, as people count them: with the last one that is left out. */
  readonly frames: (line: { readonly from: number; readonly to: number; readonly ground: WithheldGround }) => string;
}

const chinese: PageWords["overview"] = {
  none: "本件资料入库时未生成概览",
  nothing: {
    withheld: "不予提供，不显示",
    outside: "未批准，不显示",
    covered: "此处有遮挡，不显示缩略图",
    waiting: "正在读取",
    none: "此处没有缩略图",
  },
  covered: "遮挡",
  silent: "无声",
  clipped: "削波",
  channel: (index, of) => (of === 2 ? (["左", "右"][index] ?? "") : String(index + 1)),
  place: (frame, time) => `第 ${String(frame)} 帧  ${time}`,
  label: (span, silent, clipped) =>
    `概览 ${span}。${silent.length === 0 ? "没有无声段" : `无声：${silent.join("、")}`}；${clipped.length === 0 ? "没有削波" : `削波：${clipped.join("、")}`}。`,
};

const english: PageWords["overview"] = {
  none: "No overview was made when this recording was taken in",
  nothing: {
    withheld: "Withheld, not shown",
    outside: "Not approved, not shown",
    covered: "Covered here, no small picture",
    waiting: "Reading",
    none: "No small picture here",
  },
  covered: "covered",
  silent: "silent",
  clipped: "clipped",
  channel: (index, of) => (of === 2 ? (["L", "R"][index] ?? "") : String(index + 1)),
  place: (frame, time) => `Frame ${String(frame)}  ${time}`,
  label: (span, silent, clipped) =>
    `Overview ${span}. ${silent.length === 0 ? "No silence" : `Silent: ${silent.join(", ")}`}; ${clipped.length === 0 ? "no clipping" : `clipped: ${clipped.join(", ")}`}.`,
};

export function pageWords(language: string): PageWords {
  const words = withheldWords[language === "en" ? "en" : "zh-CN"];
  const ground = (one: WithheldGround): string => words[`withheldGround.${one}`];
  return {
    withheld: words["withheld.word"],
    absent: language === "en" ? "No picture from this camera at this time" : "此时刻本机位无画面",
    overview: language === "en" ? english : chinese,
    ground,
    frames: (line) =>
      words["withheld.frames"]
        .replace("{from}", String(line.from))
        .replace("{to}", String(line.to - 1))
        .replace("{ground}", ground(line.ground)),
  };
}
