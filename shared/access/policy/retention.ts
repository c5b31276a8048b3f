import type { PolicyPack } from "../../model/policy.ts";
import type { CaseClass, Term, Trigger } from "../../model/policy/periods.ts";
import { addMonths } from "../../time/local-day.ts";

/** What the retention of a recording depends on. Dates are ISO dates in the authority's zone. */
export interface RetentionFacts {
  readonly recordedOn: string;
  readonly evidence: boolean;
  /** Class of the case, once it is known. */
  readonly caseClass?: CaseClass;
  /** Day on which the file was closed; its period runs from there. */
  readonly caseClosedOn?: string;
  /** Day on which the period for litigation ends, once somebody has worked it out. */
  readonly litigationEndsOn?: string;
  readonly triggers: readonly Trigger[];
  /** Date that was entered at hand-in; an earlier one than the law's changes nothing. */
  readonly enteredUntil?: string;
}

/** How long one rule keeps a recording. */
export type Kept =
  | { readonly kind: "permanent" }
  | { readonly kind: "longTerm" }
  /** Open: a fact is missing, and until it is known nothing may be destroyed. */
  | { readonly kind: "open"; readonly missing: "caseClass" | "caseClosedOn" | "litigationEndsOn" }
  | { readonly kind: "until"; readonly date: string };

/** One rule that keeps a recording. */
export interface RetentionReason {
  readonly because: "base" | "evidence" | "litigation" | "caseFile" | "entered" | Trigger;
  readonly kept: Kept;
  readonly article: string;
}

/** How long a recording is kept: the longest of all that applies. */
export interface RetentionDue {
  readonly kept: Kept;
  /** Articles behind the longest, several where they say the same. */
  readonly articles: readonly string[];
  /** Everything that applies, longest first: a screen shows both dates where the law names two (O-94). */
  readonly reasons: readonly RetentionReason[];
}

/**
 * How long a recording is kept (O-92 to O-97).
 *
 * Where instruments give several periods, the longest counts: destruction cannot be undone, keeping can.
 */
export function retentionDue(pack: PolicyPack, facts: RetentionFacts): RetentionDue {
  const reasons = reasonsFor(pack, facts).toSorted((a, b) => compare(b.kept, a.kept));
  const kept = reasons[0]?.kept ?? { kind: "open", missing: "caseClass" };
  const longest = reasons.filter((reason) => compare(reason.kept, kept) === 0);
  return { kept, articles: [...new Set(longest.map(({ article }) => article))], reasons };
}

function reasonsFor({ retention }: PolicyPack, facts: RetentionFacts): RetentionReason[] {
  const { base, evidence, litigation, caseFiles, triggers } = retention;
  const { recordedOn, caseClosedOn } = facts;
  const named = caseFiles.filter(({ caseClass }) => caseClass === facts.caseClass);
  // A class without a row of its own is one of the others, once it is known at all.
  const files =
    named.length > 0 || facts.caseClass === undefined
      ? named
      : caseFiles.filter(({ caseClass }) => caseClass === "other");
  const asFile = (article: string): RetentionReason[] =>
    files.length === 0
      ? [{ because: "evidence", kept: { kind: "open", missing: "caseClass" }, article }]
      : files.map((file) => ({ because: "caseFile", kept: keptFor(file.term, caseClosedOn), article: file.article }));
  return [
    { because: "base", kept: keptFor(base.term, recordedOn), article: base.article },
    ...(facts.evidence
      ? evidence.term.kind === "asCaseFile"
        ? asFile(evidence.article)
        : [{ because: "evidence" as const, kept: keptFor(evidence.term, recordedOn), article: evidence.article }]
      : []),
    ...(litigation === undefined || facts.evidence
      ? []
      : [{ because: "litigation" as const, kept: untilLitigation(facts), article: litigation.article }]),
    ...triggers
      .filter(({ trigger }) => facts.triggers.includes(trigger))
      .map(({ trigger, term, article }) => ({ because: trigger, kept: keptFor(term, recordedOn), article })),
    ...(facts.enteredUntil === undefined
      ? []
      : [
          {
            because: "entered" as const,
            kept: { kind: "until" as const, date: facts.enteredUntil },
            article: base.article,
          },
        ]),
  ];
}

function untilLitigation({ litigationEndsOn }: RetentionFacts): Kept {
  return litigationEndsOn === undefined
    ? { kind: "open", missing: "litigationEndsOn" }
    : { kind: "until", date: litigationEndsOn };
}

function keptFor(term: Term, from: string | undefined): Kept {
  switch (term.kind) {
    case "permanent":
    case "longTerm":
      return { kind: term.kind };
    case "asCaseFile":
      return { kind: "open", missing: "caseClass" };
    case "months":
    case "years":
      return from === undefined
        ? { kind: "open", missing: "caseClosedOn" }
        : { kind: "until", date: addMonths(from, term.kind === "years" ? 12 * term.count : term.count) };
  }
  return term satisfies never;
}

const ranks = { until: 0, open: 1, longTerm: 2, permanent: 3 } as const;

/** Longer is greater. What is open may turn out longer than any date, so it stands above dates. */
function compare(a: Kept, b: Kept): number {
  return a.kind === "until" && b.kind === "until"
    ? a.date === b.date
      ? 0
      : a.date < b.date
        ? -1
        : 1
    : ranks[a.kind] - ranks[b.kind];
}
