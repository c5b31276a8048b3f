import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { en } from "../../../renderer/i18n/en.ts";
import { translator } from "../../../renderer/i18n/translate.ts";
import { zhCN } from "../../../renderer/i18n/zh-CN.ts";

const root = join(import.meta.dirname, "../../..");
const sources = globSync("renderer/**/*.{ts,tsx}", { cwd: root })
  .filter((file) => !file.startsWith("renderer/picture/"))
  .map((file) => ({ file, text: readFileSync(join(root, file), "utf8") }));
const screens = sources.filter(({ file }) => !file.startsWith("renderer/i18n/"));

/** Source without its comments, in which people write to each other and not to users. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\//gu, "").replaceAll(/(^|[^:])\/\/.*$/gmu, "$1");
}

function blanksOf(sentence: string): string[] {
  return [...new Set([...sentence.matchAll(/\{([^{}|]+)/gu)].map(([, name = ""]) => name))].toSorted();
}

const CJK = /[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]/u;

describe("the words on screen", () => {
  it("sees the screens it judges", () => {
    expect(screens.length).toBeGreaterThan(40);
    expect(Object.keys(zhCN).length).toBeGreaterThan(400);
  });

  it("exist in both languages under the same names", () => {
    expect(Object.keys(en).toSorted()).toEqual(Object.keys(zhCN).toSorted());
  });

  it("ask for the same blanks in both languages", () => {
    const uneven = Object.entries(zhCN).filter(
      ([key, sentence]) => String(blanksOf(sentence)) !== String(blanksOf(en[key as keyof typeof en])),
    );
    expect(uneven.map(([key]) => key)).toEqual([]);
  });

  it("are all used", () => {
    const text = screens.map((source) => source.text).join("\n");
    const prefixes = [...text.matchAll(/`([a-zA-Z-]+(?:\.[a-zA-Z-]+)*\.?[a-zA-Z-]*)\$\{/gu)].map(
      ([, prefix = ""]) => prefix,
    );
    const isUsed = (key: string): boolean =>
      text.includes(`"${key}"`) || prefixes.some((prefix) => prefix.includes(".") && key.startsWith(prefix));
    expect(Object.keys(zhCN).filter((key) => !isUsed(key))).toEqual([]);
  });

  it("are Chinese in Chinese and free of it in English, but for the name of the language", () => {
    expect(Object.entries(en).filter(([key, sentence]) => CJK.test(sentence) && key !== "lang.zh-CN")).toEqual([]);
    const latin = Object.entries(zhCN)
      .filter(([, sentence]) => !CJK.test(sentence))
      .map(([key]) => key);
    expect(latin).toEqual(["lang.en"]);
  });

  it("write the English apostrophe as a typewriter does: the Chinese face would set a curly one a full square wide", () => {
    expect(Object.entries(en).filter(([, sentence]) => /[‘’]/u.test(sentence))).toEqual([]);
  });

  it("never stand in a component", () => {
    const chinese = screens.filter(
      ({ file, text }) => CJK.test(withoutComments(text)) && file !== "renderer/theme/tokens.ts",
    );
    // A "＋" before a title is a sign, not a word.
    expect(chinese.map(({ file }) => file).filter((file) => file !== "renderer/requests/form/FootagePart.tsx")).toEqual(
      [],
    );
    const english = screens
      .filter(({ file }) => file.endsWith(".tsx"))
      .flatMap(({ file, text }) => literals(withoutComments(text)).map((literal) => `${file}: ${literal}`));
    expect(english).toEqual([]);
  });

  it("can still find a literal in a component", () => {
    expect(literals("return <p>Nothing here</p>;")).toEqual(["Nothing here"]);
    expect(literals('<input placeholder="Search" />')).toEqual(["Search"]);
  });
});

/** Text between tags, and attributes that a person reads or hears. */
function literals(source: string): string[] {
  const text = [...source.matchAll(/<[a-z][^<>{}]*>([^<>{}]*[A-Za-z]{2,}[^<>{}]*)<\//gu)].map(([, found = ""]) =>
    found.trim(),
  );
  const attributes = [...source.matchAll(/(?:aria-label|title|placeholder|alt|label)="([^"]*[A-Za-z]{2,}[^"]*)"/gu)];
  return [...text, ...attributes.map(([, found = ""]) => found)];
}

describe("a sentence", () => {
  it("is filled in, with numbers and plurals written the way the language writes them", () => {
    expect(translator("en")("common.frames", { n: 1 })).toBe("1 frame");
    expect(translator("en")("common.frames", { n: 1187 })).toBe("1,187 frames");
    expect(translator("zh-CN")("common.frames", { n: 1187 })).toBe("1,187 帧");
  });
});
