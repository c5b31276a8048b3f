import { describe, expect, it } from "vitest";
import { formatsOf } from "../../../renderer/i18n/format.ts";
import type { Language } from "../../../renderer/i18n/language.tsx";
import { translator } from "../../../renderer/i18n/translate.ts";
import { entrySentence, entryWord, type Namer } from "../../../renderer/log/words.ts";
import { entryTypes } from "../../../shared/log-entries.ts";
import type { Locale } from "../../../shared/model/station.ts";

const namer: Namer = { byId: (person) => (person === "p-0003" ? "Wang Fang" : person), named: ({ name }) => name };

function language(locale: Locale): Language {
  return {
    locale,
    t: translator(locale),
    formats: formatsOf(locale, "Asia/Shanghai"),
    pick: ({ zh, en }) => (locale === "en" ? en : zh),
  };
}

describe.each(["zh-CN", "en"] as const)("entries in words, in %s", (locale) => {
  it("every type has a name and a sentence, even when its facts are missing or of another shape", () => {
    for (const type of entryTypes) {
      for (const facts of [
        {},
        { roster: "x", frames: 3, ranges: null, protections: [1], by: 7, name: {}, seconds: "1" },
      ]) {
        const sentence = entrySentence({ type, facts }, language(locale), namer);
        expect([type, sentence]).not.toEqual([type, ""]);
        expect(sentence).not.toMatch(/undefined|NaN|\[object|\{/u);
      }
      expect(entryWord(type, language(locale))).not.toBe(type);
    }
  });

  it("a type of a later version is named, not hidden", () => {
    expect(entrySentence({ type: "later.thing", facts: {} }, language(locale), namer)).toContain("later.thing");
    expect(entryWord("later.thing", language(locale))).toBe("later.thing");
  });
});

describe("a sentence says who did what", () => {
  const say = (type: string, facts: Readonly<Record<string, unknown>>, person?: string): string =>
    entrySentence({ type, facts, person }, language("en"), namer);

  it("with the frames counted as people count them", () => {
    const roster = [{ person: "p-0003", name: "Wang Fang" }];
    expect(say("view.lease", { asset: "A-1", frames: { from: 50, to: 100 } })).toBe(
      "Frames 50–99 of A-1 were released to the picture.",
    );
    expect(
      say("view.shown", {
        asset: "A-1",
        ranges: [
          { from: 0, to: 3 },
          { from: 9, to: 10 },
        ],
        roster,
      }),
    ).toBe("4 frames of A-1 were shown, present: Wang Fang.");
  });

  it("with the reason in the words that the person was told", () => {
    expect(
      say("refuse", { attempt: "viewing:open", failure: "presence", detail: "supervisor-absent" }, "p-0003"),
    ).toMatch(/^Wang Fang was refused “Open a recording”: /u);
    expect(say("verify.fail", { subject: "log", index: 7, rule: "previous" })).toBe(
      "Verification found entry 7 wrong: it does not continue the entry before it.",
    );
  });
});
