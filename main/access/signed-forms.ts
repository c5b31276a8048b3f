import type { z } from "zod";
import type { FormFault } from "../../shared/refusals.ts";
import {
  decisionActSchema,
  declarationActSchema,
  declarationDecisionActSchema,
  incidentActSchema,
  incidentStepActSchema,
  requestActSchema,
  requestStepActSchema,
  standingDecisionActSchema,
  standingProposalActSchema,
} from "../../shared/http/acts.ts";
import type { Declaration } from "../../shared/model/declaration.ts";
import type { IncidentRecord } from "../../shared/model/incident.ts";
import type { PaperState } from "../../shared/model/request-steps.ts";
import type { RequestRecord } from "../../shared/model/request.ts";
import { fromBase64, fromUtf8 } from "../formats/bytes.ts";
import { decodeCanonical, encodeCanonical, type JsonValue } from "../formats/canonical-json.ts";
import { verifyCms } from "../formats/cms.ts";
import { sha256Hex } from "../formats/digest.ts";
import { FormatError } from "../formats/format-error.ts";
import type { Certificate } from "../formats/x509.ts";

/** Whose signature counts, and whose it is. */
export interface FormSigners {
  /** Authorities whose persons may sign (PEM). */
  readonly authorities: () => readonly string[];
  readonly personOf: (certificate: Certificate) => string;
}

/**
 * Holds what is about to be printed of a request (F1, F4, F5) against the signed acts behind it.
 *
 * Headquarters tells what stands in its tables; a form that goes to a court says what was signed (rules R10, R12).
 * What headquarters adds itself, as numbers and times of receipt, is vouched for by its log and not here.
 *
 * @param signed every act of the request as headquarters keeps it, CMS in base64.
 * @returns the first thing that is not as it was signed; `null` when everything is.
 */
export function requestFault(record: RequestRecord, signed: readonly string[], signers: FormSigners): FormFault | null {
  const { standing, papers, transitions } = record;
  const acts = actReader(signed, signers);
  const filed = acts.check(requestActSchema, record, { by: record.applicant.person, at: record.appliedAt }, (act) =>
    isSame(act.form, record.form),
  );
  const decisions = record.decisions.map((decision) =>
    acts.check(
      decisionActSchema,
      decision,
      { by: decision.by.person, at: decision.at },
      (act) =>
        act.request === record.id &&
        act.requestDigest === record.digest &&
        act.step === decision.step &&
        (act.delegation === undefined) === (decision.deputyFor === undefined) &&
        isSame(act.form, decision.form),
    ),
  );
  const checked = papers.map((paper) => paperFault(acts, record, transitions, paper));
  const ahead = standing === undefined ? null : standingFault(acts, standing);
  return [filed, ...decisions, ...checked, ahead].find((fault) => fault !== null) ?? null;
}

/** Each paper as a named clerk found it (form F4). */
function paperFault(
  acts: ActReader,
  { id }: RequestRecord,
  transitions: RequestRecord["transitions"],
  { paper, check }: PaperState,
): FormFault | null {
  if (check === undefined) {
    return null;
  }
  const { by, at, ...found } = check;
  const step = transitions.findLast((one) => one.what === "papers" && one.at === at && one.by?.person === by.person);
  return acts.check(
    requestStepActSchema,
    { digest: step?.digest ?? "" },
    { by: by.person, at },
    ({ request, form }) =>
      request === id && form.step === "papers" && form.papers.some((one) => one.paper === paper && isSame(one, found)),
  );
}

/** The approver's word on the standing order, and the order that it is about. */
function standingFault(acts: ActReader, standing: NonNullable<RequestRecord["standing"]>): FormFault | null {
  let order = "";
  const word = acts.check(standingDecisionActSchema, standing, { by: standing.by.person, at: standing.at }, (act) => {
    order = act.orderDigest;
    return act.order === standing.order && act.form.outcome === "approve";
  });
  return (
    word ??
    acts.check(
      standingProposalActSchema,
      { digest: order },
      { at: standing.at },
      ({ form }) => form.playBudget === standing.playBudget && isSame(form.supervisors, standing.supervisors),
    )
  );
}

/** The same for an incident (F20): what was recorded, and everything that was done about it. */
export function incidentFault(
  record: IncidentRecord,
  signed: readonly string[],
  signers: FormSigners,
): FormFault | null {
  const acts = actReader(signed, signers);
  const recorded = acts.check(incidentActSchema, record, { by: record.by.person, at: record.at }, (act) =>
    isSame(act.form, record.form),
  );
  const steps = record.steps.map((step) =>
    acts.check(
      incidentStepActSchema,
      step,
      { by: step.by.person, at: step.at },
      (act) => act.incident === record.id && act.incidentDigest === record.digest && isSame(act.form, step.form),
    ),
  );
  return [recorded, ...steps].find((fault) => fault !== null) ?? null;
}

/** The same for a declaration about times (F15, F19) and the leader's word on it. */
export function declarationFault(
  record: Declaration,
  signed: readonly string[],
  signers: FormSigners,
): FormFault | null {
  const acts = actReader(signed, signers);
  const { decision, state } = record;
  const filed = acts.check(declarationActSchema, record, { by: record.by.person, at: record.at }, (act) =>
    isSame(act.form, record.form),
  );
  const decided =
    decision === undefined
      ? null
      : acts.check(
          declarationDecisionActSchema,
          decision,
          { by: decision.by.person, at: decision.at },
          (act) =>
            act.declaration === record.id && act.declarationDigest === record.digest && isSame(act.form, decision.form),
        );
  const signedState = decision === undefined ? "filed" : decision.form.agree ? "approved" : "refused";
  return filed ?? decided ?? (state === signedState ? null : "different");
}

interface ActReader {
  /** What is wrong with the act of this digest: absent, not signed by this person, or about something else. */
  check<A extends { readonly person: string }>(
    schema: z.ZodType<A>,
    of: { readonly digest: string },
    claimed: { readonly by?: string; readonly at: string },
    agrees: (act: A) => boolean,
  ): FormFault | null;
}

/** Reads the signed acts of one form by their digests. */
export function actReader(signed: readonly string[], { authorities, personOf }: FormSigners): ActReader {
  const files = new Map(
    signed.map((cms) => {
      const bytes = fromBase64(cms);
      return [sha256Hex(bytes), bytes] as const;
    }),
  );
  return {
    check(schema, { digest }, { by, at }, agrees) {
      const bytes = files.get(digest);
      if (bytes === undefined) {
        return "missing";
      }
      const verified = verifyCms(bytes, [...authorities()], new Date(at));
      if (!verified.ok) {
        return "signature";
      }
      const act = schema.safeParse(contentOf(verified.content));
      if (!act.success || act.data.person !== personOf(verified.certificate)) {
        return "signature";
      }
      return (by === undefined || act.data.person === by) && agrees(act.data) ? null : "different";
    },
  };
}

function contentOf(content: Uint8Array): unknown {
  try {
    return decodeCanonical(content);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** Whether two values are the same JSON, whatever the order of their members. */
export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  // What came through a schema is JSON but for members that are absent.
  return fromUtf8(encodeCanonical(JSON.parse(JSON.stringify(value)) as JsonValue));
}
