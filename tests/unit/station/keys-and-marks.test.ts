import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Breach } from "../../../main/diagnostics/index.ts";
import type { KeyStore } from "../../../main/shell/port.ts";
import { openSealState } from "../../../main/station/seal-state.ts";
import { openSecrets } from "../../../main/station/secrets.ts";

const keyStore: KeyStore = {
  name: "test",
  wrap: (secret) => secret.map((byte) => byte ^ 0x5a),
  unwrap: (wrapped) => wrapped.map((byte) => byte ^ 0x5a),
};

describe("the station's files", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "vitrine-station-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("R3: keys come back as they were, wrapped where the platform can, in a file of mode 0600", () => {
    const file = join(folder, "secrets.json");
    const made = openSecrets(file, keyStore, "device");
    const read = openSecrets(file, keyStore, "device");
    expect(read.kemPublicKey).toEqual(made.kemPublicKey);
    expect(read.shelf.equals(made.shelf)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toContain(Buffer.from(made.deviceKeyPem).toString("base64").slice(100, 160));
  });

  it("refuses keys of another key store and keys that were altered", () => {
    const file = join(folder, "secrets.json");
    openSecrets(file, keyStore, "device");
    expect(() => openSecrets(file, null, "device")).toThrow(Breach);
    writeFileSync(file, readFileSync(file, "utf8").replace("secrets", "secretz"));
    expect(() => openSecrets(file, keyStore, "device")).toThrow(Breach);
  });

  it("R12: the mark of a breach outlives the process, and half a mark is a mark", () => {
    const file = join(folder, "breach.json");
    const first = openSealState(file, () => undefined);
    expect(first.mark).toBeNull();
    first.seal(new Breach("log", "x"), new Date(), "7F3K");
    expect(openSealState(file, () => undefined).mark).toMatchObject({ subject: "log", incident: "7F3K" });
    writeFileSync(file, "{");
    expect(openSealState(file, () => undefined).mark).not.toBeNull();
    openSealState(file, () => undefined).lift();
    expect(openSealState(file, () => undefined).mark).toBeNull();
  });
});
