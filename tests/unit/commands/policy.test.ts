import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  checkPolicyCommand,
  explainPolicyCommand,
  listPoliciesCommand,
  signPolicyCommand,
} from "../../../main/commands/policy.ts";
import type { CommandLanguage } from "../../../main/commands/words.ts";
import { sealToken } from "../../../main/formats/pkcs12.ts";
import { verifyPolicySignature } from "../../../main/formats/policy-file.ts";
import { createAuthority, issuePerson } from "../../../main/formats/x509.ts";
import { policyDigest, shippedPolicies, shippedPolicy } from "../../../main/headquarters/index.ts";

const now = Date.parse("2026-11-25T12:00:00+08:00");
const folder = mkdtempSync(join(tmpdir(), "vitrine-policy-command-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(
  language: CommandLanguage,
  command: (out: { language: CommandLanguage; line: (text: string) => void }) => number,
) {
  const lines: string[] = [];
  const code = command({ language, line: (text) => void lines.push(text) });
  return { code, text: lines.join("\n") };
}
const check = (file: string, language: CommandLanguage = "zh") =>
  run(language, (out) => checkPolicyCommand({ ...out, file, now }));
const explain = (
  file: string,
  options: Parameters<typeof explainPolicyCommand>[0]["options"],
  language: CommandLanguage = "zh",
) => run(language, (out) => explainPolicyCommand({ ...out, file, options }));
const written = (name: string, content: string): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};

describe("vitrine policy list", () => {
  it.each(["zh", "en"] as const)("names every pack that ships, in %s", (language) => {
    const { code, text } = run(language, listPoliciesCommand);
    expect(code).toBe(0);
    expect(text.split("\n").map((line) => line.split(" ")[0])).toEqual(shippedPolicies());
  });
});

describe("vitrine policy check", () => {
  it("ends with 0 when there is nothing to answer for", () => {
    expect(check("zibo-tobacco")).toMatchObject({ code: 0 });
    expect(check("zibo-tobacco", "en").text).toContain("No contradiction and no gap was found.");
  });

  it("O-95 O-14 ends with 1 for Xiamen and names both contradictions with what is done meanwhile", () => {
    const { code, text } = check("xiamen");
    expect(code).toBe(1);
    for (const article of ["CF-10.3", "CF-11.1", "CF-18", "FP-23", "H-xiamen-longer", "H-xiamen-copy"]) {
      expect(text).toContain(`[${article}]`);
    }
    expect(text.match(/^\[冲突\]/gmu)).toHaveLength(2);
  });

  it("ends with 2 and says where, when the file is no pack", () => {
    const broken = written("broken.json", JSON.stringify({ pack: "own", version: 0, verbz: [] }));
    expect(check(broken)).toMatchObject({ code: 2 });
    expect(check(broken).text).toContain("version：超出范围（应 ≥ 1）。");
    expect(check(broken, "en").text).toContain("the file: there is no field “verbz”.");
    expect(check(broken, "en").text).toContain("articles: missing");
  });

  it.each([
    ["no file", join(folder, "absent.json"), "cannot be read"],
    ["an empty one", written("empty.json", ""), "not JSON"],
    ["half of one", written("half.json", '{"pack": "own", '), "not JSON"],
    ["a huge one", written("huge.json", " ".repeat(4 * 1024 * 1024 + 1)), "out of bounds"],
  ])("ends with 2 for %s", (_what, file, words) => {
    const { code, text } = check(file, "en");
    expect(code).toBe(2);
    expect(text).toContain(words);
  });
});

describe("vitrine policy sign", () => {
  const authority = createAuthority({ name: "示例市", days: 30 });
  const { certificatePem, privateKeyPem } = issuePerson(authority, {
    person: "p-legal",
    name: "周法明",
    unit: "",
    days: 9,
  });
  const token = join(folder, "legal.p12");
  writeFileSync(
    token,
    sealToken({ certificatePem, privateKeyPem, chainPem: authority.certificatePem, pin: "135706", name: "周法明" }),
  );
  const sign = (change: { file?: string; token?: string; pin?: string } = {}) =>
    run("en", (out) =>
      signPolicyCommand({
        ...out,
        file: "xiamen",
        token,
        pin: "135706",
        out: join(folder, "xiamen.p7m"),
        now: Date.now(),
        ...change,
      }),
    );

  it("R11 signs exactly this pack", () => {
    expect(sign()).toMatchObject({ code: 0 });
    const pack = shippedPolicy("xiamen");
    const statement = { pack: "xiamen", version: pack.version, digest: policyDigest(pack) };
    const signature = new Uint8Array(readFileSync(join(folder, "xiamen.p7m")));
    const trust = { authorities: [authority.certificatePem] };
    expect(verifyPolicySignature(signature, statement, trust)).toMatchObject({ person: "p-legal" });
    expect(verifyPolicySignature(signature, { ...statement, version: pack.version + 1 }, trust)).toBeNull();
  });

  it("ends with 2 without token, PIN or pack", () => {
    expect(sign({ pin: "000000" })).toEqual({ code: 2, text: "Wrong PIN, or the token is damaged." });
    expect(sign({ token: join(folder, "absent.p12") })).toEqual({ code: 2, text: "The token file cannot be read." });
    expect(sign({ file: join(folder, "absent.json") })).toMatchObject({ code: 2 });
  });
});

describe("vitrine policy explain", () => {
  it("O-13 prints the chain of a lawyer's copy in Xiamen with its articles", () => {
    const { code, text } = explain("xiamen", { class: "lawyer", verb: "copy" });
    expect(code).toBe(0);
    expect(text).toContain("1. 审批决定: 执法案卷管理部门主要领导");
    expect(text).toContain("[CF-19.4]");
    expect(text).toContain("授权委托书");
  });

  it("O-14 prints both routes of a party's copy, or the one that is asked for", () => {
    expect(explain("xiamen", { class: "party", verb: "copy" }).text).toMatch(/CF-18[\s\S]*FP-23/u);
    expect(explain("xiamen", { class: "party", verb: "copy", route: "disclosure" }).text).not.toContain("CF-18");
  });

  it("ends with 1 and the article, when the rules do not allow it", () => {
    expect(explain("north-carolina", { class: "party", verb: "copy" }, "en")).toMatchObject({ code: 1 });
    expect(explain("north-carolina", { class: "party", verb: "copy" }, "en").text).toContain("132-1.4A(g)");
    const secret = { class: "party", verb: "view", confidential: true };
    expect(explain("xiamen", secret)).toMatchObject({ code: 1 });
    expect(explain("xiamen", secret).text).toContain("CF-17");
    expect(explain("xiamen", { class: "party", verb: "copy", route: "transfer" })).toMatchObject({ code: 1 });
  });

  it("ends with 2 for a word it does not know, and says which there are", () => {
    const { code, text } = explain("xiamen", { class: "friend", verb: "copy" }, "en");
    expect(code).toBe(2);
    expect(text).toContain("lawyer");
  });
});
