import {
  createDeclarations,
  declarationFault,
  holdFault,
  incidentFault,
  listFault,
  requestFault,
} from "../access/index.ts";
import type { Handlers } from "../ipc/index.ts";
import {
  borrowingRegister,
  credentialsCheck,
  destructionRecord,
  excerptApproval,
  extensionApproval,
  holdRegistration,
  incidentRecord,
  retrievalOrder,
  sessionRecord,
  suspensionRecord,
  viewingRegister,
} from "../paper/index.ts";
import { reviewerOf } from "../../shared/access/declarations.ts";
import type { Failure } from "../../shared/failure.ts";
import type { RouteInput } from "../../shared/http/api.ts";
import type { FormFault } from "../../shared/refusals.ts";
import type { FormOrder, RegisterFilter } from "../../shared/model/form.ts";
import type { Person } from "../../shared/model/person.ts";
import type { Text } from "../../shared/model/policy/text.ts";
import type { Taken } from "../../shared/model/receipt.ts";
import { matchesFilter, mayReadRegisters } from "../../shared/registers.ts";
import { fail, type Result } from "../../shared/result.ts";
import type { Desk } from "./handlers.ts";
import { declarationOf } from "./declaration-desk.ts";
import { incidentOf, incidentsAt } from "./incident-desk.ts";
import { printExtraction } from "./extraction-paper.ts";
import { authorityOf, printForm, yearOf } from "./print-form.ts";

/** Registers and forms on paper: drawn from the log and signed documents, and each printing is an entry of its own. */
export function formHandlers(desk: Desk): Pick<Handlers, "forms:print"> {
  const { act } = desk.accountability;
  return {
    "forms:print": (order) =>
      act("forms:print", order.form, async () => {
        const person = desk.rooms.identity.current()?.person;
        if (person === undefined) {
          return fail({ code: "not-signed-in" });
        }
        if ("filter" in order) {
          return printRegister(desk, person, order.form, order.filter);
        }
        if ("incident" in order) {
          return printIncident(desk, person, order.incident);
        }
        if ("declaration" in order) {
          return printDeclaration(desk, person, order.declaration);
        }
        if ("extraction" in order) {
          return printExtraction(desk, person, order);
        }
        if ("hold" in order || "list" in order) {
          return printRetention(desk, person, order);
        }
        return "viewing" in order ? printSession(desk, person, order.viewing) : printRequest(desk, person, order);
      }),
  };
}

const notPermitted: Failure = { code: "not-permitted", action: "forms:print" };

function printRegister(
  desk: Desk,
  person: Person,
  form: "F2" | "F3",
  filter: RegisterFilter,
): Promise<Result<Taken, Failure>> | Result<Taken, Failure> {
  if (!mayReadRegisters(person)) {
    return fail(notPermitted);
  }
  const { rooms, log } = desk;
  rooms.catchUp();
  const received = log.lastReceipt()?.size ?? 0;
  const rows = rooms.projection.viewings({ open: rooms.room.current()?.id ?? null, received });
  // A register on paper begins with its first line; on screen the newest comes first.
  const sittings = rows
    .filter((row) => matchesFilter(row, filter))
    .toReversed()
    .map((row) => rooms.sittings.find(row.viewing, row))
    .filter((facts) => facts !== null);
  const narrowed = narrowedIn(filter);
  const layout = form === "F2" ? viewingRegister : borrowingRegister;
  return printForm(desk, person, {
    layout,
    data: { sittings, roomOf: roomIn(desk) },
    ...(narrowed === null ? {} : { narrowed }),
  });
}

