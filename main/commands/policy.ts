import { readFileSync, writeFileSync } from "node:fs";
import { openToken } from "../formats/pkcs12.ts";
import { signPolicy } from "../formats/policy-file.ts";
import {
  namedPolicy,
  policyDigest,
  PolicyUnusable,
  problemText,
  shippedPolicies,
  shippedPolicy,
} from "../headquarters/index.ts";
import {
  approvalChain,
  everyFact,
  mayOffer,
  routesFor,
  type ApprovalChain,
} from "../../shared/access/policy/approval.ts";
import { lintPolicy, type Finding } from "../../shared/access/policy/lint.ts";
import { paperWords } from "../../shared/access/policy/names.ts";
import { papersNeeded, presenceRules } from "../../shared/access/policy/room.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import { dateIn } from "../../shared/time/local-day.ts";
import {
  applicantClassSchema,
  legalRouteSchema,
  verbSchema,
  type ApplicantClass,
  type LegalRoute,
  type Verb,
} from "../../shared/model/request.ts";
import { policyWords, routeWords, severityWords, stepWords } from "./policy-words.ts";
import type { CommandLanguage } from "./words.ts";

/** What the three commands need from the terminal. */
export interface PolicyCommand {
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
}

/**
 * `vitrine policy check FILE|NAME`: whether a file is a policy pack, and what its owner has to answer for.
 *
 * @returns the exit code: 0 nothing found, 1 contradictions or gaps, 2 no usable pack.
 */
export function checkPolicyCommand({
  language,
  line,
  file,
  now,
}: PolicyCommand & { readonly file: string; readonly now: number }): number {
  return withPack(file, { language, line }, (pack) => {
    describe(pack, { language, line });
    const findings = lintPolicy(pack, dateIn(pack.authority.timeZone, now));
    findings.forEach((found) => sayFinding(found, pack, { language, line }));
    if (findings.length === 0) {
      line(policyWords.clean[language]);
    }
    return findings.length === 0 ? 0 : 1;
  });
}

/** `vitrine policy list`: the packs that ship with the program. */
export function listPoliciesCommand({ language, line }: PolicyCommand): number {
  for (const name of shippedPolicies()) {
    const pack = shippedPolicy(name);
    line(
      `${name.padEnd(20)} ${String(pack.version).padStart(3)}  ${pack.title[language]} · ${pack.authority[language]}`,
    );
  }
  return 0;
}

/** What `vitrine policy explain` is asked. */
export interface ExplainOptions {
  readonly class: string;
  readonly verb: string;
  readonly route?: string;
  readonly archived?: boolean;
  readonly confidential?: boolean;
}

/**
 * `vitrine policy explain FILE|NAME --class CLASS --verb VERB`: who decides, and under which article.
 *
 * @returns the exit code: 0 it may be asked for, 1 it is refused, 2 no usable pack or an unknown word.
 */
export function explainPolicyCommand({
  language,
  line,
  file,
  options,
}: PolicyCommand & { readonly file: string; readonly options: ExplainOptions }): number {
  const asked = questionOf(options);
  if (asked === null) {
    line(policyWords.unknown[language]);
    line(`--class ${applicantClassSchema.options.join(" | ")}`);
    line(`--verb ${verbSchema.options.join(" | ")}`);
    line(`--route ${legalRouteSchema.options.join(" | ")}`);
    return 2;
  }
  return withPack(file, { language, line }, (pack) => explain(pack, asked, { language, line }));
}

/**
 * `vitrine policy sign FILE|NAME --token FILE --out FILE`: signs a pack as the authority's.
 *
 * The PIN comes from standard input, so that it is neither in a process list nor in a shell's history.
 *
 * @returns the exit code: 0 signed, 2 no usable pack, token or PIN.
 */
export function signPolicyCommand({
  language,
  line,
  file,
  token,
  pin,
  out,
  now,
}: PolicyCommand & {
  readonly file: string;
  readonly token: string;
  readonly pin: string;
  readonly out: string;
  readonly now: number;
}): number {
  return withPack(file, { language, line }, (pack) => {
    const bytes = readToken(token);
    const opened = bytes === null ? null : openToken(bytes, pin);
    if (opened?.ok !== true) {
      line(policyWords[opened === null ? "noToken" : "wrongPin"][language]);
      return 2;
    }
    const digest = policyDigest(pack);
    const { certificatePem, privateKeyPem } = opened;
    const signer = { certificatePem, privateKeyPem, at: new Date(now) };
    writeFileSync(out, signPolicy({ pack: pack.pack, version: pack.version, digest }, signer));
    line(`${policyWords.signed[language]}: ${pack.pack} ${pack.version} · SHA-256 ${digest} · ${out}`);
    return 0;
  });
}

function readToken(file: string): Uint8Array | null {
  try {
    return new Uint8Array(readFileSync(file));
  } catch {
    return null;
  }
}

interface Question {
  readonly applicantClass: ApplicantClass;
  readonly verb: Verb;
  readonly route?: LegalRoute;
  readonly archived: boolean;
  readonly confidential: boolean;
}

