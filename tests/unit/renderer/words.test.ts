import { protectionIds } from "../../../shared/protections.ts";
import { guardSigns } from "../../../shared/room-guard.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  administrationRefusalSchema,
  attachmentRefusalSchema,
  authorisationRuleSchema,
  dutyRuleSchema,
  failureSchema,
  grantRefusalSchema,
  presenceRefusalSchema,
  shareRefusalSchema,
} from "../../../shared/failure.ts";
import { declarationRefusals } from "../../../shared/declarations.ts";
import type { Failure } from "../../../shared/failure.ts";
import { extractionRefusals } from "../../../shared/extractions.ts";
import {
  bundleRefusals,
  formFaults,
  impediments,
  liftingRefusals,
  retentionRefusals,
  standingRefusals,
} from "../../../shared/refusals.ts";
import { formatsOf } from "../../../renderer/i18n/format.ts";
import type { Language } from "../../../renderer/i18n/language.tsx";
import { translator } from "../../../renderer/i18n/translate.ts";
import { attemptWord, failureWord } from "../../../renderer/registers/words.ts";
import { wordsFor } from "../../../renderer/shell/words.ts";

const at = "2026-11-22T06:00:00.000Z";

/** One failure of every kind, and of every reason within a kind. */
const failures: readonly Failure[] = [
  { code: "bad-request", field: "form.validTo" },
  ...(["footage", "request", "grant", "viewing", "mark", "certificate", "receipt", "finding"] as const).map(
    (subject) => ({ code: "not-found", subject }) as const,
  ),
  { code: "not-signed-in" },
  { code: "not-permitted", action: "requests:decide", article: "S0-4.2.2" },
  ...dutyRuleSchema.options.map((rule) => ({ code: "duties-not-separate", rule }) as const),
  { code: "wrong-pin", retryAfterSeconds: 4, attemptsLeft: 3 },
  { code: "pin-delayed", retryAfterSeconds: 4 },
  { code: "certificate-locked" },
  { code: "certificate-unreadable" },
  { code: "certificate-expired", at },
  { code: "certificate-foreign" },
  { code: "certificate-revoked" },
  { code: "revocations-stale", due: at },
  ...authorisationRuleSchema.options.map((rule) => ({ code: "beyond-authorisation", rule }) as const),
  ...administrationRefusalSchema.options.map((reason) => ({ code: "administration", reason }) as const),
  ...shareRefusalSchema.options.map((reason) => ({ code: "share-refused", reason }) as const),
  ...retentionRefusals.map((reason) => ({ code: "retention", reason }) as const),
  ...extractionRefusals.map((reason) => ({ code: "extraction", reason, frame: 12 }) as const),
  ...declarationRefusals.map((reason) => ({ code: "declaration", reason, article: "S0-4.3.1" }) as const),
  ...liftingRefusals.map((reason) => ({ code: "lifting", reason, article: "S0-4.3.1" }) as const),
  ...impediments.map((impediment) => ({ code: "kept", asset: "A-1", impediment }) as const),
  { code: "headquarters-unreachable", since: at },
  { code: "headquarters-refused", reason: "closed" },
  ...grantRefusalSchema.options.map((reason) => ({ code: "grant-refused", reason, at }) as const),
  ...presenceRefusalSchema.options.map((reason) => ({ code: "presence", reason }) as const),
  { code: "footage-damaged", asset: "A-1", segment: 3 },
  { code: "footage-unavailable", asset: "A-1" },
  { code: "frame-unconfirmed" },
  { code: "already-decided" },
  ...(["papers", "consultation", "returned"] as const).map((state) => ({ code: "request-waits", state }) as const),
  ...attachmentRefusalSchema.options.map((reason) => ({ code: "attachment-refused", reason }) as const),
  ...standingRefusals.map((reason) => ({ code: "standing-order", reason }) as const),
  { code: "not-printed" },
  ...formFaults.map((reason) => ({ code: "form-unproven", reason }) as const),
  ...bundleRefusals.map((reason) => ({ code: "bundle-refused", reason }) as const),
  { code: "offline-too-long", since: at },
  ...guardSigns.map((reason) => ({ code: "room-guard", reason, detail: "HDMI-1" }) as const),
  { code: "room-guard", reason: "protection-failed" },
  ...protectionIds.map((id): Failure => ({ code: "below-floor", missing: [id, "kiosk"], article: "H-floors" })),
  { code: "disk-full" },
  { code: "station-sealed", incident: "7F3K" },
  { code: "internal", incident: "7F3K" },
];

