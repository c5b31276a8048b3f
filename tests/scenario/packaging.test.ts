import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractFile, listPackage } from "@electron/asar";
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateSigningKey, publicKeyOf } from "../../main/formats/ed25519.ts";
import { sha256Hex } from "../../main/formats/digest.ts";
import {
  installationFile,
  openInstallation,
  releaseKeyFile,
  signInstallation,
} from "../../main/formats/installation.ts";
import { parseVerifierKey, verifierKey } from "../../main/formats/signed-note.ts";
import {
  buildDeb,
  makeSbom,
  packagesInArchive,
  packStation,
  programName,
  sealTree,
  type Release,
} from "../../main/packaging/index.ts";
import { buildIfStale } from "../../main/setup/index.ts";
import * as updates from "../../main/updates/index.ts";
import { makeMutant } from "../support/mutants.ts";
import { standInRuntime } from "../support/stand-in-runtime.ts";

const root = join(import.meta.dirname, "../..");
const epoch = Date.UTC(2026, 10, 1) / 1000;
const release: Release = { edition: "sealed", version: "0.9.1", counter: 4, electron: "45.4.1", platform: "linux-x64" };
const signer = { name: "vitrine/releases/sealed", key: generateSigningKey().privateKey };
const keys = [parseVerifierKey(verifierKey(signer.name, publicKeyOf(signer.key)))];
const seals = { name: "vitrine/releases/end-to-end", key: generateSigningKey().privateKey };
const launcher = join(root, "resources/packaging/launcher.sh");
const launchSeconds = 30_000;

interface Ending {
  readonly status: number | null;
  readonly out: string;
  readonly words: string;
}

interface Bill {
  readonly metadata: { readonly component: { readonly "bom-ref": string } };
  readonly components: readonly { readonly name: string; readonly version: string; readonly "bom-ref": string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** Packages that the sources of a room import as more than types. */
function packagesNamedIn(room: string): Set<string> {
  const sources = readdirSync(join(root, room), { recursive: true, encoding: "utf8" }).filter((name) =>
    /\.tsx?$/u.test(name),
  );
  const imports = sources.flatMap((name) => [
    ...readFileSync(join(root, room, name), "utf8").matchAll(
      /^import (?!type)[^;]*? from "(?<name>(?:@[^/"]+\/)?[^./"][^/"]*)/gmu,
    ),
  ]);
  return new Set(imports.map(({ groups }) => groups?.["name"] ?? ""));
}

/** Starts a tree as the session does. */
function launch(
  tree: string,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Ending {
  const { status, stdout, stderr } = spawnSync(join(tree, "vitrine"), args, {
    env: { PATH: process.env["PATH"], HOME: "/tmp", ...environment },
    encoding: "utf8",
    timeout: launchSeconds,
  });
  return { status, out: stdout, words: stderr };
}

/** Every file of a tree with its digest. */
function digests(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), sha256Hex(readFileSync(path))];
    }),
  );
}

