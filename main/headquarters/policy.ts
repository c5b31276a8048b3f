import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DutyRule } from "../../shared/failure.ts";
import { policyPackSchema, type PolicyPack } from "../../shared/model/policy.ts";
import { encodeCanonical } from "../formats/canonical-json.ts";
import { sha256Hex } from "../formats/digest.ts";

/**
 * The folder `resources/` that ships with the program, found upwards from the running file, so that
 * sources and bundle agree.
 *
 * @throws when the program was installed without it.
 */
export function resourcesFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, "resources");
    if (existsSync(join(candidate, "policies"))) {
      return candidate;
    }
    const parent = dirname(folder);
    if (parent === folder) {
      throw new Error("resources folder is missing");
    }
    folder = parent;
  }
}

/**
 * Reads a policy pack (rule R11).
 *
 * @throws when the file is not a pack or cites an article it does not contain.
 */
export function readPolicy(file: string): PolicyPack {
  const pack = policyPackSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  const missing = citedArticles(pack).find((article) => pack.articles[article] === undefined);
  if (missing !== undefined) {
    throw new Error("policy pack cites an article it does not contain");
  }
  return pack;
}

/** The pack made from 《执法全纪录管理办法》 alone, for an authority that has none of its own. */
export function genericPolicy(): PolicyPack {
  return readPolicy(join(resourcesFolder(), "policies", "generic.json"));
}

function citedArticles(pack: PolicyPack): string[] {
  return [
    ...[pack.purposes, pack.verbs, pack.refusalGrounds, pack.approval, pack.duties].flatMap((rows) =>
      rows.map(({ article }) => article),
    ),
    pack.presence.article,
    pack.notice.article,
  ];
}

/** The article behind a separation of duties; absent when the pack names none. */
export function dutyArticle(pack: PolicyPack, rule: DutyRule): string | undefined {
  return pack.duties.find((duty) => duty.rule === rule)?.article;
}

/** The article behind approval of this class of applicant, the rest being `*`. */
export function approvalArticle(pack: PolicyPack, applicantClass: string): string | undefined {
  const row =
    pack.approval.find((rule) => rule.applicantClass === applicantClass) ??
    pack.approval.find((rule) => rule.applicantClass === "*");
  return row?.article;
}

/** SHA-256 of the pack as canonical JSON, lower-case hex: what grants name as their policy. */
export function policyDigest(pack: PolicyPack): string {
  return sha256Hex(encodeCanonical(pack));
}
