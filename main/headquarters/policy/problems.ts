import type { z } from "zod";

/** What is wrong with a pack as a file; sentences are in `main/commands/policy-words.ts`. */
export type PolicyProblemCode =
  | "unreadable"
  | "not-json"
  | "missing"
  | "unknown-field"
  | "wrong-type"
  | "not-listed"
  | "out-of-bounds"
  | "wrong-form"
  | "article-missing"
  | "article-reworded"
  | "base-unknown"
  | "base-circular";

/** One problem and where it is, as `approval.2.steps.0.role`; empty for the whole file. */
export interface PolicyProblem {
  readonly at: string;
  readonly problem: PolicyProblemCode;
  /** Whatever names the thing: a field, an article, what would have been allowed. */
  readonly detail: string;
}

/** A file is no policy pack. */
export class PolicyUnusable extends Error {
  readonly problems: readonly PolicyProblem[];

  constructor(problems: readonly PolicyProblem[]) {
    const [first] = problems;
    super(`policy pack is unusable: ${first === undefined ? "" : `${first.problem} ${first.detail} at ${first.at}`}`);
    this.name = "PolicyUnusable";
    this.problems = problems;
  }
}

/** Every problem that the schema found, located. */
export function problemsOf(error: z.ZodError): PolicyProblem[] {
  return error.issues.flatMap((issue) => fromIssue(issue, ""));
}

type Issue = z.core.$ZodIssue;

function fromIssue(issue: Issue, above: string): PolicyProblem[] {
  const at = [above, ...issue.path.map(String)].filter((part) => part !== "").join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ at, problem: "unknown-field", detail: key }));
  }
  return issue.code === "invalid_union" ? closest(issue.errors, at) : [oneProblem(issue, at)];
}

function oneProblem(issue: Exclude<Issue, { code: "unrecognized_keys" | "invalid_union" }>, at: string): PolicyProblem {
  switch (issue.code) {
    case "invalid_type":
      // The library says only in its message that there was nothing at all.
      return { at, problem: issue.message.endsWith("undefined") ? "missing" : "wrong-type", detail: issue.expected };
    case "invalid_value":
      return { at, problem: "not-listed", detail: issue.values.map(String).join(", ") };
    case "too_small":
      return { at, problem: "out-of-bounds", detail: `≥ ${String(issue.minimum)}` };
    case "too_big":
      return { at, problem: "out-of-bounds", detail: `≤ ${String(issue.maximum)}` };
    case "custom":
    case "invalid_element":
    case "invalid_format":
    case "invalid_key":
    case "not_multiple_of":
      return { at, problem: "wrong-form", detail: issue.message };
  }
  return issue satisfies never;
}

/** Of a choice of shapes, the one that fails in the fewest places is the one that was meant. */
function closest(branches: readonly (readonly Issue[])[], at: string): PolicyProblem[] {
  const [nearest] = branches.toSorted((a, b) => a.length - b.length);
  return nearest === undefined || nearest.length === 0
    ? [{ at, problem: "wrong-form", detail: "" }]
    : nearest.flatMap((issue) => fromIssue(issue, at));
}