function language(locale: "zh-CN" | "en"): Language {
  return {
    locale,
    t: translator(locale),
    formats: formatsOf(locale, "Asia/Shanghai"),
    pick: (text) => (locale === "en" ? text.en : text.zh),
  };
}

describe("R12: every refusal is a sentence and what to do next", () => {
  it("looks at every code there is", () => {
    const codes = failureSchema.options.map((option) => option.shape.code.value);
    expect([...new Set(failures.map(({ code }) => code))].toSorted()).toEqual(codes.toSorted());
  });

  it.each(["zh-CN", "en"] as const)("in %s, with nothing left blank", (locale) => {
    const end = locale === "en" ? "." : "。";
    const flawed = failures.filter((failure) => {
      const { what, next } = wordsFor(failure, language(locale));
      return [what, next].some((sentence) => !sentence.endsWith(end) || /[{}]|undefined|Invalid/u.test(sentence));
    });
    expect(flawed).toEqual([]);
  });

  it("tells refusals apart: no two kinds share a sentence", () => {
    const said = failures.map((failure) => wordsFor(failure, language("zh-CN")).what);
    expect(new Set(said).size).toBe(said.length);
  });

  it("says after a wrong PIN how long to wait and how many attempts are left (O-2)", () => {
    const { what, next } = wordsFor({ code: "wrong-pin", retryAfterSeconds: 8, attemptsLeft: 2 }, language("en"));
    expect(what).toContain("2 attempts");
    expect(next).toContain("8 s");
  });

  it("R11: carries the article behind a refusal", () => {
    expect(wordsFor({ code: "not-permitted", action: "x", article: "S0-4.2.2" }, language("zh-CN")).article).toBe(
      "S0-4.2.2",
    );
  });
});

/** A failure as the log and the register carry it. */
function logged(failure: Failure): string {
  const { code, ...rest } = failure;
  const facts: Readonly<Record<string, unknown>> = rest;
  const detail =
    facts["reason"] ??
    facts["rule"] ??
    facts["state"] ??
    facts["impediment"] ??
    (Array.isArray(facts["missing"]) ? facts["missing"].join(" ") : undefined) ??
    (code === "not-found" ? facts["subject"] : undefined);
  return typeof detail === "string" ? `${code}:${detail}` : code;
}

describe("R12: the register of refusals", () => {
  it.each(["zh-CN", "en"] as const)("has a sentence of its own for every refusal, in %s", (locale) => {
    const end = locale === "en" ? "." : "。";
    const said = failures.map((failure) => failureWord(logged(failure), language(locale)));
    expect(said.filter((sentence) => !sentence.endsWith(end) || /[{}]/u.test(sentence))).toEqual([]);
    expect(new Set(said).size).toBe(said.length);
  });

  it("has words for everything the station refuses and writes down", () => {
    const handlers = readFileSync(join(import.meta.dirname, "../../../main/station/handlers.ts"), "utf8");
    const attempts = [...handlers.matchAll(/\bact\("([^"]+)"/gu)].map(([, name = ""]) => name);
    expect(attempts.length).toBeGreaterThan(10);
    const known = [...attempts, "identity:signIn", "grant.import", "export"];
    expect(known.filter((name) => attemptWord(name, language("en")) === name)).toEqual([]);
  });

  it("shows what it has no words for as it is", () => {
    expect(failureWord("from-the-future:because", language("en"))).toBe("from-the-future:because");
    expect(attemptWord("future:act", language("zh-CN"))).toBe("future:act");
  });
});
