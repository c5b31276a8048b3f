import { join } from "node:path";
import { composeForm, type FormFrame, type FormNo, type Layout } from "../paper/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { Person } from "../../shared/model/person.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { Text } from "../../shared/model/policy/text.ts";
import type { Taken } from "../../shared/model/receipt.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { writeDurably } from "./durable-file.ts";
import type { Desk } from "./handlers.ts";

/** A form on its way to paper, before it has its number's place in the log. */
export interface Drawn<D> {
  readonly layout: Layout<D>;
  readonly data: D;
  /** Number of the record itself; a register gets the number of its printing. */
  readonly no?: string;
  readonly narrowed?: Text;
  /** Record that was printed, for the entry in the log. */
  readonly subject?: string;
}

/**
 * Draws a form from its data, notes the printing in the log and prints it.
 *
 * The log has it before the paper does; a printer that then fails is a refusal, logged by whoever asked.
 */
export async function printForm<D>(desk: Desk, person: Person, drawn: Drawn<D>): Promise<Result<Taken, Failure>> {
  const { log, board, rooms } = desk;
  rooms.catchUp();
  const { layout, data, subject } = drawn;
  const at = log.now();
  const year = yearOf(desk, at.toISOString());
  const no = drawn.no ?? numberOf(desk, layout.form, year);
  const { size } = log.state();
  const made = composeForm(layout, data, frameOf(desk, person, { ...drawn, no, at }), board.current().locale);
  const b = { form: layout.form, no, year, digest: made.digest, size, ...(subject === undefined ? {} : { subject }) };
  log.append({ t: "form.print", b, person: person.person });
  const printed = await desk.print(made.paper);
  if (printed.kind === "failed") {
    return fail({ code: "not-printed" });
  }
  if (printed.kind === "printer") {
    return ok({ to: "printer" });
  }
  // The number is of capital letters, digits and dashes, so it is a file name everywhere.
  const file = join(desk.folders.exports, `form-${no}.pdf`);
  writeDurably(file, printed.bytes);
  return ok({ to: "folder", file });
}

/** What stands around the form, as the log, the pack and the station have it now. */
function frameOf<D>(
  { rooms, board, log }: Desk,
  { name }: Person,
  { layout, narrowed, no, at }: Drawn<D> & { readonly no: string; readonly at: Date },
): FormFrame {
  const policy = rooms.received.policy();
  const { authority, timeZone } = board.current();
  const { origin, size, root } = log.state();
  const known = policy?.forms.find(({ form }) => form === layout.form);
  const cite = known === undefined ? undefined : policy?.articles[known.article]?.cite;
  return {
    no,
    title: known?.title ?? { zh: layout.form, en: layout.form },
    authority,
    ...(cite === undefined ? {} : { cite }),
    printedAt: at,
    printedBy: name,
    zone: timeZone,
    log: { origin, size, root },
    ...(narrowed === undefined ? {} : { narrowed }),
  };
}

/**
 * `{authority}-{form}-{yyyy}-{seq}`: the station's own mark and a count of its printings, so that stations that are
 * offline for weeks never give one number twice.
 */
function numberOf(desk: Desk, form: FormNo, year: string): string {
  const mark = (desk.log.state().origin.split("/")[2] ?? "").replaceAll(/[^0-9a-z]/giu, "").slice(0, 4);
  const count = String(desk.rooms.sittings.count(form, year) + 1).padStart(4, "0");
  return `${authorityOf(desk)}-${form}-${year}-${mark.toUpperCase()}${count}`;
}

/** Code of the authority as numbers of forms begin with it. */
export function authorityOf({ rooms, log }: Desk): string {
  const policy: PolicyPack | null = rooms.received.policy();
  const code = (policy?.authority.code ?? log.state().origin.split("/")[0] ?? "").toUpperCase();
  return code.replaceAll(/[^0-9A-Z]/gu, "") || "X";
}

/** Year of a moment in the zone of the authority's law. */
export function yearOf({ board }: Desk, iso: string): string {
  return new Intl.DateTimeFormat("en", { timeZone: board.current().timeZone, year: "numeric" }).format(new Date(iso));
}
