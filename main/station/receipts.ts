import { join } from "node:path";
import type { IssuedReceipt } from "../access/index.ts";
import type { Handlers } from "../ipc/index.ts";
import { receiptPaper } from "../paper/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { Receipt, Taken } from "../../shared/model/receipt.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { writeDurably } from "./durable-file.ts";
import type { Desk } from "./handlers.ts";

/** Viewing receipts: shown, printed, or written as a file that anybody can check. */
export function receiptHandlers(desk: Desk): Pick<Handlers, "receipts:list" | "receipts:take"> {
  const { receipts, identity } = desk.rooms;
  const { look, act } = desk.accountability;
  const person = (): string | null => identity.current()?.person.person ?? null;
  return {
    "receipts:list": ({ viewing }) =>
      look(() => {
        if (person() === null) {
          return fail({ code: "not-signed-in" });
        }
        const issued = receipts.list(viewing);
        return issued === null ? fail({ code: "not-found", subject: "receipt" }) : ok(issued.map(forScreen));
      }),
    "receipts:take": ({ viewing, person: owner, form }) =>
      act("receipts:take", viewing, async () => {
        if (person() === null) {
          return fail({ code: "not-signed-in" });
        }
        const issued = receipts.list(viewing)?.find((one) => one.person === owner);
        if (issued === undefined) {
          return fail({ code: "not-found", subject: "receipt" });
        }
        // The log has it before the paper does; a printer that then fails is a refusal, logged as well.
        receipts.noteTaken(viewing, issued, form, person());
        return form === "paper" ? toPaper(desk, issued) : ok(toFolder(desk, `${issued.slip.no}.json`, issued.text));
      }),
  };
}

async function toPaper(desk: Desk, { slip, text, countersignedAt }: IssuedReceipt): Promise<Result<Taken, Failure>> {
  const { locale } = desk.board.current();
  const articles = desk.rooms.received.policy()?.articles;
  const citeOf = (article: string): string => articles?.[article]?.cite[locale === "en" ? "en" : "zh"] ?? article;
  const printed = await desk.print(receiptPaper(text, locale, countersignedAt, citeOf));
  if (printed.kind === "failed") {
    return fail({ code: "not-printed" });
  }
  return ok(printed.kind === "pdf" ? toFolder(desk, `${slip.no}.pdf`, printed.bytes) : { to: "printer" });
}

function toFolder({ folders: { exports } }: Desk, name: string, content: string | Uint8Array): Taken {
  // The number is of capital letters, digits and dashes, so it is a file name everywhere.
  const file = join(exports, `receipt-${name}`);
  writeDurably(file, content);
  return { to: "folder", file };
}

function forScreen({ person, slip, state, countersignedAt }: IssuedReceipt): Receipt {
  const { no, authority, stationName, room, request, from, to, supervisors, otherViewers, seen } = slip;
  const { withheld, objections } = slip;
  const receipt = {
    person,
    no,
    state,
    ...(countersignedAt === undefined ? {} : { countersignedAt: countersignedAt.toISOString() }),
    ...slip.person,
    authority,
    stationName,
    room,
    request,
    from,
    to,
    supervisors,
    otherViewers,
    seen,
    ...(withheld === undefined ? {} : { withheld: withheld.lines }),
    ...(objections === undefined ? {} : { objections: objections.count }),
  };
  // The person's id comes from an entry that was checked when it was appended; the brand says only that.
  return receipt as Receipt;
}