function questionOf(options: ExplainOptions): Question | null {
  const applicantClass = applicantClassSchema.safeParse(options.class);
  const verb = verbSchema.safeParse(options.verb);
  const route = legalRouteSchema.optional().safeParse(options.route);
  return applicantClass.success && verb.success && route.success
    ? {
        applicantClass: applicantClass.data,
        verb: verb.data,
        archived: options.archived === true,
        confidential: options.confidential === true,
        ...(route.data === undefined ? {} : { route: route.data }),
      }
    : null;
}

function explain(pack: PolicyPack, asked: Question, { language, line }: PolicyCommand): number {
  const offer = mayOffer(pack, asked.verb, asked.applicantClass);
  if (!offer.allowed) {
    line(`${policyWords.notOffered[language]}${cited(pack, [offer.article ?? ""], language)}`);
    return 1;
  }
  const routes = routesFor(pack, asked.verb, asked.applicantClass).filter(
    ({ route }) => asked.route === undefined || route === asked.route,
  );
  if (routes.length === 0) {
    line(policyWords.noRoute[language]);
    return 1;
  }
  let outcome = 1;
  for (const { route, article } of routes) {
    line(`${routeWords[route][language]}${cited(pack, [article], language)}`);
    const facts = everyFact(pack, asked.applicantClass, asked.verb).find(
      (one) =>
        one.route === route &&
        one.archived === asked.archived &&
        one.confidential === asked.confidential &&
        one.ownUnit &&
        !one.longRange,
    );
    const chain: ApprovalChain = facts === undefined ? { kind: "none", articles: [] } : approvalChain(pack, facts);
    sayChain(chain, pack, { language, line });
    outcome = chain.kind === "steps" ? 0 : outcome;
  }
  const room = presenceRules(pack, asked.applicantClass);
  line(`${policyWords.presence[language]}: ${room.supervisors}${cited(pack, [room.article], language)}`);
  for (const { paper, article } of papersNeeded(pack, asked.applicantClass)) {
    line(`${policyWords.papers[language]}: ${paperWords[paper][language]}${cited(pack, [article], language)}`);
  }
  return outcome;
}

function sayChain(chain: ApprovalChain, pack: PolicyPack, { language, line }: PolicyCommand): void {
  if (chain.kind === "steps") {
    chain.steps.forEach(({ kind, title, article }, index) => {
      line(`  ${index + 1}. ${stepWords[kind][language]}: ${title[language]}${cited(pack, [article], language)}`);
    });
    return;
  }
  line(
    chain.kind === "refused"
      ? `  ${policyWords.refused[language]}${cited(pack, chain.articles, language)}`
      : `  ${policyWords.nobody[language]}`,
  );
}

function describe(pack: PolicyPack, { language, line }: PolicyCommand): void {
  const articles = Object.values(pack.articles);
  const houseRules = articles.filter(({ house }) => house === true).length;
  const mended = articles.filter((article) => article.mended !== undefined).length;
  line(`${pack.pack} ${pack.version} · ${pack.title[language]} · ${pack.authority[language]}`);
  line(`SHA-256 ${policyDigest(pack)}`);
  line(
    [
      `${policyWords.quoted[language]} ${articles.length - houseRules}`,
      `${policyWords.mended[language]} ${mended}`,
      `${policyWords.house[language]} ${houseRules}`,
    ].join(" · "),
  );
  if (pack.base !== undefined) {
    line(`${policyWords.inherited[language]} ${pack.base.pack} ${pack.base.version}: ${pack.base.sections.join(", ")}`);
  }
}

function sayFinding(
  { severity, section, text, articles, settled }: Finding,
  pack: PolicyPack,
  { language, line }: PolicyCommand,
): void {
  line(`[${severityWords[severity][language]}] ${section}: ${text[language]}${cited(pack, articles, language)}`);
  if (settled !== undefined) {
    line(`    ${policyWords.settled[language]}: ${settled.text[language]}${cited(pack, [settled.article], language)}`);
  }
}

function cited(pack: PolicyPack, articles: readonly string[], language: CommandLanguage): string {
  const cites = articles.flatMap((id) => {
    const article = pack.articles[id];
    return article === undefined ? [] : [`${article.cite[language]} [${id}]`];
  });
  return cites.length === 0 ? "" : ` — ${cites.join("; ")}`;
}

/** What is wrong with a file that is no policy pack, line by line. */
export function unusableLines({ problems }: PolicyUnusable, language: CommandLanguage): readonly string[] {
  return [policyWords.unusable[language], ...problems.map((problem) => `  ${problemText(problem)[language]}`)];
}

function withPack(file: string, { language, line }: PolicyCommand, use: (pack: PolicyPack) => number): number {
  let pack: PolicyPack;
  try {
    pack = namedPolicy(file);
  } catch (error) {
    if (!(error instanceof PolicyUnusable)) {
      throw error;
    }
    unusableLines(error, language).forEach(line);
    return 2;
  }
  return use(pack);
}
