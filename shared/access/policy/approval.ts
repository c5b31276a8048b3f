import type { Role } from "../../model/person.ts";
import type { PolicyPack } from "../../model/policy.ts";
import type { ApprovalRule, ChainCondition, ChainStep } from "../../model/policy/chains.ts";
import type { ApplicantClass, LegalRoute, RefusalGround, Verb } from "../../model/request.ts";

/** What a chain of approval depends on. */
export interface ApprovalFacts {
  readonly applicantClass: ApplicantClass;
  readonly verb: Verb;
  readonly route: LegalRoute;
  /** One of the recordings is in the archive. */
  readonly archived: boolean;
  /** One of the recordings is of a level that the pack counts as confidential. */
  readonly confidential: boolean;
  /** The applicant's own unit recorded all of them. */
  readonly ownUnit: boolean;
  /** The whole of a recording, or more of it than the pack's limit. */
  readonly longRange: boolean;
}

/** Who decides, in order; that nobody may; or that the pack has no rule, which is a refusal as well. */
export type ApprovalChain =
  | { readonly kind: "steps"; readonly id: string; readonly steps: readonly ChainStep[]; readonly articles: string[] }
  | { readonly kind: "refused"; readonly id: string; readonly ground: RefusalGround; readonly articles: string[] }
  | { readonly kind: "none"; readonly articles: string[] };

/**
 * The chain of approval for an application: the first rule of the pack that applies.
 *
 * The same at the station, at headquarters and on screen, so that what a form announces is what is asked of people.
 */
export function approvalChain(pack: Pick<PolicyPack, "approval">, facts: ApprovalFacts): ApprovalChain {
  const rule = pack.approval.find(({ when }) => applies(when, facts));
  if (rule === undefined) {
    return { kind: "none", articles: [] };
  }
  return "steps" in rule
    ? {
        kind: "steps",
        id: rule.id,
        steps: rule.steps,
        articles: [...new Set(rule.steps.map(({ article }) => article))],
      }
    : { kind: "refused", id: rule.id, ground: rule.refuse, articles: [rule.article] };
}

/** Whether a condition holds; what it does not name does not matter. */
export function applies(when: ChainCondition, facts: ApprovalFacts): boolean {
  const listed = (
    [
      [when.classes, facts.applicantClass],
      [when.verbs, facts.verb],
      [when.routes, facts.route],
    ] as readonly (readonly [readonly string[] | undefined, string])[]
  ).every(([list, fact]) => list?.includes(fact) ?? true);
  return listed && flags.every((flag) => when[flag] === undefined || when[flag] === facts[flag]);
}

const flags = ["archived", "confidential", "ownUnit", "longRange"] as const;

/** The step that decides; a sound chain has one (the linter finds the others). */
export function decidingStep(chain: ApprovalChain): ChainStep | undefined {
  return chain.kind === "steps" ? chain.steps.find(({ kind }) => kind === "decide") : undefined;
}

/** The steps that are signed before anything is granted, in order: opinions and decisions; what is provided comes after. */
export function signedSteps(chain: ApprovalChain): readonly ChainStep[] {
  return chain.kind === "steps" ? chain.steps.filter(isSigned) : [];
}

function isSigned({ kind }: ChainStep): boolean {
  return kind !== "provide";
}

/** Whether an approved verb opens the footage in the room (O-31); every other one ends in an order for headquarters. */
export function opensRoom(verb: Verb): boolean {
  return verb === "view" || verb === "callUp" || verb === "borrow";
}

/** The roles that some chain of the pack lets sign a step. */
export function decidingRoles(pack: Pick<PolicyPack, "approval">): ReadonlySet<Role> {
  return new Set(
    pack.approval.flatMap((rule) => (refuses(rule) ? [] : rule.steps.filter(isSigned).map(({ role }) => role))),
  );
}

/** Whether a rule refuses. */
export function refuses(rule: ApprovalRule): rule is Extract<ApprovalRule, { refuse: RefusalGround }> {
  return "refuse" in rule;
}

/** Whether something may be done, with the article that says so or says no. */
export interface Permission {
  readonly allowed: boolean;
  readonly ground?: RefusalGround;
  readonly article?: string;
}

/**
 * Whether a verb may be offered to a class of applicants at all.
 *
 * Not when the pack does not list the verb or the class, when no route leads there, nor when every chain that could
 * apply refuses; then the article of that refusal is given.
 */
export function mayOffer(pack: PolicyPack, verb: Verb, applicantClass: ApplicantClass): Permission {
  const offered = pack.verbs.find((row) => row.verb === verb);
  const listed = pack.applicantClasses.some((row) => row.class === applicantClass);
  if (offered === undefined || !listed) {
    return refusal(pack, "noAuthority");
  }
  const chains = everyFact(pack, applicantClass, verb).map((facts) => approvalChain(pack, facts));
  if (chains.some(({ kind }) => kind === "steps")) {
    return { allowed: true, article: offered.article };
  }
  const refused = chains.find((chain) => chain.kind === "refused");
  return refused === undefined
    ? refusal(pack, "noAuthority")
    : { allowed: false, ground: refused.ground, article: refused.articles[0] ?? offered.article };
}

/** Every combination of facts that a class and a verb can come with, over the routes that are open to them. */
export function everyFact(pack: PolicyPack, applicantClass: ApplicantClass, verb: Verb): readonly ApprovalFacts[] {
  const both = [false, true];
  return routesFor(pack, verb, applicantClass).flatMap(({ route }) =>
    both.flatMap((archived) =>
      both.flatMap((confidential) =>
        both.flatMap((ownUnit) =>
          both.map((longRange) => ({ applicantClass, verb, route, archived, confidential, ownUnit, longRange })),
        ),
      ),
    ),
  );
}

function refusal(pack: PolicyPack, ground: RefusalGround): Permission {
  const article = pack.refusalGrounds.find((row) => row.ground === ground)?.article;
  return { allowed: false, ground, ...(article === undefined ? {} : { article }) };
}

/** The ways by which a class of applicants may ask for a verb, each with its article. */
export function routesFor(
  pack: PolicyPack,
  verb: Verb,
  applicantClass: ApplicantClass,
): readonly { readonly route: LegalRoute; readonly article: string }[] {
  return pack.legalRoutes
    .filter(({ verbs, classes }) => (verbs?.includes(verb) ?? true) && (classes?.includes(applicantClass) ?? true))
    .map(({ route, article }) => ({ route, article }));
}
