import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromUtf8, utf8 } from "../../../main/formats/bytes.ts";
import { decodeCanonical, encodeCanonical } from "../../../main/formats/canonical-json.ts";
import { openPolicyFile, signPolicy, type PolicyFileAnswer } from "../../../main/formats/policy-file.ts";
import {
  genericPolicy,
  policyDigest,
  PolicyRefused,
  shippedPolicy,
  startHeadquarters,
} from "../../../main/headquarters/index.ts";
import { openLog } from "../../../main/auditlog/index.ts";
import { openDatabase } from "../../../main/headquarters/database/database.ts";
import type { PolicyPack } from "../../../shared/model/policy.ts";
import { World } from "../../support/headquarters.ts";

let world: World;
beforeAll(async () => {
  world = await World.open({ recordings: false });
  await world.addPerson("p-legal", ["legalOfficer"]);
  await world.addPerson("p-formerlegal", ["legalOfficer"]);
}, 60_000);
afterAll(() => world.close());

const first = genericPolicy();
const next: PolicyPack = { ...first, version: first.version + 1, pause: { ...first.pause, limitMinutes: 5 } };
const statementOf = (pack: PolicyPack) => ({ pack: pack.pack, version: pack.version, digest: policyDigest(pack) });
const signed = (person: string, pack: PolicyPack) =>
  signPolicy(statementOf(pack), { ...world.signer(person), at: world.now() });

/** Starts this headquarters again; the one that ran is closed first. */
async function restart(policy?: PolicyPack, policySignature?: Uint8Array): Promise<void> {
  await world.headquarters.close();
  world.headquarters = await startHeadquarters({
    folder: join(world.folder, "headquarters"),
    clock: { now: Date.now },
    ...(policy === undefined ? {} : { policy }),
    ...(policySignature === undefined ? {} : { policySignature }),
  });
}

/** Starts it under a pack that it has to refuse, and then as it was. */
async function refusal(policy: PolicyPack, policySignature?: Uint8Array): Promise<string> {
  try {
    await restart(policy, policySignature);
  } catch (error) {
    await restart();
    return error instanceof PolicyRefused ? error.reason : String(error);
  }
  return "adopted";
}

async function entries() {
  await world.headquarters.close();
  const log = openLog(join(world.folder, "headquarters", "log"), {
    origin: world.headquarters.origin,
    clock: { wall: () => new Date(), mono: () => process.hrtime.bigint() },
    keyStore: null,
    kind: "headquarters",
    software: "test",
  });
  const read = [...log.entries()];
  log.close();
  await restart();
  return read;
}

const trust = () => ({
  origin: world.headquarters.origin,
  verifierKeys: [world.station.enrolled.headquarters.verifierKey],
  authorities: [world.headquarters.trustPem],
});
async function fileFromRoute(): Promise<string> {
  const answer = await world.call("policy", {});
  if (!answer.ok) {
    throw new Error("no policy");
  }
  return answer.value.file;
}

