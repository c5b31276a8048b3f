import type { Footage } from "../../model/footage.ts";
import type { PolicyPack } from "../../model/policy.ts";
import type { Classes, PresenceRule } from "../../model/policy/room.ts";
import type { Paper } from "../../model/request-steps.ts";
import type { ApplicantClass } from "../../model/request.ts";
import type { Permission } from "./approval.ts";

function covers(classes: Classes, applicantClass: ApplicantClass): boolean {
  return classes === "*" || classes.includes(applicantClass);
}

/**
 * Who must be in the room with a class of applicants, and who may.
 *
 * Where no rule applies, the strictest stands in: one supervisor in the designated place and nobody besides.
 */
export function presenceRules(pack: PolicyPack, applicantClass: ApplicantClass): Omit<PresenceRule, "classes"> {
  const rule = pack.presence.find(({ classes }) => covers(classes, applicantClass));
  if (rule !== undefined) {
    const { classes: _classes, ...rest } = rule;
    return rest;
  }
  return {
    supervisors: 1,
    place: "designated",
    viewers: 1,
    interpreter: false,
    guardian: false,
    article: pack.notice.article,
  };
}

/** Papers that a clerk checks before the room opens, each once, with its article (form F4 for lawyers). */
export function papersNeeded(
  pack: PolicyPack,
  applicantClass: ApplicantClass,
): readonly { readonly paper: Paper; readonly article: string }[] {
  const asked = new Map<Paper, string>();
  for (const { classes, papers } of pack.papers) {
    if (classes.includes(applicantClass)) {
      papers.filter(({ paper }) => !asked.has(paper)).forEach(({ paper, article }) => asked.set(paper, article));
    }
  }
  return [...asked].map(([paper, article]) => ({ paper, article }));
}

/** Papers that are shown at the door; every other one is handed in with the request and checked before anybody decides. */
const shownAtTheDoor: ReadonlySet<Paper> = new Set([
  "identityDocument",
  "officialCertificate",
  "retrievalOrder",
  "archiveRegister",
]);

/** Papers that a named clerk checks before anybody decides (form F4), each once, with its article. */
export function papersBeforehand(
  pack: PolicyPack,
  applicantClass: ApplicantClass,
): readonly { readonly paper: Paper; readonly article: string }[] {
  return papersNeeded(pack, applicantClass).filter(({ paper }) => !shownAtTheDoor.has(paper));
}

/** Whether a class of applicants may know and see a recording of this level and volume (O-104, O-105; 副卷 F2). */
export function maySee(
  pack: PolicyPack,
  { secrecy, volume }: Pick<Footage, "secrecy" | "volume">,
  applicantClass: ApplicantClass,
): Permission {
  const { levels, supplementary } = pack.secrecy;
  if (volume === "supplementary" && !covers(supplementary.classes, applicantClass)) {
    return { allowed: false, ground: "noAuthority", article: supplementary.article };
  }
  const rule = levels.find(({ level }) => level === secrecy);
  if (rule === undefined) {
    return { allowed: false, ground: "secrecyPending", article: supplementary.article };
  }
  if (covers(rule.classes, applicantClass)) {
    return { allowed: true, article: rule.article };
  }
  const ground =
    secrecy === "pending"
      ? "secrecyPending"
      : secrecy === "privacy" || secrecy === "business"
        ? "businessSecretOrPrivacy"
        : "stateSecret";
  return { allowed: false, ground, article: rule.article };
}

/** Whether a recording counts as confidential for the choice of a chain. */
export function isConfidential(pack: PolicyPack, { secrecy }: Pick<Footage, "secrecy">): boolean {
  return pack.secrecy.confidential.includes(secrecy);
}

/** Whether notes may be taken in the room (O-13). */
export function mayExcerpt(pack: PolicyPack, applicantClass: ApplicantClass): Permission {
  const { staff, outside, article } = pack.excerpt;
  const allowed = applicantClass === "staff" ? staff : outside;
  return allowed ? { allowed, article } : { allowed, ground: "noAuthority", article };
}
