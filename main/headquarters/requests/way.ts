import { papersBeforehand } from "../../../shared/access/policy/room.ts";
import { consultationDue, needsConsultation } from "../../../shared/access/request-flow.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { RequestForm } from "../../../shared/model/request.ts";
import {
  consultationSchema,
  requestStepSchema,
  transitionSchema,
  type Consultation,
  type PaperState,
  type RequestStep,
  type Transition,
} from "../../../shared/model/request-steps.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { Database } from "../database/database.ts";

/** One row of what happened to a request, read back. */
export interface KeptStep {
  readonly at: number;
  readonly what: string;
  readonly entry: number;
  readonly person: string | null;
  readonly digest: string | null;
  readonly requestDigest: string;
  /** `null` for what was not a step: filing anew, expiry. */
  readonly form: RequestStep | null;
}

/** Everything that happened to a request beside its decisions, in order. */
export async function stepsOf(database: Database, request: string): Promise<readonly KeptStep[]> {
  const rows = await database
    .selectFrom("request_step")
    .selectAll()
    .where("request", "=", request)
    .orderBy("seq")
    .execute();
  return rows.map((row) => {
    const form = requestStepSchema.safeParse(JSON.parse(row.content));
    return {
      at: row.at,
      what: row.what,
      entry: row.entry,
      person: row.person,
      digest: row.digest,
      requestDigest: row.request_digest,
      form: form.success ? form.data : null,
    };
  });
}

type PersonOf = (id: string) => Promise<Person>;

/** The papers that the pack asks of this class beforehand, each as a clerk found it last. */
export async function papersOf(
  pack: PolicyPack,
  form: RequestForm,
  steps: readonly KeptStep[],
  personOf: PersonOf,
): Promise<PaperState[]> {
  return Promise.all(
    papersBeforehand(pack, form.applicantClass).map(async ({ paper, article }): Promise<PaperState> => {
      for (const { form: step, person, at } of steps.toReversed()) {
        const check = step?.step === "papers" ? step.papers.find((one) => one.paper === paper) : undefined;
        if (check !== undefined && person !== null) {
          return {
            paper,
            article,
            // oxlint-disable-next-line no-await-in-loop -- one person, then out of the loop
            check: { ...check, by: await personOf(person), at: new Date(at).toISOString() },
          };
        }
      }
      return { paper, article };
    }),
  );
}

/** How the third party's opinion stands; absent where none is needed. */
export function consultationOf(
  pack: PolicyPack,
  form: RequestForm,
  footage: readonly Footage[],
  steps: readonly KeptStep[],
): Consultation | undefined {
  const levels = footage.map(({ secrecy }) => secrecy);
  if (!needsConsultation(form, levels)) {
    return undefined;
  }
  const found: Record<string, unknown> = { article: pack.thirdParty.article };
  for (const { form: step, at } of steps) {
    if (step?.step === "consult") {
      const due = consultationDue(pack, at) ?? undefined;
      Object.assign(found, { party: step.party, askedAt: new Date(at).toISOString(), due });
    } else if (step?.step === "extend") {
      Object.assign(found, { due: step.to });
    } else if (step?.step === "answer") {
      Object.assign(found, { outcome: step.outcome });
    }
  }
  return consultationSchema.parse(JSON.parse(JSON.stringify(found)));
}

/** What a transition says beside its kind. */
export function noteOf(form: RequestStep | null): string {
  if (form === null || form.step === "papers") {
    return "";
  }
  if ("reason" in form && form.step !== "extend") {
    return form.reason;
  }
  switch (form.step) {
    case "consult":
      return form.party;
    case "extend":
      return form.to;
    case "answer":
    case "withhold":
      return form.note;
    case "backup":
      return form.receipt;
  }
  return form satisfies never;
}

/** A step as people see it in the request's history. */
export async function transitionOf(step: KeptStep, personOf: PersonOf): Promise<Transition> {
  return transitionSchema.parse({
    at: new Date(step.at).toISOString(),
    what: step.form?.step === "liftWord" && !step.form.agree ? "liftRefused" : step.what,
    entry: step.entry,
    note: noteOf(step.form),
    ...(step.person === null ? {} : { by: await personOf(step.person) }),
    ...(step.digest === null ? {} : { digest: step.digest }),
  });
}
