import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demonstrationPeople } from "../../main/headquarters/demonstration/people.ts";
import { failureSchema } from "../../shared/failure.ts";
import { requestChannels, type RequestChannel } from "../../shared/ipc/channels.ts";
import { requests } from "../../shared/ipc/contract.ts";
import type { Role } from "../../shared/model/person.ts";
import { arbitraryOf, broken, hostileInputs } from "../support/arbitrary.ts";
import { openHouse, people, type House } from "./house.ts";

/** Script that has taken the interface over: it may ask everything the table has, and knows what honest questions look like. */

const seed = 20_261_203;

/** What a page may know and do while nobody is signed in. */
const beforeSignIn: ReadonlySet<RequestChannel> = new Set([
  "station:status",
  "station:setLocale",
  "station:policy",
  "station:joining",
  // On a station that has joined both say so; a certificate with its PIN speaks for itself.
  "station:join",
  "identity:tokens",
  "identity:signIn",
  "identity:unlock",
  "identity:signOut",
  "identity:current",
  "viewing:current",
  // Takes a picture away, which needs nobody's leave.
  "viewing:halt",
  // Whether the log is whole, and what waits, without a word of what is in it.
  "station:tasks",
  "log:verify",
  "log:cancelVerify",
  // Sealed to headquarters, which alone can read it; what comes back is signed by headquarters.
  "sync:now",
  "bundle:export",
  "bundle:import",
]);

/** Would end the round, or take long and say nothing. */
const spared: ReadonlySet<RequestChannel> = new Set([
  "identity:signOut",
  "identity:signIn",
  "identity:unlock",
  "log:verify",
]);

/** One honest-looking question for each channel. */
function questions(): [RequestChannel, unknown][] {
  return requestChannels.map((channel) => [
    channel,
    fc.sample(arbitraryOf(requests[channel].input), { seed, numRuns: 1 })[0],
  ]);
}

/** As few persons as hold every office there is. */
function oneOfEachOffice(): typeof demonstrationPeople {
  const held = new Set<Role>();
  return demonstrationPeople.filter(({ roles }) => {
    const isNew = roles.some((role) => !held.has(role));
    roles.forEach((role) => held.add(role));
    return isNew;
  });
}

/** Whether a question carries a PIN, here a made-up one; opening a certificate with it takes its time, so two persons try. */
const isSigned = (input: unknown): boolean => JSON.stringify(input ?? "").includes('"pin"');

