import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromUtf8 } from "../../../../main/formats/bytes.ts";
import { policyBytes, policyDigest } from "../../../../main/formats/policy-digest.ts";
import { signPolicy } from "../../../../main/formats/policy-file.ts";
import { issuePerson, readCertificate } from "../../../../main/formats/x509.ts";
import { openAuthority } from "../../../../main/headquarters/authority.ts";
import { openDatabase } from "../../../../main/headquarters/database/database.ts";
import { openDirectory } from "../../../../main/headquarters/directory.ts";
import { genericPolicy } from "../../../../main/headquarters/index.ts";
import { createJournal } from "../../../../main/headquarters/journal.ts";
import { openOwnLog } from "../../../../main/headquarters/own-log.ts";
import { adoptPolicy } from "../../../../main/headquarters/policy/adopt.ts";
import { openPolicyInForce } from "../../../../main/headquarters/policy/in-force.ts";
import * as real from "../../../../main/headquarters/policy/offers.ts";
import { openSecrets } from "../../../../main/headquarters/secrets.ts";
import { openTrust } from "../../../../main/headquarters/trust.ts";
import type { PolicyPack } from "../../../../shared/model/policy.ts";
import { makeMutant, type Mutation } from "../../../support/mutants.ts";

const file = "main/headquarters/policy/offers.ts";
const day = 86_400_000;
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** The offers of a headquarters with one legal officer, as the product or a copy of it opens them. */
async function scene({ openPolicyOffers }: Pick<typeof real, "openPolicyOffers">) {
  const folder = mkdtempSync(join(tmpdir(), "vitrine-offers-"));
  folders.push(folder);
  let now = Date.parse("2026-11-25T08:00:00Z");
  const clock = { now: () => now };
  const first = genericPolicy();
  const secrets = openSecrets(folder);
  const { database } = openDatabase(join(folder, "headquarters.sqlite"));
  const authority = openAuthority({ folder, secrets, clock, name: first.authority.zh });
  const directory = openDirectory(database);
  const trust = await openTrust(database, authority, clock);
  const adopted = await adoptPolicy(
    { database, authority, clock, issuers: trust.issuers(), directory },
    { pack: first },
  );
  const log = openOwnLog(folder, first, clock);
  const journal = createJournal(log);
  const parts = { database, log, journal, clock, issuers: trust.issuers(), cosigned: (text: string) => text };
  const inForce = await openPolicyInForce(parts, adopted);
  const offers = await openPolicyOffers({
    database,
    directory,
    trust,
    journal,
    clock,
    inForce,
    onReplaced: () => Promise.resolve(),
  });
  const person = "p-legal";
  const issued = issuePerson(authority, { person, name: person, unit: "", days: 300, notBefore: new Date(now - day) });
  const { digest: certificate } = readCertificate(issued.certificatePem);
  const about = { name: person, latinName: "", unit: "", post: "", certificateNo: "" };
  const named = { person, ...about, roles: ["legalOfficer"], certificate };
  await directory.add({ person: named as never, certificatePem: issued.certificatePem, outside: false });
  const packOf = (version: number): PolicyPack => ({ ...first, version: first.version + version });
  return {
    packOf,
    offers,
    inForce,
    leaveOffice: () => directory.revoke(person, now),
    turn: (ms: number) => {
      now += ms;
    },
    sign: (pack: PolicyPack) => {
      const statement = { pack: pack.pack, version: pack.version, digest: policyDigest(pack) };
      const signature = signPolicy(statement, { ...issued, at: new Date(now) });
      return offers.take(fromUtf8(policyBytes(pack)), signature, { person, station: "ws" });
    },
    async close() {
      await database.destroy();
      log.close();
    },
  };
}

type Scene = Awaited<ReturnType<typeof scene>>;

/** What each defence keeps from happening; `true` when it happened. */
const attempts: readonly (readonly [string, Mutation, (at: Scene) => Promise<boolean>])[] = [
  [
    "R8 the signer of a pack puts it into force",
    { file, from: "hands.includes(row.signed_by)", to: "hands.length === 0" },
    async ({ sign, offers, packOf }) => {
      await sign(packOf(1));
      expect(await offers.wrongActivation(policyDigest(packOf(1)), "2026-11-26", ["p-admin"])).toBeNull();
      return (await offers.wrongActivation(policyDigest(packOf(1)), "2026-11-26", ["p-legal"])) === null;
    },
  ],
  [
    "R11 a pack comes into force although its signer has left office",
    { file: "main/headquarters/policy/adopt.ts", from: "entry.revoked || ", to: "" },
    async ({ sign, offers, packOf, turn, leaveOffice, inForce }) => {
      await sign(packOf(1));
      await offers.activate(policyDigest(packOf(1)), "2026-11-26", "p-admin");
      await leaveOffice();
      turn(day);
      await offers.bring();
      return inForce.adopted().pack.version === packOf(1).version;
    },
  ],
  [
    "R11 an older pack takes the place of a newer one on its day",
    {
      file,
      from: "(other) => other.digest !== digest && !isInOrder",
      to: "(other) => other.digest === digest && !isInOrder",
    },
    async ({ sign, offers, packOf }) => {
      await sign(packOf(1));
      await sign(packOf(2));
      await offers.activate(policyDigest(packOf(2)), "2026-11-26", "p-admin");
      return (await offers.wrongActivation(policyDigest(packOf(1)), "2026-11-27", ["p-admin"])) === null;
    },
  ],
  [
    "R11 a pack with a rule that can never work is taken",
    { file, from: 'severity === "error"', to: 'severity === "never"' },
    async ({ sign, packOf }) => {
      const pack = packOf(1);
      return (await sign({ ...pack, playBudget: { ...pack.playBudget, default: 9, maximum: 1 } })).ok;
    },
  ],
];

describe.each(attempts)("never: %s", (_what, mutation, happens) => {
  let mutant: ReturnType<typeof makeMutant>;
  beforeAll(() => {
    mutant = makeMutant(mutation);
  });
  afterAll(() => mutant.remove());

  it("not in the product, and the test sees it in a copy without the defence", async () => {
    const sound = await scene(real);
    expect(await happens(sound)).toBe(false);
    await sound.close();
    const copy = (await import(/* @vite-ignore */ join(mutant.folder, file))) as typeof real;
    const broken = await scene(copy);
    expect(await happens(broken)).toBe(true);
    await broken.close();
  });
});
