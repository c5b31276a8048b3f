import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { checkReleaseCommand, releaseRootsCommand, signReleaseCommand } from "../../../main/commands/release.ts";
import { formatRelease } from "../../../main/formats/release.ts";
import { releaseOf } from "../../support/releases.ts";

const folder = mkdtempSync(join(tmpdir(), "vitrine-release-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const artefact = new TextEncoder().encode("package");

function run(
  work: (terminal: { language: "en" | "zh"; line: (text: string) => void }) => unknown,
  language: "en" | "zh" = "en",
) {
  const lines: string[] = [];
  const code = work({ language, line: (text) => void lines.push(text) });
  return { code, lines };
}

describe("vitrine release", () => {
  const passphrase = "correct horse";
  const names = ["a", "b", "c"].map((name) => `vitrine/releases/sealed/${name}`);
  names.forEach((_name, index) => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const sealed = index === 1 ? { cipher: "aes-256-cbc", passphrase } : {};
    writeFileSync(at(`${index}.pem`), privateKey.export({ type: "pkcs8", format: "pem", ...sealed }));
  });
  const sign = (index: number, secret?: string) =>
    run((terminal) =>
      signReleaseCommand(
        {
          file: at("release.json"),
          key: at(`${index}.pem`),
          name: names[index] ?? "",
          ...(secret === undefined ? {} : { passphrase: secret }),
        },
        terminal,
      ),
    );
  const check = async (more: { artefact?: string; now?: number } = {}, language: "en" | "zh" = "en") => {
    const { code, lines } = run(
      (terminal) =>
        checkReleaseCommand({ file: at("release.json"), roots: at("roots.json"), now: Date.now(), ...more }, terminal),
      language,
    );
    return { code: await code, lines };
  };
  writeFileSync(at("release.json"), formatRelease(releaseOf(artefact)));
  writeFileSync(at("package.deb"), artefact);

  it("two persons sign one after the other with keys of their own, and only then it holds", async () => {
    const shown = [0, 1, 2].map((index) => {
      const { lines } = sign(index, index === 1 ? passphrase : undefined);
      return (lines[1] ?? "").replace("public key: ", "");
    });
    expect(
      run((terminal) => releaseRootsCommand({ edition: "sealed", keys: shown, out: at("roots.json") }, terminal)).code,
    ).toBe(0);
    writeFileSync(at("release.json"), formatRelease(releaseOf(artefact)));
    expect(await check()).toMatchObject({ code: 1, lines: [expect.stringContaining("No release key")] });
    expect(sign(0).code).toBe(0);
    expect(sign(0).code).toBe(0);
    expect(await check({}, "zh")).toMatchObject({ code: 1, lines: [expect.stringContaining("至少需要两人签名")] });
    expect(sign(1, passphrase).code).toBe(0);
    const checked = await check({ artefact: at("package.deb") });
    expect(checked.code).toBe(0);
    expect(checked.lines).toContain("version 0.9.2, counter 5, sealed, linux-x64");
    expect(checked.lines.at(-1)).toContain("the package is the one they name");
  });

  it("says no to another package, to an expired release, and to one that was changed", async () => {
    writeFileSync(at("other.deb"), "other");
    expect((await check({ artefact: at("other.deb") })).code).toBe(1);
    expect((await check({ now: Date.now() + 400 * 86_400_000 })).lines.at(-1)).toContain("expired");
    writeFileSync(
      at("release.json"),
      readFileSync(at("release.json"), "utf8").replace('"rollout":100', '"rollout":10'),
    );
    expect(await check()).toMatchObject({ code: 1, lines: [expect.stringContaining("changed after it was signed")] });
  });

  it("refuses keys and files that are none, and two keys in place of three", () => {
    expect(sign(1, "wrong").code).toBe(2);
    writeFileSync(at("release.json"), "{}");
    expect(sign(0).lines).toEqual([expect.stringContaining("no release.json")]);
    const [key = ""] = JSON.parse(readFileSync(at("roots.json"), "utf8")).keys as string[];
    const roots = (keys: string[], out: string) =>
      run((terminal) => releaseRootsCommand({ edition: "sealed", keys, out: at(out) }, terminal));
    expect(roots([key, key, key], "twice.json")).toMatchObject({
      code: 2,
      lines: [expect.stringContaining("Three different")],
    });
    expect(roots([key], "roots.json").code).toBe(2);
  });
});
