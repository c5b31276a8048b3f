import { authorisationSchema, type Authorisation } from "../../shared/model/authorisation.ts";

export const unit = "示例市文化市场综合行政执法支队";

/** An authorisation of the second grade for everything a test does, over the whole unit unless told otherwise. */
export function authorisationFor(kind: "subordinates" | "self", change: Partial<Authorisation> = {}): Authorisation {
  return authorisationSchema.parse({
    duty: "执法监督",
    post: "办案与审批",
    power: "依职权调用",
    grade: 2,
    acts: ["apply", "approve", "supervise", "annotate", "audit"],
    verbs: ["view", "callUp", "takeForEvidence", "borrow", "excerpt", "copy", "extract"],
    scope: kind === "self" ? { kind } : { kind, units: [unit] },
    ceiling: "secret",
    from: "2020-01-01T00:00:00+08:00",
    to: "2040-01-01T00:00:00+08:00",
    conflicts: [],
    ...change,
  });
}
