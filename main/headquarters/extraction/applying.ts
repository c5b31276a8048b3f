import type { ExtractionRecord } from "../../../shared/model/extraction.ts";
import { timesOf } from "./marking.ts";
import type { ExtractionParts } from "./parts.ts";
import type { ExtractionRecords } from "./records.ts";
import type { FoundStep } from "./take.ts";

/** Logs a step that was found right, keeps the signed act, and writes what the step makes of the record. */
export async function applyStep(
  parts: ExtractionParts,
  records: ExtractionRecords,
  found: FoundStep,
): Promise<ExtractionRecord> {
  const { form, step, signed, record, footage } = found;
  if (form.step === "mark") {
    const { id, number, seq } = await records.next();
    const times = timesOf(parts, form.form, footage);
    const marked: ExtractionRecord = {
      id,
      number,
      state: "marked",
      form: form.form,
      station: signed.act.station,
      ...(times === undefined ? {} : { times }),
      steps: [step],
      transfers: [],
    };
    logStep(parts, found, marked);
    await records.add(marked, seq);
    await keepAct(parts, found, id);
    return marked;
  }
  if (record === null) {
    throw new Error("a step without its evidence");
  }
  const after = await advanced(records, found, record);
  logStep(parts, found, after);
  await keepAct(parts, { signed }, record.id);
  await records.keep(after);
  return after;
}

function logStep({ journal }: ExtractionParts, { form, step, signed }: FoundStep, record: ExtractionRecord): void {
  const { asset, from, to, firstDigest, lastDigest, tableRoot } = record.form.order;
  const order = form.step === "consent" ? { from, to, firstDigest, lastDigest, tableRoot } : {};
  const clip = form.step === "verify" ? { clip: form.clip, exact: form.exact } : {};
  journal.record({
    t: "hq.extraction",
    b: {
      extraction: record.id,
      number: record.number,
      step: step.act,
      digest: signed.digest,
      asset,
      ...order,
      ...clip,
    },
    person: step.person,
  });
}

async function keepAct(
  { database, clock }: ExtractionParts,
  { signed: { digest, act, cms } }: Pick<FoundStep, "signed">,
  extraction: string,
): Promise<void> {
  await database
    .insertInto("extraction_act")
    .values({ digest, extraction, person: act.person, nonce: act.nonce, acted_at: clock.now(), cms })
    .execute();
}

async function advanced(
  records: ExtractionRecords,
  { form, step }: FoundStep,
  record: ExtractionRecord,
): Promise<ExtractionRecord> {
  const after: ExtractionRecord = { ...record, steps: [...record.steps, step] };
  switch (form.step) {
    case "mark":
      return after;
    case "withdraw":
      return { ...after, state: "withdrawn" };
    case "consent":
      return { ...after, state: form.agree ? "consented" : "refused" };
    case "extract":
      return {
        ...after,
        state: "cutting",
        extraction: { place: form.place, medium: form.medium, serial: form.serial },
      };
    case "verify": {
      const { exact, difference, volume } = form;
      return {
        ...after,
        state: exact ? "verified" : "differs",
        verdict: { exact, volume, ...(difference === undefined ? {} : { difference }) },
      };
    }
    case "transfer": {
      const { to, receiver, document, takenBy, secrecy } = form;
      const number = await records.transferNumber(record.id);
      return {
        ...after,
        transfers: [...record.transfers, { number, to, receiver, document, takenBy, secrecy, by: step }],
      };
    }
  }
  return form satisfies never;
}
