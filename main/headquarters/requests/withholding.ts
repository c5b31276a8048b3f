import { liftingRule, withoutLines } from "../../../shared/access/lifting.ts";
import { withheldBy } from "../../../shared/access/withheld.ts";
import type { Person } from "../../../shared/model/person.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { DecisionRecord } from "../../../shared/model/request.ts";
import { requestStepSchema } from "../../../shared/model/request-steps.ts";
import { withholdingSchema, type LiftingAsked, type Withholding } from "../../../shared/model/withholding.ts";
import type { KeptStep } from "./way.ts";

type PersonOf = (id: string) => Promise<Person>;

/** What is proposed not to be shown, what is not, and what was lifted; absent where nothing of this was ever said. */
export async function withholdingOf(
  pack: PolicyPack,
  decisions: readonly DecisionRecord[],
  steps: readonly KeptStep[],
  personOf: PersonOf,
): Promise<Withholding | undefined> {
  const withheld = withheldBy(decisions.map(({ form }) => form));
  if (withheld.length === 0 && !steps.some(({ what }) => what === "withhold")) {
    return undefined;
  }
  let found: Found = { proposals: [], lifted: [] };
  for (const step of steps) {
    // oxlint-disable-next-line no-await-in-loop -- in order: each step rests on the one before
    const by = step.person === null ? null : await personOf(step.person);
    found = by === null ? found : afterStep(found, step, { by, at: new Date(step.at).toISOString() });
  }
  return withholdingSchema.parse({ ...found, ...liftingRule(pack), current: withoutLines(withheld, found.lifted) });
}

type Found = Omit<Withholding, "current" | "asks" | "agrees">;

/** What is known after one more step. */
function afterStep(
  found: Found,
  { form, digest }: KeptStep,
  signed: { readonly by: Person; readonly at: string },
): Found {
  if (digest === null) {
    return found;
  }
  if (form?.step === "withhold") {
    return { ...found, proposals: [...found.proposals, { ...signed, digest, lines: form.lines, note: form.note }] };
  }
  if (form?.step === "lift") {
    return { ...found, waiting: { ...signed, digest, lines: form.lines, reason: form.reason } };
  }
  return form?.step === "liftWord" && found.waiting?.digest === form.proposal
    ? afterWord(found, found.waiting, form.agree, signed)
    : found;
}

function afterWord(
  { proposals, lifted }: Found,
  { by, at, lines, reason }: LiftingAsked,
  agree: boolean,
  agreed: { readonly by: Person; readonly at: string },
): Found {
  const both = { reason, asked: { by, at }, agreed };
  return {
    proposals,
    lifted: agree ? [...lifted, ...lines.map((line) => Object.assign({}, line, both))] : lifted,
  };
}

/** Of every step about lifting, those that stand: asked and agreed, and what still waits. What was refused leads to nothing. */
export function liftingsStanding(
  rows: readonly { readonly cms: Uint8Array | null; readonly digest: string | null; readonly content: string }[],
): Uint8Array[] {
  const read = rows.map((row) => ({ ...row, form: requestStepSchema.parse(JSON.parse(row.content)) }));
  const refused = new Set(read.flatMap(({ form }) => (form.step === "liftWord" && !form.agree ? [form.proposal] : [])));
  return read.flatMap(({ cms, digest, form }) => {
    const asked = form.step === "liftWord" ? form.proposal : digest;
    return cms === null || asked === null || refused.has(asked) ? [] : [cms];
  });
}
