import { readdirSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRelease, type Release } from "../../main/formats/release.ts";
import type * as product from "../../main/updates/index.ts";
import type { UpdateRefusal } from "../../shared/updates.ts";
import { makeMutant, type Mutation } from "../support/mutants.ts";
import {
  altered,
  dayMs,
  expectNothing,
  honest,
  installed,
  makeReleaseKeys,
  openToldHeadquarters,
  releaseOf,
  signedBy,
  withScene,
  type ToldHeadquarters,
  type UpdateScene,
} from "../support/releases.ts";

/** Two pieces and a bit: an end that is no whole piece. */
const bytes = Uint8Array.from({ length: 2_100_000 }, (_, at) => (at * 31 + (at >> 8)) & 255);
const keys = makeReleaseKeys();
const foreign = makeReleaseKeys();
const two = keys.signers.slice(0, 2);
const good = signedBy(releaseOf(bytes), two);
const of = (changes: Partial<Release>): Uint8Array => signedBy(releaseOf(bytes, changes), two);

let headquarters: ToldHeadquarters;
beforeAll(async () => {
  headquarters = await openToldHeadquarters();
});
afterAll(() => headquarters.close());

/** An honest release line whose packages are answered by `answer`. */
function packagesBy(answer: (response: ServerResponse, range: { from: number; to: number }) => void) {
  const release = honest(good, bytes);
  return (...[request, response]: Parameters<typeof release>): void => {
    if (request.url?.includes("artefacts") !== true) {
      release(request, response);
      return;
    }
    const { from = "0", to = "0" } = /^bytes=(?<from>\d+)-(?<to>\d+)$/u.exec(request.headers.range ?? "")?.groups ?? {};
    answer(response, { from: Number(from), to: Number(to) + 1 });
  };
}

const elsewhere = { location: "https://127.0.0.1:9/v1/updates/sealed/linux-x64" };

