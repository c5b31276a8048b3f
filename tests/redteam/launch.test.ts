import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateSigningKey } from "../../main/formats/ed25519.ts";
import { programName, sealTree, type Release } from "../../main/packaging/index.ts";
import { standInRuntime } from "../support/stand-in-runtime.ts";
import { otherArguments, startArguments, startVariables } from "../support/start-attempts.ts";

const release: Release = { edition: "sealed", version: "0.9.1", counter: 4, electron: "45.4.1", platform: "linux-x64" };
const signer = { name: "vitrine/releases/sealed", key: generateSigningKey().privateKey };
const launcher = join(import.meta.dirname, "../../resources/packaging/launcher.sh");

interface Ending {
  readonly status: number | null;
  readonly out: string;
  readonly words: string;
}

describe("a station is started by its launcher (B)", () => {
  const work = mkdtempSync(join(tmpdir(), "vitrine-launch-"));
  const tree = join(work, "tree");

  /** Starts the tree from a shell, after `before`. */
  const launch = (
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    before = "",
    after = "",
  ): Ending => {
    const { status, stdout, stderr } = spawnSync(
      "/bin/sh",
      ["-c", `${before}\nexec "$0" "$@" ${after}`, join(tree, "vitrine"), ...args],
      { env: { PATH: process.env["PATH"], HOME: work, ...environment }, encoding: "utf8" },
    );
    return { status, out: stdout, words: stderr };
  };

  beforeAll(async () => {
    standInRuntime(tree);
    renameSync(join(tree, "electron"), join(tree, programName));
    await sealTree(tree, launcher, release, signer);
    chmodSync(tree, 0o755);
  });
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  it("control: without anything it starts, and says what it was started with", () => {
    const { status, out, words } = launch([]);
    expect({ status, words }).toEqual({ status: 0, words: "" });
    expect(out).toMatch(/PATH='?\/usr\/bin:\/bin/u);
  });

  it.each(Object.entries({ ...startArguments, ...otherArguments }))("%s takes none of %j", (id) => {
    for (const argument of [...(startArguments[id] ?? []), ...(otherArguments[id] ?? [])]) {
      const { status, out, words } = launch([argument]);
      expect({ argument, status, out }).toEqual({ argument, status: 78, out: "" });
      expect(words).toContain("with arguments");
    }
    const twice = launch(["--a", "--a"]);
    expect(twice.status).toBe(78);
  });

  it.each(Object.entries(startVariables))("%s hands none of %j on to the program", (_id, names) => {
    const { status, out } = launch([], Object.fromEntries(names.map((name) => [name, "/nonexistent/x"])));
    expect(status).toBe(0);
    expect(names.filter((name) => out.includes(name))).toEqual([]);
  });

  it("B10 keeps the account's own home, whatever the caller's is", () => {
    const { out } = launch([], { HOME: join(work, "elsewhere") });
    expect(out).toMatch(/HOME='?\/(?!.*elsewhere)/u);
    expect(out).not.toContain("elsewhere");
  });

  it.each(["elsewhere:0", "127.0.0.1:0", ":0@elsewhere", "unix:0"])(
    "B19 shows nothing on the display %s",
    (display) => {
      const { status, out, words } = launch([], { DISPLAY: display });
      expect({ status, out }).toEqual({ status: 78, out: "" });
      expect(words).toContain("on another machine");
    },
  );

  it("B20 sets its own limits and mask, whatever the caller's are", () => {
    const { status, out } = launch([], {}, "umask 000; ulimit -c unlimited 2>/dev/null; ulimit -n 64");
    expect(status).toBe(0);
    expect(out).toContain("core 0 mask 0077");
  });

  it("B20 starts or refuses, and never starts by halves, without descriptors, files or a folder to stand in", () => {
    const closed = launch([], {}, "", "<&- 2>&-");
    expect(closed.status === 0 ? closed.out : closed.status).toSatisfy(
      (ending: string | number) => ending === 78 || (typeof ending === "string" && ending.includes("core 0 mask 0077")),
    );
    const gone = join(work, "gone");
    mkdirSync(gone);
    const { status, out } = launch([], {}, `cd "${gone}" && rmdir "${gone}"`);
    expect([status, out.includes("core 0 mask 0077")]).toSatisfy(
      ([code, whole]: [number, boolean]) => code === 78 || (code === 0 && whole),
    );
    const starved = launch([], {}, "ulimit -n 5");
    expect(starved.status === 0 ? starved.out.includes("core 0 mask 0077") : starved.out === "").toBe(true);
  });

  it("B21 many starts at once are each whole or refused", () => {
    const { stdout } = spawnSync(
      "/bin/sh",
      ["-c", 'for n in 1 2 3 4 5 6 7 8; do "$0" >/dev/null 2>&1 && echo started & done; wait', join(tree, "vitrine")],
      { env: { PATH: process.env["PATH"], HOME: work }, encoding: "utf8" },
    );
    // The launcher lets each through; that only one of them holds the folder is the station's own lock.
    expect(stdout.split("\n").filter((line) => line === "started")).toHaveLength(8);
  });
});
