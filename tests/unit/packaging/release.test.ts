import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { utf8 } from "../../../main/formats/bytes.ts";
import { sha256Hex } from "../../../main/formats/digest.ts";
import { openRelease, signRelease } from "../../../main/formats/release.ts";
import { describeRelease } from "../../../main/packaging/index.ts";
import { makeReleaseKeys } from "../../support/releases.ts";

const folder = mkdtempSync(join(tmpdir(), "vitrine-describe-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const release = { edition: "sealed", version: "0.9.2", counter: 5, electron: "45.4.1", platform: "linux-x64" } as const;
const terms = { minimumVersion: "0.9.0", issued: Date.UTC(2026, 10, 1), days: 90, rollout: 10, emergency: false };

describe("the release of a package", () => {
  const artefact = join(folder, "vitrine_amd64.deb");
  writeFileSync(artefact, "package");
  const files = { artefact, note: "list\n", bill: utf8("{}") };

  it("names the package, its list and its bill of materials by what they are, and counts once two have signed", async () => {
    const keys = makeReleaseKeys();
    const file = await describeRelease(release, files, terms);
    expect(openRelease(file, keys.roots)).toEqual({ ok: false, reason: "unsigned" });
    const signed = keys.signers.slice(0, 2).reduce((before, signer) => signRelease(before, signer), file);
    expect(openRelease(signed, keys.roots)).toMatchObject({
      ok: true,
      release: {
        artefact: {
          name: "vitrine_amd64.deb",
          size: 7,
          sha512: createHash("sha512").update("package").digest("hex"),
        },
        installation: sha256Hex(utf8("list\n")),
        bill: sha256Hex(utf8("{}")),
        expires: "2027-01-30T00:00:00.000Z",
      },
    });
  });

  it("is not made with terms that no station would take", async () => {
    await expect(describeRelease(release, files, { ...terms, days: 900 })).rejects.toThrow("malformed");
    await expect(describeRelease(release, files, { ...terms, minimumVersion: "0.9.3" })).rejects.toThrow("malformed");
  });
});