describe("script in the interface, within what the table lets it ask (R4, R7)", () => {
  let house: House;
  const ask = async (channel: string, input: unknown): Promise<{ readonly ok: boolean; readonly code: string }> => {
    const answer = (await house.app.invoke(channel, input, {
      isMainFrame: true,
      url: `${house.shell.origins.interface}/`,
    })) as
      | { readonly ok: true; readonly value: unknown }
      | { readonly ok: false; readonly failure: { readonly code: string } };
    return { ok: answer.ok, code: answer.ok ? "" : answer.failure.code };
  };

  beforeAll(async () => {
    house = await openHouse();
  });
  afterAll(() => house.close());

  it("learns before anybody has signed in what the sign-in page shows, and nothing else", async () => {
    const answered: string[] = [];
    const turnedAway = new Map<string, string>();
    for (const [channel, input] of questions()) {
      // oxlint-disable-next-line no-await-in-loop -- one question after the other
      const { ok, code } = await ask(channel, input);
      answered.push(...(ok ? [channel] : []));
      turnedAway.set(channel, code);
    }
    expect(answered.filter((channel) => !beforeSignIn.has(channel as RequestChannel)).join()).toEqual("");
    expect(answered.length).toBeGreaterThan(5);
    // Not for want of an honest question: each is turned away because nobody has signed in.
    const honest = questions().filter(
      ([channel, input]) => !beforeSignIn.has(channel) && requests[channel].input.safeParse(input).success,
    );
    expect(honest.length).toBeGreaterThan(60);
    expect(honest.filter(([channel]) => turnedAway.get(channel) !== "not-signed-in")).toEqual([]);
    const tried = new Set(house.refusals().map(({ attempt }) => attempt));
    expect(["log:export", "viewing:unlock", "viewing:end"].filter((act) => !tried.has(act))).toEqual([]);
  });

  it("D10 has under every office what it gives, and can approve, sign or unlock nothing without a PIN of theirs", async () => {
    const may = new Map<string, Set<Role>>();
    for (const [at, { person, pin, roles }] of oneOfEachOffice().entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one person after the other
      const entered = await ask("identity:signIn", { token: person, pin });
      if (!entered.ok) {
        continue;
      }
      for (const [channel, input] of questions().filter(
        ([name, asked]) => !spared.has(name) && (at < 2 || !isSigned(asked)),
      )) {
        // oxlint-disable-next-line no-await-in-loop -- one question after the other
        const { ok } = await ask(channel, input);
        if (ok) {
          roles.forEach((role) => may.set(channel, (may.get(channel) ?? new Set()).add(role)));
        }
      }
      // oxlint-disable-next-line no-await-in-loop -- one person after the other
      await ask("identity:signOut", undefined);
    }
    const table = Object.fromEntries(
      [...may]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([channel, roles]) => [channel, [...roles].toSorted().join(" ")]),
    );
    expect(table).toMatchInlineSnapshot(`
      {
        "administration:arrivals": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "administration:dropShares": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "administration:show": "administrator archivist roomSupervisor",
        "annotations:fetch": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "annotations:list": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "annotations:notes": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "bundle:arrivals": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "bundle:export": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "declarations:list": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "evidence:files": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "evidence:list": "administrator approver archivist caseOfficer compliance legalOfficer roomSupervisor",
        "findings:list": "administrator archivist compliance roomSupervisor",
        "footage:search": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "forms:print": "administrator approver archivist caseOfficer compliance legalOfficer roomSupervisor",
        "grants:list": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "identity:active": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "identity:current": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "identity:people": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "identity:tokens": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "incidents:list": "administrator archivist compliance roomSupervisor",
        "log:cancelVerify": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "log:details": "administrator archivist compliance roomSupervisor",
        "log:entries": "administrator archivist compliance roomSupervisor",
        "log:export": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "policy:arrivals": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "policy:offers": "administrator archivist legalOfficer roomSupervisor",
        "registers:filters": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "registers:page": "administrator approver archivist caseOfficer compliance legalOfficer roomSupervisor",
        "registers:refusals": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "registers:saveFilters": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "registers:viewings": "administrator approver archivist caseOfficer compliance legalOfficer roomSupervisor",
        "requests:delegations": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "requests:draft": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "requests:list": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "requests:saveDraft": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "requests:scans": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "retention:show": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "standingOrders:list": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "station:joining": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "station:policy": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "station:setLocale": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "station:status": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "station:tasks": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "sync:now": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "tasks:seen": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
        "viewing:current": "administrator approver archivist caseOfficer compliance legalOfficer officer roomSupervisor",
      }
    `);
    // Nothing that needs a PIN got through on a made-up one.
    const signed = questions().flatMap(([channel, input]) => (isSigned(input) ? [channel] : []));
    expect(signed.length).toBeGreaterThan(20);
    expect(signed.filter((channel) => may.has(channel))).toEqual([]);
  });

  it("A35 A53 gets from the running station 600 answers within the contract, whatever it asks", async () => {
    await house.get("identity:signIn", people.requester);
    const kinds = new Map(requestChannels.map((channel) => [channel, arbitraryOf(requests[channel].input)]));
    const messages = fc.constantFrom(...requestChannels.filter((channel) => !spared.has(channel))).chain((channel) => {
      const honest = kinds.get(channel) ?? fc.constant(undefined);
      return fc.tuple(fc.constant(channel), fc.oneof(honest, broken(honest), hostileInputs));
    });
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    await fc.assert(
      fc.asyncProperty(messages, async ([channel, input]) => {
        const answer = (await house.app.invoke(channel, input, {
          isMainFrame: true,
          url: `${house.shell.origins.interface}/`,
        })) as {
          readonly ok: boolean;
          readonly value?: unknown;
          readonly failure?: unknown;
        };
        const schema = answer.ok ? requests[channel].output : failureSchema;
        expect(schema.safeParse(answer.ok ? answer.value : answer.failure).success).toBe(true);
        expect(JSON.stringify(answer)).not.toMatch(/"code":"internal"/u);
      }),
      { seed, numRuns: 600 },
    );
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
    await house.get("identity:signOut");
  });

  it("learns no name from the certificates in the reader, from a sign-in that fails, or from the list of people", async () => {
    const attempts = (await house.get("station:policy")).pin.attempts;
    const tell = async (token: string): Promise<readonly unknown[]> => {
      const said: unknown[] = [];
      for (let tried = 0; tried < attempts; tried++) {
        // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
        said.push(await house.call("identity:signIn", { token, pin: "000000" }));
        house.clock.pass(3_600_000);
      }
      return [...said, await house.call("identity:signIn", { token, pin: "000000" })];
    };
    // Word for word the same, to the lock: one that is here and one that is nowhere.
    expect(await tell("p-9999")).toEqual(await tell(people.legal.token));
    expect((await house.get("identity:tokens")).every((token) => !("demonstration" in token))).toBe(true);
    // Which certificates are in the reader is on the sign-in page; whose they are is not said by an attempt.
    expect((await house.get("identity:tokens")).every((token) => !("person" in token))).toBe(true);
    expect(await ask("identity:people", {})).toEqual({ ok: false, code: "not-signed-in" });
  });
});