function printSession(
  desk: Desk,
  person: Person,
  viewing: string,
): Promise<Result<Taken, Failure>> | Result<Taken, Failure> {
  const { rooms, log, board } = desk;
  if (!mayReadRegisters(person)) {
    return fail(notPermitted);
  }
  rooms.catchUp();
  const open = rooms.room.current()?.id ?? null;
  const row = rooms.projection.viewing(viewing, { open, received: log.lastReceipt()?.size ?? 0 });
  const facts = row === null ? null : rooms.sittings.find(viewing, row);
  if (facts === null) {
    return fail({ code: "not-found", subject: "viewing" });
  }
  // What they were told are the words of the pack that their grant names; another one says nothing of this sitting.
  const { policy } = facts.grant;
  const { items = [] } = (policy === undefined ? null : rooms.received.policyOf(policy))?.notice ?? {};
  return printForm(desk, person, {
    layout: sessionRecord,
    data: {
      facts,
      roomOf: roomIn(desk),
      station: { name: board.current().station, origin: log.state().origin },
      notice: items,
      nameOf: nameIn(desk),
    },
    no: `${authorityOf(desk)}-F6-${yearOf(desk, facts.prepared.at)}-${viewing.slice(2, 12).toUpperCase()}`,
    subject: viewing,
  });
}

async function printIncident(desk: Desk, person: Person, id: string): Promise<Result<Taken, Failure>> {
  // Headquarters says who may see it.
  const found = await incidentOf(incidentsAt(desk.rooms, desk.log.state().origin), id);
  if (!found.ok) {
    return found;
  }
  const record = found.value;
  const fault = await faultOf(desk, "incident", id, (signed) => incidentFault(record, signed, desk.rooms.signers));
  if (fault !== null) {
    return fail(fault);
  }
  const policy = desk.rooms.received.policy();
  const data = {
    record,
    citeOf: (article: string): Text => policy?.articles[article]?.cite ?? { zh: article, en: article },
    categoryOf: (category: string, article: string): Text =>
      policy?.incidents.find((one) => one.category === category && one.article === article)?.text ?? {
        zh: category,
        en: category,
      },
  };
  return printForm(desk, person, { layout: incidentRecord, data, no: record.number, subject: record.id });
}

async function printDeclaration(desk: Desk, person: Person, id: string): Promise<Result<Taken, Failure>> {
  const found = await declarationOf(createDeclarations(desk.rooms.signing), id);
  if (!found.ok) {
    return found;
  }
  const record = found.value;
  const fault = await faultOf(desk, "declaration", id, (signed) =>
    declarationFault(record, signed, desk.rooms.signers),
  );
  if (fault !== null) {
    return fail(fault);
  }
  const policy = desk.rooms.received.policy();
  const named = policy === null ? null : reviewerOf(policy, record.form.kind);
  const title = named?.title ?? { zh: "负责人", en: "Head" };
  const cite = policy?.articles[named?.article ?? ""]?.cite ?? { zh: "—", en: "—" };
  return printForm(desk, person, {
    layout: record.form.kind === "suspension" ? suspensionRecord : extensionApproval,
    data: { record, reviewer: { title, cite } },
    no: record.number,
    subject: record.id,
  });
}

async function printRequest(
  desk: Desk,
  person: Person,
  order: Extract<FormOrder, { form: "F1" | "F4" | "F5" }>,
): Promise<Result<Taken, Failure>> {
  // Headquarters says whom a request concerns.
  const shown = await desk.rooms.requests.show(order.request);
  if (!shown.ok) {
    return shown;
  }
  const record = shown.value;
  const fault = await faultOf(desk, "request", record.id, (signed) => requestFault(record, signed, desk.rooms.signers));
  if (fault !== null) {
    return fail(fault);
  }
  const { form } = record;
  const data = { record, roomOf: roomIn(desk), nameOf: nameIn(desk) };
  const subject = record.id;
  if (order.form === "F1") {
    return printForm(desk, person, { layout: retrievalOrder, data, no: record.number, subject });
  }
  if (order.form === "F5") {
    return form.verb === "excerpt" || form.verb === "copy"
      ? printForm(desk, person, { layout: excerptApproval, data, subject })
      : fail({ code: "bad-request", field: "verb" });
  }
  const policy = desk.rooms.received.policy();
  if (form.applicantClass !== "lawyer" || policy === null) {
    return fail({ code: "bad-request", field: "applicantClass" });
  }
  const citeOf = (article: string): Text => policy.articles[article]?.cite ?? { zh: article, en: article };
  return printForm(desk, person, { layout: credentialsCheck, data: { ...data, citeOf }, subject });
}

