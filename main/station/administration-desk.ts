import { join } from "node:path";
import { readPeopleFile } from "../access/index.ts";
import { FormatError } from "../formats/format-error.ts";
import { openSealed } from "../formats/enveloped.ts";
import { fromUtf8 } from "../formats/bytes.ts";
import { pemOfCertificate } from "../formats/x509.ts";
import type { Handlers } from "../ipc/index.ts";
import type { Failure } from "../../shared/failure.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { arrivals, readArrival } from "./arrivals.ts";
import { writeDurably } from "./durable-file.ts";
import type { Desk } from "./handlers.ts";

type AdministrationHandlers = Pick<Handlers, Extract<keyof Handlers, `administration:${string}`>>;

const largestArrival = 4 * 1_048_576;
const unreadable: Failure = { code: "bad-request", field: "file" };

/** Administration as the interface asks for it; files come from the import folder and go to the export folder. */
export function administrationHandlers({
  rooms,
  folders,
  accountability,
  log,
  recovery,
}: Desk): AdministrationHandlers {
  const { look, act, mend } = accountability;
  // Where there is one station only, its new log is signed off at that very station.
  const actOnOrder = (leadsOut: boolean): typeof act => (leadsOut && recovery.state() !== null ? mend : act);
  const desk = rooms.administration;

  const preview = async (name: string): Promise<Result<ReturnType<typeof readPeopleFile>, Failure>> => {
    const bytes = readArrival(folders.imports, name, largestArrival);
    if (bytes === null) {
      return fail(unreadable);
    }
    const view = await desk.show();
    return view.ok
      ? ok(
          readPeopleFile(
            bytes,
            view.value.people.map(({ person }) => person.person),
          ),
        )
      : view;
  };

  return {
    "administration:show": () => look(() => desk.show()),
    "administration:order": ({ order, pin }) =>
      actOnOrder(order.order === "station.newLog" || order.order === "station.refuseLog")(
        "administration:order",
        order.order,
        () => desk.order(order, pin),
      ),
    "administration:countersign": ({ digest, agree, pin }) =>
      actOnOrder(true)("administration:countersign", digest, () => desk.countersign(digest, agree, pin)),
    "administration:requestCertificate": ({ person, pin }) =>
      act("administration:requestCertificate", person, () => desk.requestCertificate(person, pin)),
    "administration:collect": ({ digest, tokenPin }) =>
      act("administration:collect", digest, async () => {
        const yielded = await desk.collect(digest, tokenPin);
        if (!yielded.ok) {
          return yielded;
        }
        const files = yielded.value.map(({ name }) => join(folders.exports, name));
        log.append({
          t: "config",
          b: { change: "administration.collect", order: digest, files: files.length },
          ...signer(rooms.identity.current()?.person.person),
        });
        yielded.value.forEach(({ bytes }, index) => writeDurably(files[index] ?? "", bytes));
        desk.collected(digest);
        return ok({ files });
      }),
    "administration:arrivals": () =>
      look(() => {
        const names = arrivals(folders.imports);
        const ending = (pattern: RegExp): string[] => names.filter((name) => pattern.test(name));
        return ok({
          folder: folders.imports,
          tables: ending(/\.csv$/iu),
          certificates: ending(/\.(?:pem|crt|cer)$/iu),
          shares: ending(/\.p7m$/iu),
        });
      }),
    "administration:previewPeople": ({ name }) =>
      look(async () => {
        const read = await preview(name);
        return read.ok ? ok(read.value.preview) : read;
      }),
    "administration:importPeople": ({ name, digest, pin }) =>
      act("administration:importPeople", name, async () => {
        const read = await preview(name);
        if (!read.ok) {
          return read;
        }
        const { preview: seen, records } = read.value;
        // Whoever exchanged the file after it was looked at has it looked at again.
        return seen.state === "read" && seen.digest === digest && records.length > 0
          ? desk.order({ order: "person.import", records: [...records] }, pin)
          : fail(unreadable);
      }),
    "administration:acceptAuthority": ({ name, pin }) =>
      act("administration:acceptAuthority", name, async () => {
        const chainPem = textOf(readArrival(folders.imports, name, largestArrival));
        return chainPem === null ? fail(unreadable) : desk.order({ order: "authority.accept", chainPem }, pin);
      }),
    "administration:acceptCertificate": ({ person, name, pin }) =>
      act("administration:acceptCertificate", person, async () => {
        const certificatePem = pemIn(readArrival(folders.imports, name, largestArrival));
        return certificatePem === null
          ? fail({ code: "certificate-unreadable" })
          : desk.order({ order: "certificate.accept", person, certificatePem }, pin);
      }),
    "administration:addShare": ({ text }) => look(() => desk.shares.add(text)),
    "administration:openShare": ({ name, token, pin }) =>
      act("administration:openShare", name, () => {
        const bytes = readArrival(folders.imports, name, largestArrival);
        if (bytes === null) {
          return fail(unreadable);
        }
        return rooms.identity.present(token, pin, (opened) => {
          const share = openShare(bytes, opened);
          return share === null ? fail({ code: "share-refused", reason: "unreadable" }) : desk.shares.add(share);
        });
      }),
    "administration:dropShares": () =>
      look(() => {
        desk.shares.drop();
        return ok(undefined);
      }),
    "administration:rehearse": () => act("administration:rehearse", undefined, () => desk.shares.rehearse()),
  };
}

function signer(person: string | undefined): { person?: string } {
  return person === undefined ? {} : { person };
}

function textOf(bytes: Uint8Array | null): string | null {
  try {
    return bytes === null || bytes.byteLength === 0 ? null : fromUtf8(bytes);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** A certificate in PEM or DER. */
function pemIn(bytes: Uint8Array | null): string | null {
  try {
    return bytes === null ? null : pemOfCertificate(bytes);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

function openShare(
  bytes: Uint8Array,
  recipient: { readonly certificatePem: string; readonly privateKeyPem: string },
): string | null {
  try {
    const share = openSealed(bytes, recipient);
    return share === null ? null : fromUtf8(share);
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}
