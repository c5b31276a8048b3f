import { join } from "node:path";
import { policyDigest, PolicyUnusable, problemText, readPolicy } from "../headquarters/index.ts";
import type { Handlers } from "../ipc/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { PolicyPreview } from "../../shared/model/policy-offer.ts";
import type { PolicyPack } from "../../shared/model/policy.ts";
import type { Text } from "../../shared/model/policy/text.ts";
import { fail, ok } from "../../shared/result.ts";
import { arrivals } from "./arrivals.ts";
import type { Desk } from "./handlers.ts";

type PolicyHandlers = Pick<Handlers, Extract<keyof Handlers, `policy:${string}`>>;

const unreadable: Failure = { code: "bad-request", field: "file" };

/** Changing the law as the interface asks for it: a pack is a file in the import folder, and what is signed is what was looked at. */
export function policyHandlers({ rooms, folders, accountability, log }: Desk): PolicyHandlers {
  const { look, act } = accountability;
  const desk = rooms.policyOffers;

  const read = (name: string): PolicyPack | readonly Text[] | null => {
    if (!arrivals(folders.imports).includes(name)) {
      return null;
    }
    try {
      return readPolicy(join(folders.imports, name));
    } catch (error) {
      if (error instanceof PolicyUnusable) {
        return error.problems.map(problemText);
      }
      throw error;
    }
  };

  return {
    "policy:offers": () => look(() => desk.list()),
    "policy:offer": ({ digest }) => look(() => desk.show(digest)),
    "policy:arrivals": () =>
      look(() =>
        ok({
          folder: folders.imports,
          files: arrivals(folders.imports).filter((name) => name.toLowerCase().endsWith(".json")),
        }),
      ),
    "policy:preview": ({ name }) =>
      look(() => {
        const pack = read(name);
        if (pack === null) {
          return fail(unreadable);
        }
        const preview: PolicyPreview = isPack(pack)
          ? { state: "read", digest: policyDigest(pack), pack }
          : { state: "unusable", problems: [...pack] };
        return ok(preview);
      }),
    "policy:sign": ({ name, digest, pin }) =>
      act("policy:sign", digest, async () => {
        const pack = read(name);
        // Whoever exchanged the file after it was looked at has it looked at again.
        if (!isPack(pack) || policyDigest(pack) !== digest) {
          return fail(unreadable);
        }
        const offered = await desk.sign(pack, pin);
        const person = rooms.identity.current()?.person.person;
        if (offered.ok) {
          const b = { change: "policy.sign", pack: pack.pack, version: pack.version, digest };
          log.append({ t: "config", b, ...(person === undefined ? {} : { person }) });
        }
        return offered;
      }),
  };
}

function isPack(value: PolicyPack | readonly Text[] | null): value is PolicyPack {
  return value !== null && "pack" in value;
}