/** Why a form is not printed by the signed acts behind it, which headquarters keeps as they came. */
async function faultOf(
  { rooms }: Desk,
  of: RouteInput<"showSignatures">["of"],
  id: string,
  judge: (signed: readonly string[]) => FormFault | null,
): Promise<Failure | null> {
  const signed = await rooms.headquarters.call("showSignatures", { of, id });
  if (!signed.ok) {
    return signed.failure;
  }
  const reason = judge(signed.value);
  return reason === null ? null : { code: "form-unproven", reason };
}

/** Headquarters says who may see a hold or a list; what is printed is what was signed. */
async function printRetention(
  desk: Desk,
  person: Person,
  order: Extract<FormOrder, { form: "F13" | "F14" }>,
): Promise<Result<Taken, Failure>> {
  const shown = await desk.rooms.retention.show();
  if (!shown.ok) {
    return shown;
  }
  const policy = desk.rooms.received.policy();
  const citeOf = (article: string): Text => policy?.articles[article]?.cite ?? { zh: article, en: article };
  const { signers } = desk.rooms;
  if (order.form === "F13") {
    const hold = shown.value.holds.find((one) => one.hold === order.hold);
    if (hold === undefined) {
      return fail({ code: "retention", reason: "hold-unknown" });
    }
    const fault = await faultOf(desk, "hold", hold.hold, (signed) => holdFault(hold, signed, signers));
    return fault === null
      ? printForm(desk, person, { layout: holdRegistration, data: { hold, citeOf }, subject: hold.hold })
      : fail(fault);
  }
  const list = shown.value.lists.find((one) => one.list === order.list);
  if (list === undefined) {
    return fail({ code: "retention", reason: "list-unknown" });
  }
  const fault = await faultOf(desk, "list", list.list, (signed) => listFault(list, signed, signers));
  return fault === null
    ? printForm(desk, person, {
        layout: destructionRecord,
        data: { list, citeOf },
        no: list.number,
        subject: list.list,
      })
    : fail(fault);
}

function roomIn({ board }: Desk): (room: string) => Text {
  const { room } = board.current();
  return (id) => (id === room.id ? { zh: room.zh, en: room.en } : { zh: id, en: id });
}

/** People stand on a form as in the directory, whatever its language: it is their name in law. */
function nameIn({ rooms }: Desk): (person: string) => string {
  const people = new Map(rooms.received.people().map((one) => [one.person as string, one.name]));
  return (person) => people.get(person) ?? person;
}

const filterWords: Readonly<Record<keyof RegisterFilter, Text>> = {
  person: { zh: "人员", en: "person" },
  request: { zh: "调用单", en: "order" },
  caseNo: { zh: "案号", en: "case" },
  text: { zh: "包含", en: "containing" },
  from: { zh: "自", en: "from" },
  to: { zh: "至", en: "until" },
  outcome: { zh: "结果", en: "outcome" },
};

function narrowedIn(filter: RegisterFilter): Text | null {
  const given = Object.entries(filter).filter(([, value]) => value !== undefined && value !== "");
  // The keys of a filter that the contract has checked.
  const named = given.map(([key, value]) => [filterWords[key as keyof RegisterFilter], String(value)] as const);
  return named.length === 0
    ? null
    : {
        zh: named.map(([word, value]) => `${word.zh} ${value}`).join("；"),
        en: named.map(([word, value]) => `${word.en} ${value}`).join("; "),
      };
}
