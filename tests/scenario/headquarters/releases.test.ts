import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { addReleaseCommand } from "../../../main/commands/release.ts";
import { openTransport } from "../../../main/sync/index.ts";
import { fetchPiece, fetchRelease, openShelf } from "../../../main/updates/index.ts";
import { World } from "../../support/headquarters.ts";
import { fetchOver } from "../../support/https.ts";
import { dayMs, makeReleaseKeys, releaseOf, signedBy } from "../../support/releases.ts";

const kind = { edition: "sealed", platform: "linux-x64" } as const;
const bytes = Uint8Array.from({ length: 1_500_000 }, (_, at) => (at * 7) & 255);
const keys = makeReleaseKeys();
const two = keys.signers.slice(1);
const folder = mkdtempSync(join(tmpdir(), "vitrine-releases-"));
const at = (name: string): string => join(folder, name);

let world: World;
beforeAll(async () => {
  world = await World.open({ recordings: false });
  writeFileSync(at("package.deb"), bytes);
  writeFileSync(at("other.deb"), "other");
  writeFileSync(at("roots.json"), keys.rootsText);
  writeFileSync(at("foreign.json"), makeReleaseKeys().rootsText);
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

async function add(file: Uint8Array, more: { roots?: string; artefact?: string } = {}) {
  writeFileSync(at("release.json"), file);
  const lines: string[] = [];
  const code = await addReleaseCommand(
    {
      file: at("release.json"),
      artefact: more.artefact ?? at("package.deb"),
      folder: join(world.folder, "headquarters"),
      now: Date.now(),
      ...(more.roots === undefined ? {} : { roots: more.roots }),
    },
    { language: "en", line: (text) => void lines.push(text) },
  );
  return { code, words: lines.at(-1) ?? "" };
}

const transport = () =>
  openTransport({
    url: world.headquarters.url,
    trustPem: world.headquarters.trustPem,
    certificatePem: world.station.enrolled.certificatePem,
    privateKeyPem: world.station.privateKeyPem,
  });

describe("releases at headquarters (C13, R12)", () => {
  const good = signedBy(releaseOf(bytes), two);

  it("are not taken without keys, with one signature, with another package, or when they have expired", async () => {
    expect((await add(good)).words).toContain("knows no release keys");
    const roots = at("roots.json");
    expect((await add(signedBy(releaseOf(bytes), two.slice(1)), { roots })).words).toContain("two persons must");
    expect((await add(good, { roots, artefact: at("other.deb") })).words).toContain(
      "not the one that the release names",
    );
    const old = {
      issued: new Date(Date.now() - 9 * dayMs).toISOString(),
      expires: new Date(Date.now() - dayMs).toISOString(),
    };
    expect((await add(signedBy(releaseOf(bytes, old), two), { roots })).words).toContain("expired");
    const line = transport();
    expect(await fetchRelease(line, kind)).toBeNull();
    line.close();
  });

  it("reach an enrolled station over its own line, whole and piece by piece, while headquarters runs", async () => {
    expect(await add(good, { roots: at("roots.json") })).toMatchObject({ code: 0 });
    const line = transport();
    expect(await fetchRelease(line, kind)).toEqual(good);
    expect(await fetchRelease(line, { ...kind, platform: "win32-x64" })).toBeNull();
    const { artefact } = releaseOf(bytes);
    expect(await openShelf(at("shelf")).fetch(line, artefact, { goOn: () => true })).toBe(true);
    await expect(fetchPiece(line, artefact, { from: 0, to: 1_200_000 })).rejects.toThrow("wrong-size");
    line.close();
  });

  it("are pinned to their first keys and never go back", async () => {
    expect((await add(good, { roots: at("foreign.json") })).words).toContain("pinned other release keys");
    expect((await add(signedBy(releaseOf(bytes, { version: "0.9.1", counter: 4 }), two))).words).toContain("not newer");
    expect((await add(signedBy(releaseOf(bytes, { version: "0.9.3" }), two))).words).toContain("not newer");
    expect((await add(signedBy(releaseOf(bytes, { version: "0.9.3", counter: 6 }), two))).code).toBe(0);
  });

  it("are for nobody without a device certificate, and no path leads elsewhere", async () => {
    await expect(fetchOver(world.headquarters, "GET", "/v1/updates/sealed/linux-x64", {})).rejects.toThrow(
      /certificate|reset|socket/iu,
    );
    const identity = { cert: world.station.enrolled.certificatePem, key: world.station.privateKeyPem };
    for (const path of [
      "/v1/updates/sealed/..%2f..%2fheadquarters",
      "/v1/updates/open/linux-x64",
      "/v1/updates/artefacts/..%2fmaster.key",
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect((await fetchOver(world.headquarters, "GET", path, identity)).status).toBe(400);
    }
  });
});
