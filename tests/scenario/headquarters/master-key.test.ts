import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyCommand, type KeyCommand } from "../../../main/commands/master-key.ts";
import { openToken } from "../../../main/formats/pkcs12.ts";
import { storedEntries } from "../../support/station-log.ts";

const root = mkdtempSync(join(tmpdir(), "vitrine-master-key-"));
const folder = join(root, "hq");
const out = join(root, "out");
const lines: string[] = [];
const run = (command: KeyCommand, ...args: string[]): Promise<number> => {
  lines.length = 0;
  return keyCommand(command, ["--folder", folder, ...args], folder, {
    language: "en",
    line: (text) => void lines.push(text),
  });
};
const shareFiles = (): string[] =>
  readdirSync(out)
    .filter((name) => name.startsWith("key-share"))
    .map((name) => join(out, name))
    .toSorted();
const withShares = (...files: (string | undefined)[]): string[] => files.flatMap((file) => ["--share", file ?? ""]);

beforeAll(() => mkdirSync(folder, { recursive: true }));
afterAll(() => rmSync(root, { recursive: true }));

describe("a headquarters of its own", () => {
  it("is founded with two administrators whose tokens open, and only once", async () => {
    expect(await run("found", "--administrator", "甲", "--out", out)).toBe(1);
    expect(await run("found", "--administrator", "甲", "--administrator", "乙", "--unit", "支队", "--out", out)).toBe(
      0,
    );
    const pin = /PIN (\d{8})/u.exec(lines[0] ?? "")?.[1] ?? "";
    expect(openToken(readFileSync(join(out, "p-0001.p12")), pin).ok).toBe(true);
    expect(await run("found", "--administrator", "丙", "--administrator", "丁", "--out", out)).toBe(1);
  });

  it("splits its master key into printed shares, and rehearses from any two", async () => {
    expect(await run("backup", "--threshold", "4", "--printed", "3", "--out", out)).toBe(1);
    expect(await run("backup", "--threshold", "2", "--printed", "3", "--out", out)).toBe(0);
    const [one, two, three] = shareFiles();
    expect(await run("rehearse", ...withShares(one, three))).toBe(0);
    expect(lines[0]).toMatch(/^It works: all \d+ sealed secrets open/u);
    expect(await run("rehearse", ...withShares(two))).toBe(1);
    expect(lines[0]).toContain("too few shares");
  });

  it("does not restore while the key is there, nor from shares of another headquarters", async () => {
    const [one, two] = shareFiles();
    expect(await run("restore", ...withShares(one, two))).toBe(1);
    expect(lines[0]).toContain("in its place");
    const other = join(root, "other");
    const terminal = { language: "en", line: () => undefined } as const;
    await keyCommand(
      "backup",
      ["--folder", other, "--printed", "2", "--out", join(root, "other-out")],
      other,
      terminal,
    );
    renameSync(join(folder, "master.key"), join(root, "aside.key"));
    const foreign = readdirSync(join(root, "other-out")).map((name) => join(root, "other-out", name));
    expect(await run("restore", ...withShares(...foreign))).toBe(1);
    expect(lines[0]).toContain("does not open what this headquarters sealed");
    expect(existsSync(join(folder, "master.key"))).toBe(false);
    const altered = join(root, "altered.txt");
    writeFileSync(
      altered,
      readFileSync(two ?? "", "utf8").replace(/[0-9A-Z]/u, (letter) => (letter === "0" ? "1" : "0")),
    );
    expect(await run("restore", ...withShares(one, altered))).toBe(1);
  });

  it("restores the key where it is missing, bit by bit the same, and says so in its log", async () => {
    const [one, , three] = shareFiles();
    expect(await run("restore", ...withShares(three, one))).toBe(0);
    expect(readFileSync(join(folder, "master.key"))).toEqual(readFileSync(join(root, "aside.key")));
    const acts = storedEntries(folder).flatMap(({ t, b }) => (t === "hq.admin" ? [b["act"]] : []));
    expect(acts).toEqual(["keys.backup", "keys.rehearse", "keys.restore"]);
  });
});
