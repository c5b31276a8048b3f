import type { Role } from "../model/person.ts";
import type { ChainStep } from "../model/policy/chains.ts";
import type { DecisionForm } from "../model/request.ts";
import { coversRanges } from "../time/frame-ranges.ts";

/** One signed step of a chain of approval, as far as its place and its terms are judged. */
export interface SignedStep {
  readonly person: string;
  /** SHA-256 of its CMS bytes, lower-case hex. */
  readonly digest: string;
  /** Place in the chain, from 0. */
  readonly step: number;
  /** Digests of the steps before, in order. */
  readonly previous: readonly string[];
  readonly requestDigest: string;
  readonly form: DecisionForm;
  /** Whose post it was signed in: the signer's own, or that of the person they stand in for. */
  readonly post: { readonly person: string; readonly roles: readonly Role[] };
}

/** Why signed steps are no chain. `twice`: one person, or one person's post, signed two of them. */
export type ChainFault = "extra" | "order" | "request" | "twice" | "post" | "refused" | "widened";

/**
 * Holds signed steps against the chain of the pack: the first so many steps, in order, each over the request and over
 * every step before it, each by a holder of its post, nobody twice, and none wider than the one before.
 *
 * The same at headquarters, where the steps arrive, and at the station, which takes nobody's word for it (rule R8).
 *
 * @returns the first fault, or `null`. Whether steps are still missing is for the caller to see.
 */
export function chainFault(
  steps: readonly ChainStep[],
  signed: readonly SignedStep[],
  requestDigest: string,
): ChainFault | null {
  if (signed.length > steps.length) {
    return "extra";
  }
  for (const [index, one] of signed.entries()) {
    const before = signed.slice(0, index);
    const fault = stepFault(steps[index], one, before, requestDigest, index);
    if (fault !== null) {
      return fault;
    }
  }
  return null;
}

function stepFault(
  step: ChainStep | undefined,
  one: SignedStep,
  before: readonly SignedStep[],
  requestDigest: string,
  index: number,
): ChainFault | null {
  const last = before.at(-1)?.form;
  const rules: readonly (readonly [ChainFault, boolean])[] = [
    ["request", one.requestDigest === requestDigest],
    [
      "order",
      one.step === index &&
        isSame(
          one.previous,
          before.map(({ digest }) => digest),
        ),
    ],
    ["twice", before.every((other) => !sharesHand(one, other))],
    ["post", step !== undefined && one.post.roles.includes(step.role)],
    ["refused", last === undefined || last.outcome === "approve"],
    ["widened", last?.outcome !== "approve" || one.form.outcome !== "approve" || isNarrower(one.form, last)],
  ];
  return rules.find(([, holds]) => !holds)?.[0] ?? null;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((digest, index) => digest === others[index]);
}

function sharesHand(one: SignedStep, other: SignedStep): boolean {
  const hands = new Set([other.person, other.post.person]);
  return hands.has(one.person) || hands.has(one.post.person);
}

/** An approval as far as its terms go. */
export type ApprovedTerms = Extract<DecisionForm, { outcome: "approve" }>;

/** Whether an approval allows no more than the one before it: the same room, within its time, people, openings and frames. */
export function isNarrower(terms: ApprovedTerms, before: ApprovedTerms): boolean {
  return (
    terms.room === before.room &&
    Date.parse(terms.validFrom) >= Date.parse(before.validFrom) &&
    Date.parse(terms.validTo) <= Date.parse(before.validTo) &&
    terms.playBudget <= before.playBudget &&
    terms.supervisors.every((person) => before.supervisors.includes(person)) &&
    terms.assets.every(({ asset, ranges }) => {
      const allowed = before.assets.filter((one) => one.asset === asset).flatMap((one) => one.ranges);
      return allowed.length > 0 && coversRanges(allowed, ranges);
    })
  );
}
