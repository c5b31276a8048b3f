import type { ClipCheck, ExtractionRecord } from "../../shared/model/extraction.ts";
import type { ExtractionState } from "../../shared/extractions.ts";
import type { Language } from "../i18n/language.tsx";
import type { Tone } from "../ui/parts.tsx";

/** Amber waits for somebody, green is verified, red is broken. */
export const stateTones: Readonly<Record<ExtractionState, Tone>> = {
  marked: "amber",
  consented: "amber",
  refused: "quiet",
  withdrawn: "quiet",
  cutting: "accent",
  extracted: "amber",
  verified: "green",
  differs: "red",
};

const settled: ReadonlySet<ExtractionState> = new Set(["refused", "withdrawn", "verified"]);

/** Whether nothing more is to be done about it. */
export function isSettled({ state }: Pick<ExtractionRecord, "state">): boolean {
  return settled.has(state);
}

/** What comes next, and by whom. */
export function nextWords({ state }: Pick<ExtractionRecord, "state">, { t }: Language): string {
  switch (state) {
    case "refused":
    case "withdrawn":
    case "verified":
      return t("evidence.nextNone");
    case "marked":
    case "consented":
    case "cutting":
    case "extracted":
    case "differs":
      return t(`evidence.next.${state}`);
  }
  return state satisfies never;
}

/** The ordered frames in words; the last one is named, not the one behind it. */
export function rangeWords({ from, to }: { readonly from: number; readonly to: number }, { t }: Language): string {
  return to - from === 1
    ? t("evidence.one", { from: String(from) })
    : t("evidence.range", { from: String(from), last: String(to - 1), n: to - from });
}

/** Yes, or no with the first difference. */
export function checkWords(check: Pick<ClipCheck, "exact" | "difference" | "ordered">, { t }: Language): string {
  const { exact, difference, ordered } = check;
  if (exact || difference === undefined) {
    return t("evidence.exact", { n: ordered });
  }
  return t("evidence.notExact", {
    what: t(`evidence.difference.${difference.kind}`, { frame: String(difference.frame) }),
  });
}
