import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { generateSigningKey, publicKeyOf } from "../../../main/formats/ed25519.ts";
import { FormatError } from "../../../main/formats/format-error.ts";
import {
  byPath,
  isInstalledPath,
  openInstallation,
  signInstallation,
  type Installation,
  type InstalledEntry,
} from "../../../main/formats/installation.ts";
import { parseVerifierKey, signNote, verifierKey } from "../../../main/formats/signed-note.ts";

const signer = { name: "vitrine/releases/test", key: generateSigningKey().privateKey };
const keys = [parseVerifierKey(verifierKey(signer.name, publicKeyOf(signer.key)))];
const file = (path: string): InstalledEntry => ({ kind: "file", path, mode: "644", size: 3, sha256: "ab".repeat(32) });
const release: Installation = {
  edition: "sealed",
  version: "1.2.3",
  counter: 7,
  electron: "45.4.1",
  platform: "linux-x64",
  entries: [
    file("LICENSE.electron.txt"),
    { kind: "link", path: "lib a", target: "resources/b c" },
    file("resources/app.asar"),
  ],
};
const changed =
  (change: Partial<Installation>): (() => string) =>
  () =>
    signInstallation({ ...release, ...change }, signer);

describe("the signed list of an installed tree (R4, R13)", () => {
  it("says again what was signed, names with spaces and links included", () => {
    expect(openInstallation(signInstallation(release, signer), keys)).toEqual(release);
  });

  it("says again every tree whose names may stand in it", () => {
    const path = fc
      .array(fc.stringMatching(/^[!-[\]-~]{1,12}$/u), { minLength: 1, maxLength: 3 })
      .map((names) => names.join("/"));
    fc.assert(
      fc.property(fc.uniqueArray(path.filter(isInstalledPath), { minLength: 1, maxLength: 20 }), (paths) => {
        const entries = paths.map(file).toSorted(byPath);
        expect(openInstallation(signInstallation({ ...release, entries }, signer), keys)?.entries).toEqual(entries);
      }),
    );
  });

  it("is nobody's without a key of the releases, and malformed with one changed letter", () => {
    const note = signInstallation(release, signer);
    const other = { ...signer, key: generateSigningKey().privateKey };
    expect(openInstallation(signInstallation(release, other), keys)).toBeNull();
    for (const [from, to] of [
      ["file 644", "file 755"],
      ["counter 7", "counter 8"],
      ["edition sealed", "edition end-to-end"],
      ["app.asar", "app.asaR"],
    ] as const) {
      expect(() => openInstallation(note.replace(from, to), keys)).toThrow(FormatError);
    }
  });

  it.each([
    ["no entry", { entries: [] }],
    ["the same path twice", { entries: [file("a"), file("a")] }],
    ["paths out of order", { entries: [file("b"), file("a")] }],
    ["a path that leads out", { entries: [file("../a")] }],
    ["an absolute path", { entries: [file("/etc/passwd")] }],
    ["an empty name", { entries: [file("a//b")] }],
    ["a line break in a name", { entries: [file("a\nfile 644 3 b")] }],
    ["a backslash", { entries: [file("a\\b")] }],
    ["the list itself", { entries: [file("installation.note")] }],
    ["a link that leads out", { entries: [{ kind: "link", path: "a", target: "../../etc" } as const] }],
    ["a mode that is none", { entries: [{ ...file("a"), mode: "888" } as InstalledEntry] }],
    ["a size below zero", { entries: [{ ...file("a"), size: -1 } as InstalledEntry] }],
    ["half a digest", { entries: [{ ...file("a"), sha256: "ab" } as InstalledEntry] }],
    ["a counter below zero", { counter: -1 }],
    ["a version that is none", { version: "latest" }],
    ["a platform that is none", { platform: "Linux" }],
  ] satisfies [string, Partial<Installation>][])("refuses %s", (_what, change) => {
    expect(changed(change)).toThrow(FormatError);
  });

  it.each([
    ["another kind of note", (text: string) => text.replace("vitrine installation v1", "vitrine installation v2")],
    ["a line too few", (text: string) => text.replace(/file .*\n$/u, "")],
    ["a line that is none", (text: string) => text.replace(/file .*\n$/u, "file\n")],
    ["fields in another order", (text: string) => text.replace(/(version .*\n)(counter .*\n)/u, "$2$1")],
    ["a link shorter than it says", (text: string) => text.replace(/^link 13/mu, "link 12")],
  ] as const)("refuses %s, signed as it may be", (_what, change) => {
    const text = signInstallation(release, signer).split("\n\n")[0] ?? "";
    const other = change(`${text}\n`);
    expect(other).not.toBe(`${text}\n`);
    expect(() => openInstallation(signNote(other, signer), keys)).toThrow(FormatError);
  });
});
