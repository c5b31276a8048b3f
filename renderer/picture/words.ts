import type { WithheldGround } from "../../shared/model/withheld.ts";
import { withheldWords } from "../../shared/withheld-words.ts";

/** The few words that stand on the picture itself; nothing else of the words of the app comes into the page. */
export interface PageWords {
  readonly withheld: string;
  /** This camera has no picture of the moment that another one shows. */
  readonly absent: string;
  readonly ground: (ground: WithheldGround) => string;
  /** Frames `[from, to)` and why, as people count them: with the last one that is left out. */
  readonly frames: (line: { readonly from: number; readonly to: number; readonly ground: WithheldGround }) => string;
}

export function pageWords(language: string): PageWords {
  const words = withheldWords[language === "en" ? "en" : "zh-CN"];
  const ground = (one: WithheldGround): string => words[`withheldGround.${one}`];
  return {
    withheld: words["withheld.word"],
    absent: language === "en" ? "No picture from this camera at this time" : "此时刻本机位无画面",
    ground,
    frames: (line) =>
      words["withheld.frames"]
        .replace("{from}", String(line.from))
        .replace("{to}", String(line.to - 1))
        .replace("{ground}", ground(line.ground)),
  };
}