describe("updates under attack (C13 to C16)", () => {
  it("takes an honest release: offered, fetched, verified, handed over between viewings, each step in the log", async () => {
    headquarters.answer = honest(good, bytes);
    await withScene(headquarters, keys, async (scene) => {
      scene.updates.begin();
      await scene.updates.check();
      expect(scene.updates.state()).toMatchObject({ phase: "ready", offered: { version: "0.9.2", counter: 5 } });
      expect(await scene.updates.install()).toBeNull();
      expect(scene.handed).toMatchObject([{ version: "0.9.2" }]);
      expect(scene.log.map(({ step }) => step)).toEqual(["installed", "offered", "downloaded", "handed-over"]);
      const ready = join(scene.folder, "ready");
      expect(readdirSync(ready).toSorted()).toEqual(["release.json", "vitrine-0.9.2-sealed_amd64.deb"]);
      expect(readFileSync(join(ready, "vitrine-0.9.2-sealed_amd64.deb")).equals(bytes)).toBe(true);
      expect(scene.reports.at(-1)).toMatchObject({ phase: "installing", program: { version: "0.9.1" } });
    });
  });

  const files: readonly (readonly [what: string, file: Uint8Array, reason: UpdateRefusal])[] = [
    ["one that nobody signed", signedBy(releaseOf(bytes), []), "unsigned"],
    ["one signature", signedBy(releaseOf(bytes), two.slice(0, 1)), "too-few-signatures"],
    [
      "two signatures of wrong keys",
      signedBy(
        releaseOf(bytes),
        foreign.signers.slice(0, 2).map((one, at) => ({ ...one, name: `stranger-${at}` })),
      ),
      "unsigned",
    ],
    ["wrong keys under the right names", signedBy(releaseOf(bytes), foreign.signers.slice(0, 2)), "bad-signature"],
    ["one key in two places", altered(signedBy(releaseOf(bytes), two), "sealed/two", "sealed/one"), "malformed"],
    [
      "a digest changed after signing",
      altered(good, releaseOf(bytes).artefact.sha512.slice(0, 16), "0".repeat(16)),
      "bad-signature",
    ],
    ["a share changed after signing", altered(of({ rollout: 10 }), '"rollout":10', '"rollout":99'), "bad-signature"],
    ["another edition", of({ edition: "end-to-end" }), "wrong-edition"],
    ["another platform", of({ platform: "win32-x64" }), "wrong-platform"],
    ["another architecture", of({ platform: "linux-arm64" }), "wrong-platform"],
    ["an older version under a newer counter", of({ version: "0.9.0", minimumVersion: "0.8.0" }), "older"],
    ["a newer version under an older counter", of({ counter: 3 }), "older"],
    ["the same version with another content", of({ version: "0.9.1", counter: 4 }), "contradiction"],
    ["the same version under a newer counter", of({ version: "0.9.1" }), "contradiction"],
    ["a newer version under the same counter", of({ counter: 4 }), "contradiction"],
    [
      "one that has expired (frozen)",
      of({
        issued: new Date(Date.now() - 40 * dayMs).toISOString(),
        expires: new Date(Date.now() - dayMs).toISOString(),
      }),
      "expired",
    ],
    ["one of the future", of({ issued: new Date(Date.now() + 3 * dayMs).toISOString() }), "not-yet"],
    ["a page instead", new TextEncoder().encode("<html>404</html>"), "malformed"],
    ["nothing at all", new Uint8Array(), "malformed"],
    ["spaces between the members", altered(good, '{"release"', '{ "release"'), "malformed"],
    ["a member nobody knows", altered(good, '"v":1}', '"v":1,"w":1}'), "malformed"],
  ];

  it.each(files)(
    "C13 R12: refuses %s, in the log and to headquarters, and fetches nothing",
    async (_what, file, reason) => {
      headquarters.answer = honest(file, bytes);
      await withScene(headquarters, keys, async (scene) => {
        await scene.updates.check();
        expect(scene.updates.state()).toMatchObject({ phase: "refused", reason });
        expect(scene.log).toMatchObject([{ step: "refused", reason }]);
        expect(scene.reports.at(-1)).toMatchObject({ phase: "refused", reason });
        expect([...headquarters.asked].filter((path) => path.includes("artefacts"))).toEqual([]);
        expect(await scene.updates.install()).toBeNull();
        expectNothing(scene);
        // An hour later the same is no news.
        await scene.updates.check();
        expect(scene.log).toHaveLength(1);
      });
    },
  );

  const lines: readonly (readonly [what: string, reason: UpdateRefusal, answer: ToldHeadquarters["answer"]])[] = [
    ["is redirected to another host", "redirected", (_request, response) => response.writeHead(302, elsewhere).end()],
    [
      "is redirected to plain http",
      "redirected",
      (_request, response) => response.writeHead(301, { location: "http://127.0.0.1:9/" }).end(),
    ],
    ["has its package redirected", "redirected", packagesBy((response) => response.writeHead(307, elsewhere).end())],
    [
      "gets a package with one byte changed",
      "wrong-digest",
      packagesBy((response, { from, to }) => {
        const piece = bytes.slice(from, to);
        piece[0] = (piece[0] ?? 0) ^ (from === 0 ? 1 : 0);
        response.writeHead(206, { "content-range": `bytes ${from}-${to - 1}/${bytes.byteLength}` }).end(piece);
      }),
    ],
    [
      "gets a piece that is too short",
      "wrong-size",
      packagesBy((response, { from, to }) => {
        response
          .writeHead(206, { "content-range": `bytes ${from}-${to - 1}/${bytes.byteLength}` })
          .end(bytes.subarray(from, to - 1));
      }),
    ],
    [
      "gets a package of another size",
      "wrong-size",
      packagesBy((response, { from, to }) => {
        response
          .writeHead(206, { "content-range": `bytes ${from}-${to - 1}/${bytes.byteLength + 1}` })
          .end(bytes.subarray(from, to));
      }),
    ],
    [
      "gets the whole instead of a piece",
      "wrong-size",
      packagesBy((response) => response.writeHead(200).end(bytes.subarray(0, 1000))),
    ],
    [
      "gets a piece without end",
      "unanswered",
      packagesBy((response, { from, to }) => {
        response.writeHead(206, { "content-range": `bytes ${from}-${to - 1}/${bytes.byteLength}` });
        response.write(bytes);
        response.write(bytes);
      }),
    ],
    [
      "gets its package drop by drop (slow loris)",
      "unanswered",
      packagesBy((response) => {
        response.writeHead(206, { "content-range": `bytes 0-1048575/${bytes.byteLength}` });
        const drops = setInterval(() => response.write("x"), 50);
        response.on("close", () => clearInterval(drops));
      }),
    ],
    ["is cut off", "unanswered", packagesBy((response) => response.destroy())],
  ];

  it.each(lines)("C13 R12: refuses when it %s, and keeps nothing", async (_what, reason, answer) => {
    headquarters.answer = answer;
    await withScene(headquarters, keys, async (scene) => {
      await scene.updates.check();
      expect(scene.updates.state()).toMatchObject({ phase: "refused", reason });
      expect(scene.log.at(-1)).toMatchObject({ step: "refused", reason });
      expect(scene.reports.at(-1)).toMatchObject({ phase: "refused", reason });
      expectNothing(scene);
    });
  });

  it("C13 waits no longer for a release that drips in than for one that does not come, and calls neither an attack", async () => {
    headquarters.answer = (_request, response) => {
      response.writeHead(200);
      const drops = setInterval(() => response.write(" "), 50);
      response.on("close", () => clearInterval(drops));
    };
    await withScene(headquarters, keys, async (scene) => {
      await scene.updates.check();
      expect(scene.updates.state()).toMatchObject({ reason: "unanswered" });
      expect(scene.log).toEqual([]);
      expectNothing(scene);
    });
  });

  it("C13 an endless release is cut off at its largest size", async () => {
    headquarters.answer = honest(new Uint8Array(200_000), bytes);
    await withScene(headquarters, keys, async (scene) => {
      await scene.updates.check();
      expect(scene.updates.state()).toMatchObject({ reason: "unanswered" });
      expectNothing(scene);
    });
  });

  it("C13 a lower counter than the log has seen is a rollback, also after a restart and with every other file gone", async () => {
    headquarters.answer = honest(of({ version: "0.9.3", counter: 7 }), bytes);
    await withScene(headquarters, keys, async (scene) => {
      scene.wait = "viewing";
      await scene.updates.check();
      headquarters.answer = honest(good, bytes);
      const later = scene.restart();
      await later.check();
      expect(later.state()).toMatchObject({ phase: "refused", reason: "rolled-back" });
      await later.close();
    });
  });

  it("C13 of two releases that race under one counter the first stands and the second is a contradiction", async () => {
    const other = of({ installation: "f".repeat(64) });
    let asked = 0;
    const answers = [honest(good, bytes), honest(other, bytes)] as const;
    headquarters.answer = (request, response) =>
      answers[request.url?.includes("artefacts") === true || asked++ === 0 ? 0 : 1](request, response);
    await withScene(headquarters, keys, async (scene) => {
      await Promise.all([scene.updates.check(), scene.updates.check()]);
      expect(scene.updates.state()).toMatchObject({ phase: "ready" });
      await scene.updates.check();
      expect(scene.updates.state()).toMatchObject({ phase: "refused", reason: "contradiction" });
      expectNothing(scene);
    });
  });

  it("C13 a refused release with a high counter does not keep the next good one out", async () => {
    headquarters.answer = honest(of({ counter: 900, platform: "linux-arm64" }), bytes);
    await withScene(headquarters, keys, async (scene) => {
      await scene.updates.check();
      headquarters.answer = honest(good, bytes);
      await scene.updates.check();
      expect(scene.updates.state()).toMatchObject({ phase: "ready" });
    });
  });

  type Parts = typeof product;
  const defences: readonly (readonly [
    what: string,
    mutation: Mutation,
    file: Uint8Array,
    attack: (scene: UpdateScene) => void,
  ])[] = [
    [
      "one signature were enough",
      { file: "main/formats/release.ts", from: "signers.length < releaseThreshold", to: "signers.length < 1" },
      signedBy(releaseOf(bytes), two.slice(0, 1)),
      () => undefined,
    ],
    [
      "the counter were not looked at",
      { file: "main/updates/judge.ts", from: "highest !== null && release.counter < highest.counter", to: "false" },
      good,
      (scene) => void scene.log.push({ step: "offered", digest: "a".repeat(64), counter: 9, version: "0.9.9" }),
    ],
    [
      "time were not looked at",
      { file: "main/updates/judge.ts", from: "Date.parse(release.expires) <= now.getTime()", to: "false" },
      good,
      (scene) => void (scene.now += 60 * dayMs),
    ],
    [
      "the platform were not looked at",
      { file: "main/updates/judge.ts", from: "release.platform !== program.platform", to: "false" },
      of({ platform: "win32-x64" }),
      () => undefined,
    ],
  ];

  it.each(defences)("would take a wrong release if %s", async (_what, mutation, file, attack) => {
    const mutant = makeMutant(mutation);
    try {
      const careless = (await import(join(mutant.folder, "main/updates/index.ts"))) as Parts;
      headquarters.answer = honest(file, bytes);
      for (const parts of [undefined, careless]) {
        // oxlint-disable-next-line no-await-in-loop -- the product first, then the mutant
        await withScene(
          headquarters,
          keys,
          async (scene) => {
            attack(scene);
            await scene.updates.check();
            expect(scene.updates.state().phase).toBe(parts === undefined ? "refused" : "ready");
          },
          parts === undefined ? {} : { parts },
        );
      }
    } finally {
      mutant.remove();
    }
  });

  it("C13 the two editions have different keys, and neither takes the other's release", () => {
    const other = makeReleaseKeys("end-to-end");
    const file = signedBy(releaseOf(bytes, { edition: "end-to-end" }), other.signers.slice(1));
    expect(openRelease(file, other.roots)).toMatchObject({ ok: true });
    expect(openRelease(file, keys.roots)).toEqual({ ok: false, reason: "unsigned" });
    expect(openRelease(good, other.roots)).toEqual({ ok: false, reason: "unsigned" });
    expect(installed.edition).toBe("sealed");
  });
});
