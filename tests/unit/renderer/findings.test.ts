import { describe, expect, it } from "vitest";
import { detailWords, lineWords } from "../../../renderer/findings/words.ts";
import { formatsOf } from "../../../renderer/i18n/format.ts";
import type { Language } from "../../../renderer/i18n/language.tsx";
import { translator } from "../../../renderer/i18n/translate.ts";
import { entryTypes } from "../../../shared/log-entries.ts";
import { findingKinds } from "../../../shared/findings.ts";
import { findingWordsChinese, findingWordsEnglish } from "../../../shared/finding-words.ts";

function language(locale: "zh-CN" | "en"): Language {
  return {
    locale,
    t: translator(locale),
    formats: formatsOf(locale, "Asia/Shanghai"),
    pick: ({ zh, en }) => (locale === "en" ? en : zh),
  };
}
const namer = { byId: (person: string) => person, named: ({ name }: { name: string }) => name };

describe("findings in words", () => {
  it("every kind has its sentence and its next step in both languages", () => {
    for (const kind of findingKinds) {
      for (const words of [findingWordsChinese, findingWordsEnglish]) {
        expect(words[`finding.${kind}`]).toMatch(/[.。]$/u);
        expect(words[`finding.${kind}.do`]).toMatch(/[.。]$/u);
      }
    }
  });

  it("what tells one from another is a sentence, never a code", () => {
    const details = [
      ["log-rule", "wall-back", "its time lies before that of an earlier entry."],
      ["clock-moved", "-3600", "-3,600 seconds"],
      ["over-budget", "2", "2 sittings approved"],
      ["grant-unreturned", "acknowledged", "The station confirmed it, and its log does not hold it"],
      ["log-rolled-back", "55 47", "55 entries confirmed before, 47 now"],
      ["outside-window", "after", "After the approved time ended"],
      ["silent", "2026-11-09T08:00:00.000Z", "Last heard 09 Nov 2026, 16:00"],
      ["person-unknown", "p-9999", "p-9999"],
    ] as const;
    for (const [kind, detail, said] of details) {
      expect(detailWords({ kind, detail }, language("en"))).toBe(said);
    }
    expect(detailWords({ kind: "unsupervised" }, language("en"))).toBeNull();
  });

  it("a log line with anything in any field is told or called unreadable, and never breaks the page", () => {
    const hostile = [
      {},
      [],
      "x",
      7,
      { roster: "x" },
      {
        roster: [7, { person: {} }],
        frames: [{ from: "a" }],
        at: "no date",
        ranges: 5,
        time: "x",
        claimed: "x",
        until: "x",
      },
    ];
    for (const type of entryTypes) {
      for (const b of hostile) {
        const said = lineWords({ index: 1, type, leaf: JSON.stringify({ b }) }, language("en"), namer);
        expect({ type, said: said.length > 0 }).toEqual({ type, said: true });
      }
    }
    expect(lineWords({ index: 1, type: "boot", leaf: "no json" }, language("zh-CN"), namer)).toBe("无法识别的内容");
    expect(lineWords({ index: 1, leaf: "{}" }, language("en"), namer)).toBe("Unreadable content");
  });
});
