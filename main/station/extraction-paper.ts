import { receiptCodes } from "../formats/receipt-code.ts";
import { extractionNote, transferRegister, type ExtractionData } from "../paper/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { FormOrder } from "../../shared/model/form.ts";
import type { Person } from "../../shared/model/person.ts";
import type { Text } from "../../shared/model/policy/text.ts";
import type { Taken } from "../../shared/model/receipt.ts";
import type { Result } from "../../shared/result.ts";
import type { Desk } from "./handlers.ts";
import { printForm } from "./print-form.ts";

/** Prints the extraction note (F7) or the transfer register (F8) of one piece of evidence. */
export async function printExtraction(
  desk: Desk,
  person: Person,
  { form, extraction }: Extract<FormOrder, { form: "F7" | "F8" }>,
): Promise<Result<Taken, Failure>> {
  // Headquarters says who may see it.
  const found = await desk.rooms.extractions.find(extraction);
  if (!found.ok) {
    return found;
  }
  const record = found.value;
  const subject = record.id;
  if (form === "F8") {
    const data: ExtractionData = { record, citation: [], retainCite: retainCite(desk) };
    const no = record.transfers.at(-1)?.number;
    return printForm(desk, person, { layout: transferRegister, data, subject, ...(no === undefined ? {} : { no }) });
  }
  const { asset, from } = record.form.order;
  const cited = await desk.rooms.extractions.cite(asset, from);
  const data: ExtractionData = {
    record,
    citation: cited.ok ? receiptCodes(cited.value.citation) : [],
    retainCite: retainCite(desk),
  };
  return printForm(desk, person, { layout: extractionNote, data, subject, no: record.number });
}

/** The provision by which a copy stays (O-75). */
function retainCite({ rooms }: Desk): Text {
  const policy = rooms.received.policy();
  const article = policy?.provision.retainCopy.article ?? "";
  return policy?.articles[article]?.cite ?? { zh: article, en: article };
}
