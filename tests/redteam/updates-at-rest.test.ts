import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rolloutPlace, type Release } from "../../main/formats/release.ts";
import type * as product from "../../main/updates/index.ts";
import { makeMutant } from "../support/mutants.ts";
import {
  expectNothing,
  honest,
  makeReleaseKeys,
  openToldHeadquarters,
  releaseOf,
  signedBy,
  withScene,
  type ToldHeadquarters,
} from "../support/releases.ts";

/** Two pieces and a bit: an end that is no whole piece. */
const bytes = Uint8Array.from({ length: 2_100_000 }, (_, at) => (at * 31 + (at >> 8)) & 255);
const keys = makeReleaseKeys();
const two = keys.signers.slice(0, 2);
const good = signedBy(releaseOf(bytes), two);
const of = (changes: Partial<Release>): Uint8Array => signedBy(releaseOf(bytes, changes), two);

let headquarters: ToldHeadquarters;
beforeAll(async () => {
  headquarters = await openToldHeadquarters();
});
afterAll(() => headquarters.close());

describe("updates between verification and installation (C14 to C16)", () => {
  it("C14 the file that is installed is the one that was verified, or none", async () => {
    headquarters.answer = honest(good, bytes);
    const swaps: readonly ((file: string) => void)[] = [
      (file) => writeFileSync(file, bytes.toReversed()),
      (file) => truncateSync(file, 10),
      (file) => {
        // Same size, another file behind a link.
        writeFileSync(`${file}.other`, bytes);
        rmSync(file);
        symlinkSync(`${file}.other`, file);
      },
    ];
    for (const swap of swaps) {
      // oxlint-disable-next-line no-await-in-loop -- one station after the other
      await withScene(headquarters, keys, async (scene) => {
        await scene.updates.check();
        swap(join(scene.folder, "shelf/package"));
        await scene.updates.install();
        expect(scene.handed).toEqual([]);
        expect(scene.log.at(-1)).toMatchObject({ step: "refused", reason: "swapped" });
        expect(readdirSync(join(scene.folder, "ready"))).toEqual([]);
      });
    }
  });

  it("C14 a release that was withdrawn or replaced between download and installation is not installed", async () => {
    headquarters.answer = honest(good, bytes);
    await withScene(headquarters, keys, async (scene) => {
      await scene.updates.check();
      headquarters.answer = (_request, response) => response.writeHead(404).end();
      await scene.updates.install();
      expect(scene.handed).toEqual([]);
      expectNothing(scene);
    });
  });

  it("C15 no file on the disk moves a station's place in line or brings a package in", async () => {
    const release = releaseOf(bytes, { rollout: 50 });
    const station = ["a", "b", "c", "d", "e", "f", "g", "h"].find((name) => rolloutPlace(release, name) >= 5000) ?? "";
    headquarters.answer = honest(signedBy(release, two), bytes);
    await withScene(
      headquarters,
      keys,
      async (scene) => {
        // What electron-updater would read, and a package that waits already.
        writeFileSync(join(scene.folder, ".updaterId"), "00000000-0000-5000-8000-000000000000");
        mkdirSync(join(scene.folder, "shelf/pending"), { recursive: true });
        writeFileSync(join(scene.folder, "shelf/package"), bytes);
        writeFileSync(
          join(scene.folder, "shelf/pending/update-info.json"),
          '{"stagingPercentage":100,"channel":"beta"}',
        );
        await scene.updates.check();
        expect(scene.updates.state()).toMatchObject({ phase: "deferred" });
        expect(scene.log).toMatchObject([{ step: "deferred", place: rolloutPlace(release, station) }]);
        await scene.updates.install();
        expect(scene.handed).toEqual([]);
        expect(existsSync(join(scene.folder, "shelf"))).toBe(false);
      },
      { station },
    );
  });

  it("C15 an emergency goes to every station, whatever its place", async () => {
    headquarters.answer = honest(of({ rollout: 0, emergency: true }), bytes);
    await withScene(headquarters, keys, async (scene) => {
      await scene.updates.check();
      expect(scene.updates.state()).toMatchObject({ phase: "ready" });
    });
  });

  it("C15 what was planted where packages are fetched and handed over is gone, links are not followed", async () => {
    headquarters.answer = honest(good, bytes);
    await withScene(headquarters, keys, async (scene) => {
      const outside = join(scene.folder, "outside");
      mkdirSync(outside);
      writeFileSync(join(outside, "kept"), "x");
      symlinkSync(outside, join(scene.folder, "shelf"));
      mkdirSync(join(scene.folder, "ready"));
      writeFileSync(join(scene.folder, "ready/evil.deb"), "x");
      await scene.updates.check();
      await scene.updates.install();
      expect(readdirSync(outside)).toEqual(["kept"]);
      expect(readdirSync(join(scene.folder, "ready"))).not.toContain("evil.deb");
      expect(scene.handed).toHaveLength(1);
    });
  });

  it("C16 an older program put in its place by hand is an entry in the log and a word to headquarters", async () => {
    headquarters.answer = honest(good, bytes);
    await withScene(headquarters, keys, async (scene) => {
      scene.updates.begin();
      const older = scene.restart({ version: "0.9.0", counter: 2 });
      older.begin();
      expect(scene.log.at(-1)).toMatchObject({ step: "refused", reason: "rolled-back", version: "0.9.0" });
      expect(older.state()).toMatchObject({ phase: "refused", reason: "rolled-back" });
      await older.close();
    });
  });

  it("says after an installation that it took place, or that it did not", async () => {
    headquarters.answer = honest(good, bytes);
    await withScene(headquarters, keys, async (scene) => {
      scene.updates.begin();
      await scene.updates.check();
      await scene.updates.install();
      scene.restart().begin();
      expect(scene.log.at(-1)).toMatchObject({ step: "refused", reason: "not-installed" });
      scene.restart({ version: "0.9.2", counter: 5 }).begin();
      expect(scene.log.at(-1)).toMatchObject({ step: "installed", counter: 5 });
    });
  });

  it("fetches nothing during a viewing and installs nothing until nobody is there; an administrator may order it sooner", async () => {
    headquarters.answer = honest(good, bytes);
    await withScene(headquarters, keys, async (scene) => {
      scene.wait = "viewing";
      await scene.updates.check();
      expect(scene.updates.state()).toMatchObject({ phase: "offered", waits: "viewing" });
      expect([...headquarters.asked].filter((path) => path.includes("artefacts"))).toEqual([]);
      scene.wait = null;
      await scene.updates.check();
      for (const wait of ["viewing", "unsynced"] as const) {
        scene.wait = wait;
        // oxlint-disable-next-line no-await-in-loop -- one answer after the other
        expect(await scene.updates.install("p-admin")).toBe(wait);
      }
      scene.wait = "signedIn";
      expect(await scene.updates.install()).toBe("signedIn");
      expect(scene.handed).toEqual([]);
      await scene.updates.install("p-admin");
      expect(scene.handed).toHaveLength(1);
      expect(scene.log.at(-1)).toMatchObject({ step: "handed-over", by: "p-admin" });
    });
  });

  it("installs by itself once nothing is in the way", async () => {
    headquarters.answer = honest(good, bytes);
    await withScene(headquarters, keys, async (scene) => {
      await scene.updates.check();
      scene.wait = "unsynced";
      scene.updates.tick();
      await pause(1);
      expect(scene.updates.state()).toMatchObject({ phase: "ready", waits: "unsynced" });
      scene.wait = null;
      scene.updates.tick();
      await expect.poll(() => scene.handed.length).toBe(1);
    });
  });

  it("C14 would install a swapped file if it were not read again", async () => {
    const mutant = makeMutant({
      file: "main/updates/shelf.ts",
      from: 'copied !== size || digest.digest("hex") !== sha512',
      to: "false",
    });
    try {
      const careless = (await import(join(mutant.folder, "main/updates/index.ts"))) as typeof product;
      headquarters.answer = honest(good, bytes);
      await withScene(
        headquarters,
        keys,
        async (scene) => {
          await scene.updates.check();
          writeFileSync(join(scene.folder, "shelf/package"), bytes.toReversed());
          await scene.updates.install();
          expect(scene.handed).toHaveLength(1);
        },
        { parts: careless },
      );
    } finally {
      mutant.remove();
    }
  });
});
