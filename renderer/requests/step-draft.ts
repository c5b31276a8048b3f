import type { RefusalGround, RequestRecord } from "../../shared/model/request.ts";
import type { PaperCheck, RequestStep, RequestStepKind } from "../../shared/model/request-steps.ts";

/** One paper as the clerk is checking it: every field may still be empty. */
export interface PaperDraft {
  readonly paper: PaperCheck["paper"];
  readonly result: PaperCheck["result"] | null;
  readonly number: string;
  readonly how: PaperCheck["how"];
  readonly validUntil: string;
  readonly note: string;
}

/** A step as typed so far; each kind uses the fields that `fieldsOf` lists. */
export interface StepDraft {
  readonly reason: string;
  readonly ground: RefusalGround | null;
  readonly party: string;
  readonly method: string;
  readonly to: string;
  readonly outcome: string;
  readonly receipt: string;
  readonly papers: readonly PaperDraft[];
}

/** Fields of each step, in the order of the form. */
export const fieldsOf: Readonly<Record<RequestStepKind, readonly (keyof StepDraft)[]>> = {
  papers: ["papers"],
  consult: ["party", "method"],
  answer: ["outcome", "reason"],
  extend: ["to", "reason"],
  backup: ["receipt"],
  return: ["reason"],
  revoke: ["ground", "reason"],
  withdraw: ["reason"],
};

/** Nothing typed yet; papers as they were found last. */
export function emptyFields({ papers }: Pick<RequestRecord, "papers">): StepDraft {
  return {
    reason: "",
    ground: null,
    party: "",
    method: "",
    to: "",
    outcome: "",
    receipt: "",
    papers: papers.map(({ paper, check }) => ({
      paper,
      result: check?.result ?? null,
      number: check?.number ?? "",
      how: check?.how ?? "original",
      validUntil: check?.validUntil ?? "",
      note: check?.note ?? "",
    })),
  };
}

/** The step to sign; `null` while something is missing. */
export function stepOf(step: RequestStepKind, draft: StepDraft): RequestStep | null {
  const reason = draft.reason.trim();
  const hasReason = reason.length >= 2;
  const built: Readonly<Record<RequestStepKind, () => RequestStep | null>> = {
    withdraw: () => (hasReason ? { step: "withdraw", reason } : null),
    return: () => (hasReason ? { step: "return", reason } : null),
    revoke: () => (hasReason && draft.ground !== null ? { step: "revoke", ground: draft.ground, reason } : null),
    extend: () => (hasReason && draft.to !== "" ? { step: "extend", to: draft.to, reason } : null),
    papers: () => papersOf(draft.papers),
    consult: () => consultOf(draft),
    answer: () => {
      const outcome = among(["consents", "objects", "silent"] as const, draft.outcome);
      return outcome === null ? null : { step: "answer", outcome, note: reason };
    },
    backup: () => (/^[0-9a-f]{64}$/u.test(draft.receipt) ? { step: "backup", receipt: draft.receipt } : null),
  };
  return built[step]();
}

function consultOf({ party, method }: StepDraft): RequestStep | null {
  const way = among(["letter", "interview", "telephone"] as const, method);
  return way === null || party.trim() === "" ? null : { step: "consult", party: party.trim(), method: way };
}

/** Only what was looked at is signed; at least one paper must be. */
function papersOf(papers: readonly PaperDraft[]): RequestStep | null {
  const checked = papers.flatMap(({ result, validUntil, number, ...rest }): PaperCheck[] => {
    if (result === null || number.trim() === "") {
      return [];
    }
    const check = { ...rest, result, number: number.trim() };
    return [validUntil === "" ? check : { ...check, validUntil }];
  });
  return checked.length === 0 ? null : { step: "papers", papers: checked };
}

function among<T extends string>(list: readonly T[], value: string): T | null {
  return list.find((one) => one === value) ?? null;
}