describe("a packaged station (R4, R13)", () => {
  const work = mkdtempSync(join(tmpdir(), "vitrine-packaging-"));
  const runtime = join(work, "runtime");
  const tree = join(work, "tree");
  const drivable = join(work, "end-to-end");
  const archive = join(tree, "resources/app.asar");
  const pack = (out: string): Promise<void> =>
    packStation({ project: root, runtime, out, version: release.version, electron: release.electron });

  beforeAll(async () => {
    buildIfStale(() => undefined);
    standInRuntime(runtime);
    await pack(tree);
    cpSync(tree, drivable, { recursive: true, verbatimSymlinks: true });
    await sealTree(tree, launcher, release, signer);
    await sealTree(drivable, launcher, { ...release, edition: "end-to-end" }, seals);
  }, 240_000);
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  it("carries the program, its packages and the packs, and nothing that only a workshop needs", () => {
    const names = listPackage(archive, { isPack: false }).map((name) => name.slice(1));
    expect(names).toContain("out/main/index.js");
    expect(names).toContain("resources/policies/generic.json");
    const packages = new Set(names.flatMap((name) => /^node_modules\/((?:@[^/]+\/)?[^/@]+)/u.exec(name)?.[1] ?? []));
    for (const needed of ["better-sqlite3", "fastify", "kysely", "node-forge", "zod", "uqr", "shamir-secret-sharing"]) {
      expect(packages).toContain(needed);
    }
    for (const workshop of [
      "node",
      "playwright-core",
      "react",
      "video.js",
      "vitest",
      "electron",
      "antd",
      "commander",
    ]) {
      expect(packages).not.toContain(workshop);
    }
    expect(names.filter((name) => /\.(?:map|[mc]?ts|tsx)$|(?:^|\/)tests?\/|resources\/demo/u.test(name))).toEqual([]);
  });

  it("has no private key and no path of the machine that built it", () => {
    const text = readFileSync(archive, "latin1");
    expect(text).not.toContain("PRIVATE KEY-----\nM");
    expect(text).not.toContain(root);
  });

  it("has neither source maps nor knobs for tests in its own files", () => {
    const own = listPackage(archive, { isPack: false })
      .map((name) => name.slice(1))
      .filter((name) => /^(?:out|resources)\/.*\.(?:c?js|html|css|json)$/u.test(name));
    expect(own).toContain("out/main/index.js");
    const knob = /sourceMappingURL=|testOnly|VITRINE_(?:TEST|CHROMIUM|ELECTRON)/u;
    expect(own.filter((name) => knob.test(extractFile(archive, name).toString("utf8")))).toEqual([]);
  });

  it("names in its bill of materials every package that is packed, the runtime and its browser, and nothing else", async () => {
    const make = () => makeSbom({ project: root, tree, release, chromium: "156.0.8078.100" });
    const bytes = await make();
    const bill = JSON.parse(new TextDecoder().decode(bytes)) as Bill;
    expect(bill).toMatchObject({
      bomFormat: "CycloneDX",
      specVersion: "1.5",
      version: 1,
      metadata: { component: { type: "application", name: "vitrine", version: release.version } },
    });
    expect(Object.keys(bill)).not.toContain("serialNumber");
    expect(Object.keys(bill.metadata)).not.toContain("timestamp");
    const named = bill.components.map(({ name, version }) => `${name}@${version}`);
    expect(new Set(named).size).toBe(named.length);
    expect(named).toEqual(expect.arrayContaining(["electron@45.4.1", "chromium@156.0.8078.100"]));
    expect(packagesInArchive(archive).length).toBeGreaterThan(20);
    expect(named).toEqual(expect.arrayContaining(packagesInArchive(archive)));
    const names = new Set(bill.components.map(({ name }) => name));
    // What screens and picture import by name has its code in our own files.
    expect([...packagesNamedIn("renderer")]).toEqual(expect.arrayContaining(["react", "antd", "video.js"]));
    for (const bundled of packagesNamedIn("renderer")) {
      expect(names).toContain(bundled);
    }
    for (const workshop of ["vitest", "typescript", "electron-builder", "playwright-core", "oxlint"]) {
      expect(names).not.toContain(workshop);
    }
    for (const component of bill.components) {
      expect(component).toMatchObject({
        type: expect.stringMatching(/^(?:library|framework)$/u),
        purl: expect.stringMatching(/^pkg:(?:npm|generic)\//u),
        licenses: [expect.anything()],
      });
    }
    const refs = new Set([...bill.components.map((one) => one["bom-ref"]), bill.metadata.component["bom-ref"]]);
    expect(
      bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !refs.has(ref)),
    ).toEqual([]);
    expect(sha256Hex(await make())).toBe(sha256Hex(bytes));
  });

  it("has no bill of materials when something is packed that the lock file does not know", async () => {
    const planted = join(work, "planted");
    cpSync(join(root, "out/packages"), join(planted, "out/packages"), { recursive: true });
    for (const file of ["package.json", "package-lock.json"]) {
      cpSync(join(root, file), join(planted, file));
    }
    writeFileSync(join(planted, "out/packages/preload.json"), '["stranger@1.0.0"]');
    const making = makeSbom({ project: planted, tree, release, chromium: "156.0.8078.100" });
    await expect(making).rejects.toThrow("packed and not in the lock file: stranger@1.0.0");
  });

  it("is not packed on an Electron with known faults", async () => {
    const packing = packStation({
      project: root,
      runtime,
      out: join(work, "old"),
      version: "0.9.1",
      electron: "44.4.2",
    });
    await expect(packing).rejects.toThrow("CVE-2026-114122");
  });

  it("has every fuse set on purpose", async () => {
    const wire = await getCurrentFuseWire(join(tree, programName));
    const states = Object.entries(wire).flatMap(([fuse, state]) =>
      fuse === "version" ? [] : [[FuseV1Options[Number(fuse)], String.fromCodePoint(Number(state))]],
    );
    expect(Object.fromEntries(states)).toEqual({
      RunAsNode: "0",
      EnableCookieEncryption: "0",
      EnableNodeOptionsEnvironmentVariable: "0",
      EnableNodeCliInspectArguments: "0",
      EnableEmbeddedAsarIntegrityValidation: "1",
      OnlyLoadAppFromAsar: "1",
      LoadBrowserProcessSpecificV8Snapshot: "0",
      GrantFileProtocolExtraPrivileges: "0",
      WasmTrapHandlers: "1",
    });
  });

  it("is not made when Electron has a fuse that nobody has decided", async () => {
    const newer = join(work, "newer");
    standInRuntime(newer, 10);
    renameSync(join(newer, "electron"), join(newer, programName));
    await expect(sealTree(newer, launcher, release, signer)).rejects.toThrow(/strictlyRequireAllFuses/u);
  });

  it("differs from the edition for tests by the fuse of the debugger, the key and the list alone", () => {
    const [sealed, other] = [digests(tree), digests(drivable)];
    expect(Object.keys(sealed)).toEqual(Object.keys(other));
    const apart = Object.keys(sealed).filter((path) => sealed[path] !== other[path]);
    expect(apart.toSorted()).toEqual([installationFile, releaseKeyFile, "vitrine", programName].toSorted());
    const [one, two] = [readFileSync(join(tree, programName)), readFileSync(join(drivable, programName))];
    expect([...one].filter((byte, at) => byte !== two[at])).toHaveLength(1);
  });

  it("comes out the same when it is packed again, the Debian package too", async () => {
    const again = join(work, "again");
    await pack(again);
    await sealTree(again, launcher, release, signer);
    expect(digests(again)).toEqual(digests(tree));
    const files = [join(work, "one.deb"), join(work, "two.deb")] as const;
    const assets = join(root, "resources/packaging");
    await buildDeb({ tree, assets, file: files[0], version: release.version, epoch });
    await buildDeb({ tree: again, assets, file: files[1], version: release.version, epoch });
    expect(sha256Hex(readFileSync(files[0]))).toBe(sha256Hex(readFileSync(files[1])));
    const contents = spawnSync("dpkg-deb", ["-c", files[0]], { encoding: "utf8" }).stdout;
    expect(contents).toMatch(/^-rwxr-xr-x root\/root .*\.\/opt\/vitrine\/vitrine$/mu);
    expect(contents).toMatch(/^-rwsr-xr-x root\/root .*\.\/opt\/vitrine\/chrome-sandbox$/mu);
    expect(contents).toContain("./usr/lib/systemd/system/vitrine-kiosk.service");
    expect(contents.split("\n").filter((line) => /^.{5}w|^.{8}w/u.test(line) && !line.startsWith("l"))).toEqual([]);
    const unpacked = join(work, "unpacked");
    spawnSync("dpkg-deb", ["-x", files[0], unpacked]);
    expect(launch(join(unpacked, "opt/vitrine")).status).toBe(0);
  }, 120_000);

  it("B16 B17 B18 starts its program with a clean environment and no argument, when it is whole", async () => {
    expect(await updates.checkInstallation(tree, keys)).toMatchObject({
      state: "intact",
      installation: { counter: 4 },
    });
    const { status, out, words } = launch(tree, [], {
      NODE_OPTIONS: "--require /tmp/x.js",
      LD_LIBRARY_PATH: "/tmp/x",
      ELECTRON_RUN_AS_NODE: "1",
      OPENSSL_CONF: "/tmp/x.cnf",
      DISPLAY: ":7",
    });
    expect({ status, words }).toEqual({ status: 0, words: "" });
    expect(out).toContain("DISPLAY=':7'");
    expect(out).not.toMatch(/NODE_OPTIONS|LD_LIBRARY|ELECTRON|OPENSSL/u);
  });

  it("B03 takes no argument", () => {
    const { status, out, words } = launch(tree, ["--inspect=9229"]);
    expect({ status, out }).toEqual({ status: 78, out: "" });
    expect(words).toContain("封阅没有启动");
    expect(words).toContain("with arguments");
  });

  it("does not take another edition's list, nor its launcher this one's", () => {
    const mixed = join(work, "mixed");
    cpSync(tree, mixed, { recursive: true });
    cpSync(join(drivable, installationFile), join(mixed, installationFile));
    expect(launch(mixed).status).toBe(78);
    cpSync(join(drivable, "vitrine"), join(mixed, "vitrine"));
    expect(launch(mixed).words).toMatch(/was altered|differ from the list/u);
  });

  const alterations: readonly (readonly [what: string, state: string, alter: (at: string) => void])[] = [
    ["C01 B23 one byte of the archive", "altered", (at) => flip(join(at, "resources/app.asar"))],
    ["C03 one fuse of the program", "altered", (at) => flip(join(at, programName))],
    ["C05 one byte of a library", "altered", (at) => flip(join(at, "libffmpeg.so"))],
    ["C06 one byte of unpacked native code", "altered", (at) => flip(join(at, nativeFile(at)))],
    ["C05 a longer data file", "altered", (at) => appendFileSync(join(at, "icudtl.dat"), "x")],
    ["C05 a missing file", "altered", (at) => unlinkSync(join(at, "icudtl.dat"))],
    [
      "C04 C07 a snapshot of the script engine besides",
      "altered",
      (at) => writeFileSync(join(at, "resources/v8_context_snapshot.bin"), "x"),
    ],
    [
      "C02 C07 a folder `app` beside the archive",
      "altered",
      (at) => {
        mkdirSync(join(at, "resources/app"));
        writeFileSync(join(at, "resources/app/index.js"), "process.exit(0)");
      },
    ],
    ["C07 a file of a name over two lines", "altered", (at) => writeFileSync(join(at, "x\nfile 644 1 y"), "x")],
    [
      "C05 a link in place of a file",
      "altered",
      (at) => {
        renameSync(join(at, "icudtl.dat"), join(work, "elsewhere.dat"));
        symlinkSync(join(work, "elsewhere.dat"), join(at, "icudtl.dat"));
      },
    ],
    ["C07 a pipe besides", "altered", (at) => void spawnSync("mkfifo", [join(at, "pipe")])],
    ["C06 a file that anybody may run", "altered", (at) => chmodSync(join(at, "icudtl.dat"), 0o755)],
    ["C06 a file that others may write", "altered", (at) => chmodSync(join(at, "icudtl.dat"), 0o666)],
    ["no list", "unlisted", (at) => unlinkSync(join(at, installationFile))],
    ["an empty list", "unlisted", (at) => writeFileSync(join(at, installationFile), "")],
    ["a list of another key", "unlisted", (at) => relist(at, { ...signer, key: generateSigningKey().privateKey })],
    ["a list signed under another name", "unlisted", (at) => relist(at, { ...signer, name: "somebody" })],
    [
      "a list with one digest changed",
      "unlisted",
      (at) => {
        const list = readFileSync(join(at, installationFile), "utf8");
        writeFileSync(join(at, installationFile), list.replace(/[0-9a-f]{64}/u, "0".repeat(64)));
      },
    ],
  ];

  /** Changes the last byte. */
  function flip(path: string): void {
    const bytes = readFileSync(path);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }
  const nativeFile = (at: string): string =>
    readdirSync(at, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith(".node")) ?? "no native code";
  function relist(at: string, by: typeof signer): void {
    const installation = openInstallation(readFileSync(join(at, installationFile)), keys);
    if (installation === null) {
      throw new Error("the tree has no list");
    }
    writeFileSync(join(at, installationFile), signInstallation(installation, by));
  }

  it.each(alterations)("%s: it neither starts nor is called intact (R12)", async (_what, state, alter) => {
    const at = mkdtempSync(join(work, "altered-"));
    cpSync(tree, at, { recursive: true, verbatimSymlinks: true });
    chmodSync(at, 0o755);
    alter(at);
    const { status, out, words } = launch(at);
    expect({ status, out }).toEqual({ status: 78, out: "" });
    expect(words).toMatch(/^封阅没有启动：.*\nVitrine did not start: /u);
    expect((await updates.checkInstallation(at, keys)).state).toBe(state);
    rmSync(at, { recursive: true, force: true });
  });

  it("would be called intact with a file besides, if the comparison looked one way only", async () => {
    const at = mkdtempSync(join(work, "mutant-"));
    cpSync(tree, at, { recursive: true, verbatimSymlinks: true });
    writeFileSync(join(at, "resources/app.js"), "x");
    const mutant = makeMutant({
      file: "main/seal/installation.ts",
      from: 'faults.push(...[...onDisk.keys()].map((path) => ({ fault: "surplus" as const, path })));',
      to: "",
    });
    try {
      const careless = (await import(join(mutant.folder, "main/updates/index.ts"))) as typeof updates;
      expect((await careless.checkInstallation(at, keys)).state).toBe("intact");
      expect((await updates.checkInstallation(at, keys)).state).toBe("altered");
    } finally {
      mutant.remove();
    }
  });

  it.skipIf(process.getuid?.() !== 0)("does not start when a file belongs to somebody else", () => {
    const at = mkdtempSync(join(work, "foreign-"));
    cpSync(tree, at, { recursive: true, verbatimSymlinks: true });
    chmodSync(at, 0o755);
    chownSync(join(at, "icudtl.dat"), 12_345, 12_345);
    expect(launch(at).words).toContain("others may change");
  });
});
