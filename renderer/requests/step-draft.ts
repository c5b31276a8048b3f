import { withheldFault } from "../../shared/access/withheld.ts";
import type { RefusalGround, RequestRecord } from "../../shared/model/request.ts";
import type { PaperCheck, RequestStep, RequestStepKind } from "../../shared/model/request-steps.ts";
import type { Withheld } from "../../shared/model/withheld.ts";

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
  /** Lines that are proposed not to be shown, and lines that are to be lifted. */
  readonly proposed: readonly Withheld[];
  readonly lifted: readonly Withheld[];
  /** Whether the second person agrees to a lifting. */
  readonly word: string;
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
  withhold: ["proposed", "reason"],
  lift: ["lifted", "reason"],
  liftWord: ["word", "reason"],
};

/** Nothing typed yet; papers as they were found last. */
export function emptyFields({ papers, withholding }: Pick<RequestRecord, "papers" | "withholding">): StepDraft {
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
    // A new proposal takes the place of the last one and begins with it.
    proposed: withholding?.proposals.at(-1)?.lines ?? [],
    lifted: [],
    word: "",
  };
}

/** The step to sign; `null` while something is missing. */
export function stepOf(
  step: RequestStepKind,
  draft: StepDraft,
  { form, footage, grant, withholding }: Pick<RequestRecord, "form" | "footage" | "grant" | "withholding">,
): RequestStep | null {
  const reason = draft.reason.trim();
  const hasReason = reason.length >= 2;
  const hasPicture = (asset: string): boolean => footage.find((one) => one.asset === asset)?.kind !== "audio";
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
    withhold: () =>
      draft.proposed.length > 0 && withheldFault(draft.proposed, form.assets, hasPicture) === null
        ? { step: "withhold", lines: [...draft.proposed], note: reason }
        : null,
    lift: () =>
      hasReason && draft.lifted.length > 0 && grant !== undefined
        ? { step: "lift", grant, lines: [...draft.lifted], reason }
        : null,
    liftWord: () =>
      hasReason && draft.word !== "" && withholding?.waiting !== undefined
        ? { step: "liftWord", proposal: withholding.waiting.digest, agree: draft.word === "agree", reason }
        : null,
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
