import type { receipts as zh } from "../zh-CN/receipts.ts";

export const receipts: Readonly<Record<keyof typeof zh, string>> = {
  "receipts.title": "Take your receipt",
  "receipts.lead":
    "One for everybody in the room, with their own name and the supervisor's only. Anybody can check it without this station.",
  "receipts.of": "Viewing receipts",
  "receipts.countersigned": "countersigned by headquarters",
  "receipts.promised": "not yet countersigned",
  "receipts.promisedNote":
    "Not synchronised with headquarters yet. A receipt taken now says that the countersignature is still to come; after the next sync the same number can be had countersigned from this viewing's row in the register, on any day.",
  "receipts.print": "Print receipt",
  "receipts.printOf": "Print receipt: {name}",
  "receipts.file": "Save as file",
  "receipts.fileOf": "Save as file: {name}",
  "receipts.atPrinter": "Sent to the printer.",
  "receipts.withheld": "{n} {n|part|parts} not shown (listed in the receipt)",
  "receipts.objections": "{n} {n|objection|objections}",
  "receipts.inFolder": "In this station's export folder:",
  "receipts.empty": "No receipts for this viewing",
  "receipts.emptyHint": "Everybody who was in the room gets one when the viewing has ended.",
  "registers.receipt": "Receipt no.",
  "words.not-found.receipt": "That receipt was not found: the viewing has not ended, or this person was not there.",
  "words.form-unproven.missing":
    "A signed act behind this form is missing at headquarters, so the form was not printed.",
  "words.form-unproven.signature": "A signature behind this form does not verify, so the form was not printed.",
  "words.form-unproven.different": "What headquarters tells differs from what was signed, so the form was not printed.",
  "words.form-unproven.next":
    "Report this to the compliance officer with the number of the form; the attempt is in the log.",
  "words.not-printed.what": "The printer did not take the receipt.",
  "words.not-printed.next": "Check the printer and print again, or save it as a file. The number stays the same.",
  "attempt.receipts:take": "Take a receipt",
  "attempt.forms:print": "Print a form",
};
