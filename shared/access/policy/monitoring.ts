import type { FindingKind } from "../../findings.ts";
import type { PolicyPack } from "../../model/policy.ts";
import type { Monitoring } from "../../model/policy/oversight.ts";

const usual: Omit<Monitoring, "article"> = { silentDays: 7, quietHours: 48, grantAllowanceHours: 72, findings: [] };

/** What the pack measures the stations' logs by; the usual values where it says nothing. */
export function monitoringOf(pack: PolicyPack): Omit<Monitoring, "article"> {
  return pack.monitoring ?? usual;
}

/** The provision that a kind of finding concerns; absent when the pack names none. */
export function findingArticle(pack: PolicyPack, kind: FindingKind): string | undefined {
  return monitoringOf(pack).findings.find(({ kinds }) => kinds.includes(kind))?.article;
}