describe("a pack that takes the place of another", () => {
  it.each<[string, string, () => Promise<string>]>([
    ["nobody signed", "unsigned", () => refusal(next)],
    [
      "was changed after it was signed",
      "signature",
      () => refusal({ ...next, offline: { ...next.offline, longestDays: 90 } }, signed("p-legal", next)),
    ],
    ["somebody without the office signed", "signer", () => refusal(next, signed("p-approver", next))],
    [
      "is older than the one in force",
      "older",
      () =>
        refusal({ ...next, version: first.version - 1 }, signed("p-legal", { ...next, version: first.version - 1 })),
    ],
    [
      "has the version in force and other contents",
      "altered",
      () => refusal({ ...next, version: first.version }, signed("p-legal", { ...next, version: first.version })),
    ],
    [
      "belongs to another authority",
      "other-authority",
      () =>
        refusal(
          { ...shippedPolicy("xiamen"), version: 9 },
          signed("p-legal", { ...shippedPolicy("xiamen"), version: 9 }),
        ),
    ],
    ["comes with a signature that is none", "signature", () => refusal(next, utf8("signature"))],
  ])("R11 that %s is refused, and the one in force stays", async (_what, reason, attempt) => {
    expect(await attempt()).toBe(reason);
    expect(world.headquarters.policy).toEqual(first);
  });

  it("R11 whose signer has lost the office is refused", async () => {
    const signature = signed("p-formerlegal", next);
    await world.headquarters.administration.revokePerson("p-formerlegal" as never);
    expect(await refusal(next, signature)).toBe("signer");
  });

  it("R12 each refusal is an entry of the log with its reason", async () => {
    await refusal(next);
    const refusals = (await entries()).flatMap((entry) =>
      entry.t === "hq.refuse" && entry.b.attempt === "policy.adopt" ? [entry.b] : [],
    );
    expect(refusals.at(-1)).toMatchObject({ facts: { reason: "unsigned" }, subject: `generic ${next.version}` });
  });

  it("R11 is adopted with a legal officer's signature, logged with its digest, and found again without being named", async () => {
    await restart(next, signed("p-legal", next));
    expect(world.headquarters.policy.pause.limitMinutes).toBe(5);
    await restart();
    expect(world.headquarters.policy).toEqual(next);
    const logged = (await entries()).flatMap((entry) => (entry.t === "hq.policy" ? [entry.b] : []));
    expect(logged[0]).toMatchObject({ ...statementOf(first), signer: { person: "p-founding" } });
    expect(logged.at(-1)).toMatchObject({ ...statementOf(next), signer: { person: "p-legal" } });
    expect(await refusal(first)).toBe("older");
  });

  it("is signed so that openssl says the same", () => {
    const [cms, ca] = ["policy.p7m", "ca.pem"].map((name) => join(world.folder, name));
    writeFileSync(cms ?? "", signed("p-legal", next));
    writeFileSync(ca ?? "", world.headquarters.trustPem);
    const said = execFileSync("openssl", ["cms", "-verify", "-inform", "DER", "-in", cms ?? "", "-CAfile", ca ?? ""], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(JSON.parse(said.toString("utf8"))).toEqual({ v: 1, t: "policy.sign", ...statementOf(next) });
  });
});

describe("the pack as a station gets it", () => {
  const reason = (answer: PolicyFileAnswer): string => (answer.ok ? "taken" : answer.reason);
  /** Changes one member of the file, as somebody between headquarters and station could. */
  const changed = async (change: (file: Record<string, unknown>) => Record<string, unknown>): Promise<string> => {
    const file = decodeCanonical(utf8(await fileFromRoute())) as Record<string, unknown>;
    return fromUtf8(encodeCanonical(change(file) as never));
  };

  it("R11 is taken with its signature and the proof that headquarters logged it", async () => {
    const answer = openPolicyFile(await fileFromRoute(), trust());
    expect(answer).toMatchObject({ ok: true, statement: statementOf(world.headquarters.policy) });
    expect(answer.ok ? answer.pack : null).toEqual(JSON.parse(JSON.stringify(world.headquarters.policy)));
  });

  it("R11 is refused when a word of it was changed", async () => {
    const bent = await changed((file) => ({
      ...file,
      pack: String(file["pack"]).replace('"limitMinutes":5', '"limitMinutes":9'),
    }));
    expect(reason(openPolicyFile(bent, trust()))).toBe("altered");
  });

  it("R11 is refused with the signature of somebody this authority does not know", async () => {
    const other = await World.open({ recordings: false, anew: true });
    try {
      await other.addPerson("p-legal", ["legalOfficer"]);
      const foreign = signPolicy(statementOf(next), { ...other.signer("p-legal"), at: world.now() });
      const bent = await changed((file) => ({ ...file, signature: Buffer.from(foreign).toString("base64") }));
      expect(reason(openPolicyFile(bent, trust()))).toBe("unsigned");
      expect(reason(openPolicyFile(await fileFromRoute(), { ...trust(), origin: "other/headquarters" }))).toBe(
        "altered",
      );
      const keys = { ...trust(), verifierKeys: [other.station.enrolled.headquarters.verifierKey] };
      expect(reason(openPolicyFile(await fileFromRoute(), keys))).toBe("unlogged");
    } finally {
      await other.close();
    }
  });

  it.each(["", "{}", '{"v":1}', "no json"])("is refused when it is %j", (text) => {
    expect(reason(openPolicyFile(text, trust()))).toBe("malformed");
  });
});

describe("the table of packs", () => {
  it("R11 lets nobody change or remove a pack that was adopted", async () => {
    await world.headquarters.close();
    const { sqlite: table } = openDatabase(join(world.folder, "headquarters", "headquarters.sqlite"));
    try {
      expect(() => table.driver.exec("UPDATE policy SET text = '{}'")).toThrow("not changed");
      expect(() => table.driver.exec("DELETE FROM policy")).toThrow("not removed");
    } finally {
      table.close();
    }
    await restart();
  });

  it("C11 R11 does not start under a pack that is no longer what was signed", async () => {
    await world.headquarters.close();
    const file = join(world.folder, "headquarters", "headquarters.sqlite");
    const { sqlite: table } = openDatabase(file);
    const bend = (from: string, to: string) => {
      table.driver.exec("DROP TRIGGER IF EXISTS policy_is_kept");
      table.driver.exec(`UPDATE policy SET text = replace(text, '${from}', '${to}')`);
    };
    bend('"limitMinutes":5', '"limitMinutes":9');
    await expect(restart()).rejects.toMatchObject({ name: "PolicyRefused", reason: "damaged" });
    bend('"limitMinutes":9', '"limitMinutes":5');
    table.close();
    await restart();
  });
});
