import type { ExtractionAct } from "../../../shared/http/acts.ts";
import { extractionActSchema } from "../../../shared/http/acts.ts";
import type { Failure } from "../../../shared/failure.ts";
import type { ExtractionRecord, ExtractionStep } from "../../../shared/model/extraction.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import type { SignedStep } from "../../../shared/model/retention.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import type { SignedAct } from "../acts.ts";
import type { Session } from "../sessions.ts";
import { wasTaken } from "../taken-acts.ts";
import { applyStep } from "./applying.ts";
import { dutyFailure, postFailure, stateFailure, tieFailure } from "./checks.ts";
import { markFailure } from "./marking.ts";
import type { ExtractionParts } from "./parts.ts";
import type { ExtractionRecords } from "./records.ts";

/** A step that was found right, with what it is about. */
export interface FoundStep extends StepSubject {
  readonly form: ExtractionStep;
  readonly signed: SignedAct<ExtractionAct>;
  readonly step: SignedStep;
}

/** What a step is about. */
export interface StepSubject {
  /** `null` where the step begins a new piece of evidence. */
  readonly record: ExtractionRecord | null;
  readonly footage: Footage;
}

/**
 * Takes one signed act about evidence.
 *
 * Signature, replay, post, state, separated hands and the digests that tie it to the act before are checked, in this
 * order. What is taken is in the log before it is a row; the same bytes, or another act under the same nonce, are refused.
 */
export async function takeStep(
  parts: ExtractionParts,
  records: ExtractionRecords,
  cms: Uint8Array,
  session: Session,
): Promise<Result<ExtractionRecord, Failure>> {
  const opened = await openAct(parts, cms, session);
  if (!opened.ok) {
    return opened;
  }
  const signed = opened.value;
  const { form } = signed.act;
  const found = await subjectOf(parts, records, signed);
  if (!found.ok) {
    return found;
  }
  const subject = found.value;
  const wrong =
    postFailure(parts, signed, subject) ??
    stateFailure(form, subject) ??
    dutyFailure(parts, signed, subject) ??
    tieFailure(form, subject) ??
    (form.step === "mark" ? await markFailure(parts, form.form, signed.act.person, subject.footage) : null);
  return wrong === null
    ? ok(await applyStep(parts, records, { form, signed, step: stepOf(parts, signed), ...subject }))
    : fail(wrong);
}

/** The act as its signer, who is the person signed in, signed it at this station; never one that was taken before. */
async function openAct(
  parts: ExtractionParts,
  cms: Uint8Array,
  session: Session,
): Promise<Result<SignedAct<ExtractionAct>, Failure>> {
  const station = parts.stations.find(session.station);
  if (station === null) {
    return fail({ code: "not-permitted", action: "extraction" });
  }
  const opened = await parts.acts.open<ExtractionAct>(cms, extractionActSchema, station);
  if (!opened.ok) {
    return opened;
  }
  if (opened.value.signer.person.person !== session.person) {
    return fail({ code: "not-permitted", action: "extraction" });
  }
  return (await wasTaken(parts.database, "extraction_act", opened.value))
    ? fail({ code: "extraction", reason: "replayed" })
    : opened;
}

async function subjectOf(
  { catalogue }: ExtractionParts,
  records: ExtractionRecords,
  { act: { form }, signer }: SignedAct<ExtractionAct>,
): Promise<Result<StepSubject, Failure>> {
  const record = form.step === "mark" ? null : await records.find(form.extraction);
  const order = form.step === "mark" ? form.form.order : record?.form.order;
  if (order === undefined) {
    return fail({ code: "extraction", reason: "unknown" });
  }
  const footage = await catalogue.show(order.asset, signer);
  return footage === null ? fail({ code: "not-found", subject: "footage" }) : ok({ record, footage });
}

function stepOf({ clock }: ExtractionParts, { act, signer, digest }: SignedAct<ExtractionAct>): SignedStep {
  const { form } = act;
  const note = form.step === "withdraw" ? form.reason : form.step === "consent" ? form.opinion : "";
  return {
    act: form.step === "consent" && !form.agree ? "consent.refused" : form.step,
    person: signer.person.person,
    name: signer.person.name,
    at: new Date(clock.now()).toISOString(),
    digest,
    ...(note === "" ? {} : { note }),
  };
}
