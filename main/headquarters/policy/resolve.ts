import { citedArticles } from "../../../shared/access/policy/articles.ts";
import {
  policyPackSchema,
  policySections,
  policySourceSchema,
  type PolicyPack,
  type PolicySource,
} from "../../../shared/model/policy.ts";
import { policyDigest } from "../../formats/policy-digest.ts";
import { PolicyUnusable, problemsOf } from "./problems.ts";

/** Finds the pack that another one is written on top of; `null` when there is none of that name. */
export type BasePacks = (name: string) => unknown;

/** Packs under one another, each counted by the name it was asked for and by its own. */
const deepest = 8;

/**
 * Makes a whole pack from what its authors wrote.
 *
 * A section that the pack gives replaces that of its base; what it does not give is taken over, and the result names
 * those sections, so that nobody takes the base's rule for the authority's own. Articles of the base that no rule names
 * any more are left out.
 *
 * @throws {PolicyUnusable} with every problem located: shape, unknown or circular base, an article of the base that is
 * worded anew under its old name, a rule without its article.
 */
export function resolvePolicy(source: unknown, bases: BasePacks): PolicyPack {
  return resolve(source, bases, []);
}

function resolve(source: unknown, bases: BasePacks, below: readonly string[]): PolicyPack {
  const parsed = policySourceSchema.safeParse(source);
  if (!parsed.success) {
    throw new PolicyUnusable(problemsOf(parsed.error));
  }
  const own = parsed.data;
  const base = own.extends === undefined ? null : baseOf(own.extends, bases, [...below, own.pack]);
  const whole = policyPackSchema.safeParse(base === null ? withoutExtends(own) : join(own, base));
  if (!whole.success) {
    throw new PolicyUnusable(problemsOf(whole.error));
  }
  const pack = whole.data;
  const unknown = [...citedArticles(pack)].filter((article) => !Object.hasOwn(pack.articles, article));
  if (unknown.length > 0) {
    throw new PolicyUnusable(
      unknown.map((article) => ({ at: "articles", problem: "article-missing", detail: article })),
    );
  }
  return pack;
}

function baseOf(name: string, bases: BasePacks, below: readonly string[]): PolicyPack {
  const found = below.includes(name) || below.length > deepest ? null : bases(name);
  if (found === null || found === undefined) {
    const problem = below.includes(name) ? "base-circular" : "base-unknown";
    throw new PolicyUnusable([{ at: "extends", problem, detail: name }]);
  }
  return resolve(found, bases, [...below, name]);
}

function withoutExtends({ extends: _base, ...own }: PolicySource): object {
  return own;
}

function join(own: PolicySource, base: PolicyPack): object {
  const reworded = Object.entries(own.articles).filter(([id, article]) => {
    const before = base.articles[id];
    return before !== undefined && JSON.stringify(before) !== JSON.stringify(article);
  });
  if (reworded.length > 0) {
    throw new PolicyUnusable(
      reworded.map(([id]) => ({ at: `articles.${id}`, problem: "article-reworded", detail: id })),
    );
  }
  const taken = policySections.filter((section) => own[section] === undefined);
  const rules = { ...Object.fromEntries(taken.map((section) => [section, base[section]])), ...withoutExtends(own) };
  const cited = citedArticles(rules);
  const kept = Object.entries(base.articles).filter(([id]) => cited.has(id) && own.articles[id] === undefined);
  return {
    ...rules,
    articles: { ...own.articles, ...Object.fromEntries(kept) },
    base: { pack: base.pack, version: base.version, digest: policyDigest(base), sections: taken },
  };
}
