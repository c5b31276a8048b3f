import type { FindingKind } from "../../shared/findings.ts";
import { logRules } from "../../shared/log-rules.ts";
import { grantRefusals } from "../../shared/refusals.ts";
import type { Finding, FindingLine } from "../../shared/model/finding.ts";
import type { Language } from "../i18n/language.tsx";
import { entrySentence } from "../log/words.ts";
import type { Namer } from "../log/words.ts";
import { triedWord } from "../registers/words.ts";
import { wordsForGrant } from "../shell/words.ts";

type Say = (detail: string, language: Language) => string;

const asWritten: Say = (detail) => detail;
const number =
  (key: "findings.detail.seconds" | "findings.detail.hours" | "findings.detail.budget" | "findings.detail.size"): Say =>
  (detail, { t }) =>
    t(key, { n: Number(detail) });
const words = ["missing", "changed", "before", "after", "never-imported", "not-reported", "acknowledged"] as const;
const named: Say = (detail, { t }) => {
  const word = words.find((one) => one === detail);
  return word === undefined ? detail : t(`findings.detail.${word}`);
};
const recoveries = {
  "not-closed": "findings.detail.notClosed",
  restored: "findings.detail.restored",
  "new log taken": "findings.detail.newLog",
} as const;
const recovery: Say = (detail, { t }) => {
  const key = Object.hasOwn(recoveries, detail) ? recoveries[detail as keyof typeof recoveries] : null;
  if (key !== null) {
    return t(key);
  }
  return detail.startsWith("sealed by") ? t("findings.detail.unsealed") : detail;
};
const evidence: Say = (detail, { t }) => t("findings.detail.evidence", { n: detail });

const details: Readonly<Partial<Record<FindingKind, Say>>> = {
  "log-rule": (detail, { t }) => {
    const rule = logRules.find((one) => one === detail);
    return rule === undefined ? detail : t(`rule.${rule}`);
  },
  "seal-mismatch": named,
  recovery,
  "receipt-unknown": number("findings.detail.size"),
  "clock-moved": number("findings.detail.seconds"),
  "quiet-log": number("findings.detail.hours"),
  silent: (detail, { t, formats }) => t("findings.detail.since", { at: formats.moment(detail) }),
  "log-forked": evidence,
  "log-inconsistent": evidence,
  "log-rotation": evidence,
  "log-rolled-back": (detail, { t }) => {
    const [before = "", now = ""] = detail.split(" ");
    return t("findings.detail.rolledBack", { before, now });
  },
  "log-continued": (detail, { t }) => {
    const [origin = "", size = "", root = "", held = "", heldRoot = ""] = detail.split(" ");
    return t("findings.detail.continued", { origin, size, root, held, heldRoot });
  },
  "export-attempt": (detail, language) => triedWord(detail, language),
  "grant-rejected": (detail, language) => {
    const reason = grantRefusals.find((one) => one === detail);
    return reason === undefined ? detail : wordsForGrant(reason, undefined, language).what;
  },
  "grant-unreturned": named,
  "outside-window": named,
  "over-budget": number("findings.detail.budget"),
};

/** What tells this finding from others of its kind, in words; null when there is nothing more to say. */
export function detailWords({ kind, detail }: Pick<Finding, "kind" | "detail">, language: Language): string | null {
  return detail === undefined || detail === "" ? null : (details[kind] ?? asWritten)(detail, language);
}

/** One log line as a sentence. A hostile log may say anything in any field: what no sentence fits is called unreadable. */
export function lineWords({ type, person, leaf }: FindingLine, language: Language, namer: Namer): string {
  if (type === undefined) {
    return language.t("findings.unreadable");
  }
  try {
    const { b: facts } = JSON.parse(leaf) as { readonly b: Readonly<Record<string, unknown>> };
    return entrySentence({ type, facts, ...(person === undefined ? {} : { person }) }, language, namer);
  } catch {
    return language.t("findings.unreadable");
  }
}
