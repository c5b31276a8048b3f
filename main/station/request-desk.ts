import { statSync } from "node:fs";
import { join } from "node:path";
import type { Handlers } from "../ipc/index.ts";
import { largestScan } from "../formats/scan.ts";
import type { Failure } from "../../shared/failure.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import { arrivals, readArrival } from "./arrivals.ts";
import type { Desk } from "./handlers.ts";

type RequestHandlers = Pick<Handlers, Extract<keyof Handlers, `requests:${string}`>>;

/** Requests as the interface asks for them; scans of papers come from the folder for arrivals and go nowhere else. */
export function requestHandlers({ rooms, sync, folders, accountability }: Desk): RequestHandlers {
  const { look, act } = accountability;
  const signedIn = (): string | null => rooms.identity.current()?.person.person ?? null;
  const asPerson = <T>(work: () => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> =>
    look(() => (signedIn() === null ? fail({ code: "not-signed-in" }) : work()));
  /** The grant, or its end, may be in the outbox already; nobody should wait for the next round. */
  const thenSync = async <T>(answer: Result<T, Failure>): Promise<Result<T, Failure>> => {
    if (answer.ok) {
      await sync.now();
    }
    return answer;
  };

  return {
    "requests:list": ({ scope }) => asPerson(() => rooms.requests.list(scope)),
    "requests:show": ({ id }) => asPerson(() => rooms.requests.show(id)),
    "requests:file": ({ form, pin, completes }) =>
      act("requests:file", form.caseNo, () => rooms.requests.file(form, pin, completes)),
    "requests:decide": ({ id, form, pin }) =>
      act("requests:decide", id, async () => {
        const decided = await rooms.requests.decide(id, form, pin);
        return form.outcome === "approve" ? thenSync(decided) : decided;
      }),
    "requests:step": ({ id, form, pin }) =>
      act("requests:step", id, async () => {
        const taken = await rooms.requests.step(id, form, pin);
        return form.step === "revoke" || form.step === "withdraw" ? thenSync(taken) : taken;
      }),
    "requests:delegations": () => asPerson(() => rooms.deputies.list()),
    "requests:delegate": ({ form, pin }) => act("requests:delegate", form.deputy, () => rooms.deputies.give(form, pin)),
    "requests:endDelegation": ({ digest, pin }) =>
      act("requests:endDelegation", digest, () => rooms.deputies.end(digest, pin)),
    "requests:scans": () =>
      look(() =>
        ok({
          folder: folders.imports,
          names: arrivals(folders.imports).filter((name) => isFile(join(folders.imports, name))),
        }),
      ),
    "requests:attach": ({ name }) =>
      act("requests:attach", undefined, async () => {
        if (signedIn() === null) {
          return fail({ code: "not-signed-in" });
        }
        const bytes = readArrival(folders.imports, name, largestScan);
        return bytes === null
          ? fail({
              code: "attachment-refused",
              reason: arrivals(folders.imports).includes(name) ? "too-large" : "missing",
            })
          : rooms.deputies.attach(name, bytes);
      }),
    "requests:openScan": ({ digest }) => asPerson(() => rooms.deputies.open(digest)),
    "requests:saveDraft": ({ draft }) =>
      act("requests:saveDraft", undefined, () => {
        const person = signedIn();
        if (person === null) {
          return fail({ code: "not-signed-in" });
        }
        rooms.drafts.save(person, draft);
        return ok(undefined);
      }),
    "requests:draft": () =>
      look(() => {
        const person = signedIn();
        return person === null ? fail({ code: "not-signed-in" }) : ok(rooms.drafts.read(person));
      }),
  };
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
