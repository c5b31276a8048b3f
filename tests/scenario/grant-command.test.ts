import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inspectGrantCommand } from "../../main/commands/grant.ts";
import { openHouse, people, type House } from "./house.ts";
import { latestGrantFile } from "./outbox.ts";
import { obtainGrant } from "./story.ts";

const folder = mkdtempSync(join(tmpdir(), "vitrine-grant-"));
let house: House;
let text: string;
let key: string;
let authority: string;

function fileOf(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function run(
  file: string,
  options: { key?: string[]; authority?: string; language?: "zh" | "en"; json?: boolean; now?: number } = {},
): { readonly code: number; readonly said: string } {
  const said: string[] = [];
  const usual = { key: [key], authority: undefined, language: "en", json: false, now: Date.now() } as const;
  const code = inspectGrantCommand({ file, ...usual, ...options, line: (one) => void said.push(one) });
  return { code, said: said.join("\n") };
}

beforeAll(async () => {
  house = await openHouse();
  const viewer = {
    name: "钱多",
    idKind: "residentId",
    idNo: "320311199001011234",
    unit: "示例书店",
    contact: "",
    protected: false,
    minor: true,
  };
  const guardian = { ...viewer, name: "钱父", idNo: "320311196001015678", minor: false, capacity: "guardian" };
  await obtainGrant(house, {
    form: { applicantClass: "otherAgency", legalRoute: "fileAccess", viewer, companions: [guardian] },
    approval: { supervisors: [people.supervisor.token, people.secondSupervisor.token] },
  });
  text = latestGrantFile(house);
  const enrolment = JSON.parse(readFileSync(join(house.folder, "station", "enrolment.json"), "utf8")) as {
    headquarters: { verifierKey: string };
    trustPem: string;
  };
  key = enrolment.headquarters.verifierKey;
  authority = fileOf("authority.pem", enrolment.trustPem);
});
afterAll(async () => {
  await house.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("vitrine grant inspect", () => {
  it("R1 says who, what, when, where, under whose approval, and by which key the proof holds", () => {
    const { code, said } = run(fileOf("grant.json", text), { authority });
    expect(code).toBe(0);
    for (const fact of [
      "钱多 (320***************, official certificate, letter of the unit, not of age)",
      "guardian 钱父",
      "1 supervisor(s) of 赵敏, 郑怀远; a guardian",
      "frames 10–29, 20 in all (keys of 2 encrypted segments)",
      "open now",
      "room-301",
      "张国华 (p-0004)",
      "generic",
      `VERIFIED: in`,
      key,
      "request and every approval are signed",
    ]) {
      expect(said).toContain(fact);
    }
    expect(said).not.toContain("320311199001011234");
    expect(said).not.toContain("Missing");
    expect(run(fileOf("grant.json", text), { authority, language: "zh" }).said).toContain("已核验");
  });

  it("says what is missing when nothing vouches for the proof, and when the window is over", () => {
    const { code, said } = run(fileOf("grant.json", text), { key: [], now: Date.now() + 30 * 24 * 3_600_000 });
    expect(code).toBe(1);
    expect(said).toContain("NOT CONFIRMED");
    expect(said).toContain("Missing: the key of headquarters' log");
    expect(said).toContain("Missing: a new approval: the window is over");
  });

  it("R1 rejects a proof under another key, and a leaf that was changed", () => {
    const other = "example.test/headquarters+5a5a5a5a+AWNjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj";
    expect(() => run(fileOf("grant.json", text), { key: [other] })).toThrow("verifier key");
    const file = JSON.parse(text) as { leaf: string };
    const leaf = Buffer.from(file.leaf, "base64url").toString("utf8");
    const changed = leaf.replace(/"playBudget":2/u, '"playBudget":9');
    expect(changed).not.toBe(leaf);
    const forged = JSON.stringify({ ...file, leaf: Buffer.from(changed, "utf8").toString("base64url") });
    const { code, said } = run(fileOf("forged.json", forged));
    expect(code).toBe(1);
    expect(said).toContain("REJECTED");
    const stranger = fileOf("stranger.pem", "no certificate");
    expect(run(fileOf("grant.json", text), { authority: stranger })).toMatchObject({ code: 1 });
  });

  it("answers 2 for what is no grant, as JSON too", () => {
    expect(run(fileOf("empty.json", "")).code).toBe(2);
    expect(run(join(folder, "missing.json")).code).toBe(2);
    expect(run(folder).code).toBe(2);
    expect(run(fileOf("cut.json", text.slice(0, 500)), { json: true }).said).toBe('{"outcome":"unreadable"}');
    const { said } = run(fileOf("grant.json", text), { json: true });
    expect(JSON.parse(said)).toMatchObject({ proof: "verified", acts: "unchecked", window: "open" });
    expect(said).not.toContain('"ct"');
  });
});
