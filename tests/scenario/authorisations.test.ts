import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRegister, type Register } from "../../main/access/index.ts";
import {
  encodeRegisterStatement,
  formatAuthorisationRegister,
  parseAuthorisationRegister,
  registerDigest,
  registerText,
} from "../../main/formats/authorisation-register.ts";
import { demonstrationPeople } from "../../main/headquarters/demonstration/people.ts";
import type { Authorisation } from "../../shared/model/authorisation.ts";
import { personIdSchema } from "../../shared/model/person.ts";
import { makeMutant } from "../support/mutants.ts";
import { storedEntries } from "../support/station-log.ts";
import { openHouse, people, type House } from "./house.ts";
import { keptRegister, putRegisterBack, slipIn, standingRegister } from "./outbox.ts";
import { checkIn, obtainGrant, stillUsable, unlockRoom } from "./story.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse();
  await house.get("sync:now");
});
afterEach(() => house.close());

/** Changes at headquarters what somebody may do. */
async function authorise(token: string, change: Partial<Authorisation>): Promise<void> {
  const held = demonstrationPeople.find(({ person }) => person === token)?.authorisation;
  const person = personIdSchema.parse(token);
  const authorisation = { ...held, ...change } as Authorisation;
  const done = await house.headquarters.headquarters.administration.authorise(person, authorisation);
  expect(done.ok).toBe(true);
  await house.get("sync:now");
}

const logged = (t: string): Record<string, unknown>[] =>
  storedEntries(`${house.folder}/station`)
    .filter((entry) => entry.t === t)
    .map(({ b }) => b);
const versions = (): unknown[] =>
  logged("config").flatMap((b) => (b["change"] === "authorisation.register" ? [b["version"]] : []));
const atTheDoor = { papersChecked: true, devicesDeposited: true } as const;

describe("R8, F17: graded authorisation is asked again in the room", () => {
  it("R14 by the register that was proven last, also without headquarters", async () => {
    expect(versions()).toEqual([1]);
    const grant = await obtainGrant(house);
    await house.stopHeadquarters();
    await house.restart();
    expect((await unlockRoom(house, grant)).stage).toBe("ready");
  });

  it.each([
    ["the act", { acts: ["apply"] }, "act-not-granted"],
    ["the scope", { scope: { kind: "unit", unit: "另一支队" } }, "outside-scope"],
    ["the period", { to: "2026-02-01T00:00:00+08:00" }, "outside-period"],
    ["a conflict of interest", { conflicts: ["示文综执〔2026〕第 31 号", "p-0001"] }, "conflict-of-interest"],
  ] as const)("and keeps a supervisor out of the room for %s", async (_what, change, rule) => {
    const grant = await obtainGrant(house);
    await authorise(people.supervisor.token, change as Partial<Authorisation>);
    await house.get("identity:signIn", people.requester);
    const { id: viewing } = await house.get("viewing:prepare", { grant: grant.id });
    await house.get("viewing:checkIn", { ...atTheDoor, viewing, ...people.requester, capacity: "viewer" });
    const failure = await house.refused("beyond-authorisation", "viewing:checkIn", {
      ...atTheDoor,
      viewing,
      ...people.supervisor,
      capacity: "supervisor",
    });
    expect(failure.rule).toBe(rule);
    expect(failure.article).toBeDefined();
    expect(logged("refuse").at(-1)).toMatchObject({
      attempt: "viewing:checkIn",
      failure: "beyond-authorisation",
      detail: rule,
      article: failure.article,
    });
    await stillUsable(house);
  });

  it("and opens no key for a viewer whose verb was taken away after they came in", async () => {
    const grant = await obtainGrant(house);
    await house.get("identity:signIn", people.requester);
    const { id: viewing } = await house.get("viewing:prepare", { grant: grant.id });
    await checkIn(house, viewing);
    await house.get("viewing:acceptNotice", { viewing });
    await authorise(people.requester.token, { verbs: ["copy"] });
    const failure = await house.refused("beyond-authorisation", "viewing:unlock", { viewing, ...people.supervisor });
    expect(failure.rule).toBe("verb-not-granted");
    expect(logged("key.open")).toEqual([]);
    await stillUsable(house);
  });
});

