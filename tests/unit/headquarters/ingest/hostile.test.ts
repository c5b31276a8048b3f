import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { utf8 } from "../../../../main/formats/bytes.ts";
import { canMakeClips } from "../../../support/clips.ts";
import { mutate } from "../../../support/mutate.ts";
import { fuzzIngest, fuzzSeeds, longestMs, mostBytes, together } from "../../../support/fuzz.ts";

let seeds: ReturnType<typeof fuzzSeeds> = {};
beforeAll(() => {
  seeds = canMakeClips() ? fuzzSeeds() : {};
});

it.skipIf(!canMakeClips())(
  "R12: five thousand hostile files end in a package or a refusal, none in a crash, a long wait or a full memory",
  async () => {
    // In two pieces, as a long run is done.
    const halves = [await fuzzIngest(2500, 0, seeds), await fuzzIngest(2500, 2500, seeds)] as const;
    const fuzzed = together(...halves);
    expect(fuzzed.crashes).toEqual([]);
    expect(fuzzed.slowestMs).toBeLessThan(longestMs);
    expect(fuzzed.mostBytes).toBeLessThan(mostBytes);
    // Every one of them was looked at, and they get past the door: some are still recordings, and the refusals are of many kinds.
    const { inputs, takenIn, refused } = fuzzed;
    expect(inputs).toBe(5000);
    expect(takenIn + Object.values(refused).reduce((sum, count) => sum + count, 0)).toBe(inputs);
    expect(takenIn).toBeGreaterThan(300);
    expect(Object.keys(refused).length).toBeGreaterThan(4);
  },
  120_000,
);

/** Files that would like to be written, or to have something written, elsewhere. */
function hostileFiles(): Readonly<Record<string, Uint8Array>> {
  const playlist = utf8(`\nffconcat version 1.0\nfile '/etc/passwd'\n${" ".repeat(800)}`);
  const codes = [
    "../outside",
    "..",
    "a/../../outside",
    "/tmp/outside",
    "..\\outside",
    "outside\u0000",
    "CON:",
    ".",
    "",
  ];
  return {
    ...Object.fromEntries(
      Object.entries(seeds).flatMap(([name, bytes]) => [
        [name, bytes],
        ...Array.from({ length: 4 }, (_, n) => [`${n} ${name}`, mutate(bytes, `${name} store ${n}`)] as const),
      ]),
    ),
    // To what headquarters cannot read by itself it puts ffmpeg.
    "-y outside.mkv": new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, ...playlist]),
    "$(touch outside).ts": new Uint8Array([0, 0, 1, 0xba, ...playlist]),
    "|tee outside;.mpg": seeds["plain.mp4"]?.slice(0, 4000) ?? playlist,
    ...Object.fromEntries(codes.map((code, n) => [`code ${n}`, utf8(code)])),
  };
}

it.skipIf(!canMakeClips())(
  "R12: no file, name or code makes headquarters write outside its store, held to by the runtime; and the wall is seen to stand",
  () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "vitrine-confined-")));
    try {
      const [files, store, work] = ["files", "store", "work"].map((name) => join(folder, name));
      if (files === undefined || store === undefined || work === undefined) {
        throw new Error("no folders");
      }
      for (const place of [files, store, work]) {
        mkdirSync(place);
      }
      for (const [name, bytes] of Object.entries(hostileFiles())) {
        writeFileSync(join(files, name), bytes);
      }
      const before = readdirSync(files);
      const walls = ["--permission", "--allow-fs-read=*", `--allow-fs-write=${store}/*`, "--allow-child-process"];
      const program = join(import.meta.dirname, "../../../support/confined-ingest.ts");
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [...walls, "--no-warnings", program, files, store, join(folder, "outside")],
        // Children of the process are not held by its walls: they are given places of their own, which stay empty.
        {
          cwd: work,
          encoding: "utf8",
          env: { ...process.env, TMPDIR: work, HOME: work, NODE_OPTIONS: "", NODE_COMPILE_CACHE: "" },
        },
      );
      expect(stderr).toBe("");
      const { outside, ...outcomes } = JSON.parse(stdout) as Record<string, string>;
      expect(outside).toBe("ERR_ACCESS_DENIED");
      expect(Object.entries(outcomes).filter(([, outcome]) => outcome.startsWith("crash"))).toEqual([]);
      expect(Object.keys(outcomes)).toEqual(before.toSorted());
      const takenIn = Object.entries(outcomes).filter(([, outcome]) => outcome === "taken in");
      expect(takenIn.length).toBeGreaterThan(10);
      const codes = Object.entries(outcomes).filter(([name]) => name.startsWith("code "));
      expect(new Set(codes.map(([, outcome]) => outcome))).toEqual(new Set(["bad-metadata"]));
      // Two files for each that was taken in, and nothing else anywhere.
      expect(readdirSync(store).length).toBe(2 * takenIn.length);
      expect(readdirSync(store).every((name) => /^HOSTILE-\d+\.(?:vitrine|original)$/u.test(name))).toBe(true);
      expect(readdirSync(files)).toEqual(before);
      expect(readdirSync(work)).toEqual([]);
      expect(readdirSync(folder).toSorted()).toEqual(["files", "store", "work"]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  120_000,
);