describe("R8, R12: the register of authorisations is believed only with its proof", () => {
  it("an altered, an unlogged, an unreadable and an older one change nothing and are in the log", async () => {
    const first = standingRegister(house);
    await authorise(people.supervisor.token, { acts: ["apply"] });
    expect(versions()).toEqual([1, 2]);
    const { register, leaf } = parseAuthorisationRegister(first);
    const { proof } = JSON.parse(first) as { proof: string };
    const raised = register.authorisations.map((held) => ({ ...held, grantedAt: "2026-01-01T00:00:00.000Z" }));
    const altered = formatAuthorisationRegister(registerText({ ...register, authorisations: raised }), leaf, proof);
    // Another hash on the way, whichever was there.
    const unlogged = first.replace(/"proof":"(.*?)\\n\\n/u, (whole) =>
      whole.replace(/([A-Za-z0-9+/])(?=[A-Za-z0-9+/]{42}=)/u, (letter) => (letter === "A" ? "B" : "A")),
    );
    for (const file of [altered, unlogged, "{}", first]) {
      // oxlint-disable-next-line no-await-in-loop -- each in its turn
      await slipIn(house, file, "authorisations");
    }
    const refusals = logged("refuse").filter((b) => b["attempt"] === "authorisations.take");
    expect(refusals.map((b) => b["detail"])).toEqual(["altered", "unlogged", "malformed", "older"]);
    expect(versions()).toEqual([1, 2]);
    const told = house.refusals().map(({ failure }) => failure);
    expect(told).toContain("statement-refused:older");
    const grant = await obtainGrant(house);
    await house.get("identity:signIn", people.requester);
    const { id: viewing } = await house.get("viewing:prepare", { grant: grant.id });
    await house.refused("beyond-authorisation", "viewing:checkIn", {
      ...atTheDoor,
      viewing,
      ...people.supervisor,
      capacity: "supervisor",
    });
    await stillUsable(house);
  });

  it("an earlier one that was put back on the shelf authorises nobody", async () => {
    const grant = await obtainGrant(house);
    const earlier = keptRegister(house);
    await authorise(people.supervisor.token, { acts: ["apply"] });
    await house.stopHeadquarters();
    await house.stopStation();
    putRegisterBack(house, earlier);
    await house.restart();
    await house.get("identity:signIn", people.requester);
    const { id: viewing } = await house.get("viewing:prepare", { grant: grant.id });
    const failure = await house.refused("beyond-authorisation", "viewing:checkIn", {
      ...atTheDoor,
      viewing,
      ...people.supervisor,
      capacity: "supervisor",
    });
    expect(failure.rule).toBe("register-unknown");
    await stillUsable(house);
  });

  it.each([
    ["main/access/administration/register.ts", "version < latest || ", "an older one"],
    ["main/formats/authorisation-register.ts", "file.digest !== file.statement.digest", "an altered one"],
    ["main/formats/authorisation-register.ts", 'verifyStatement(file, trust) ? null : "unlogged"', "an unlogged one"],
  ])("negative control: without %s %s the station would take %s", async (file, from, what) => {
    const first = standingRegister(house);
    await authorise(people.supervisor.token, { acts: ["apply"] });
    const second = standingRegister(house);
    const { register, leaf, statement } = parseAuthorisationRegister(second);
    const { proof } = JSON.parse(second) as { proof: string };
    const altered = registerText({ ...register, authorities: ["-"] });
    const raised = encodeRegisterStatement({ ...statement, version: 3, digest: registerDigest(altered) });
    const forged = {
      "an older one": first,
      "an altered one": formatAuthorisationRegister(altered, leaf, proof),
      "an unlogged one": formatAuthorisationRegister(altered, raised, proof),
    }[what];
    const mutant = makeMutant({
      file,
      from,
      to: from.startsWith("verify") ? "null" : from.startsWith("file") ? 'file.digest === ""' : "",
    });
    const blind = (await import(/* @vite-ignore */ join(mutant.folder, "main/access/administration/register.ts"))) as {
      createRegister: typeof createRegister;
    };
    const taken = [createRegister, blind.createRegister].map((create) => {
      const bare = bareRegister(create);
      expect(bare.take(second)).toBe(true);
      return bare.take(forged ?? "");
    });
    mutant.remove();
    expect(taken).toEqual([false, true]);
  });
});

/** A register on an empty shelf, with a log that nobody reads. */
function bareRegister(create: typeof createRegister): Register {
  const shelf = new Map<string, Uint8Array>();
  const { origin, verifierKey } = house.headquarters.headquarters;
  return create({
    shelf: {
      get: (kind, id) => shelf.get(`${kind}/${id}`) ?? null,
      put: (kind, id, bytes) => void shelf.set(`${kind}/${id}`, bytes),
      remove: (kind, id) => void shelf.delete(`${kind}/${id}`),
      ids: () => [...shelf.keys()],
    },
    log: { append: () => undefined },
    trust: () => ({ origin, verifierKeys: [verifierKey] }),
    loggedVersion: () => 0,
  });
}
