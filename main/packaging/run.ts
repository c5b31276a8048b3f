import { createPrivateKey } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { argv, exit, stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { editions, type Edition } from "../formats/installation.ts";
import { parseRoots, releaseRootsFile } from "../formats/release.ts";
import { buildIfStale } from "../setup/index.ts";
import { buildDeb } from "./deb.ts";
import { packStation } from "./pack.ts";
import { describeRelease } from "./release.ts";
import { makeSbom } from "./sbom.ts";
import { sealTree } from "./tree.ts";

/** `npm run package`: one release for Linux, as a folder and as a Debian package. `README.md` here says how. */

const usage = `npm run package -- --runtime FOLDER --electron VERSION --chromium VERSION --key PEM --signer NAME --counter NUMBER --roots FILE [--edition sealed|end-to-end] [--out FOLDER]

  --runtime   unpacked Electron; nothing is downloaded
  --electron  its version
  --chromium  version of the Chromium inside it (process.versions.chrome), for the bill of materials
  --key       Ed25519 private key of the releases, PEM
  --signer    name under which that key signs, such as vitrine/releases/sealed
  --counter   number of the release, higher than every one before
  --roots     the three release keys that the program pins (vitrine release roots)
  --minimum   oldest version that may go on working; the version itself when left out
  --days      for how long stations take the release; 90 when left out
  --rollout   share of the stations in percent; 100 when left out
  --emergency for all stations at once
  --out       where to write; dist when left out
SOURCE_DATE_EPOCH (seconds) is the time that the Debian package carries; the same inputs give the same bytes.
`;

const project = join(import.meta.dirname, "../..");

/** Puts the keys into the tree, so that they stand in its list. */
function pinKeys(tree: string, file: string, edition: Edition): void {
  const pinned = readFileSync(file, "utf8").trim();
  if (parseRoots(pinned).edition !== edition) {
    throw new Error("the release keys are of another edition");
  }
  writeFileSync(join(tree, releaseRootsFile), pinned);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    args: argv.slice(2),
    options: {
      runtime: { type: "string" },
      electron: { type: "string" },
      chromium: { type: "string" },
      key: { type: "string" },
      signer: { type: "string" },
      counter: { type: "string" },
      edition: { type: "string", default: "sealed" },
      roots: { type: "string" },
      minimum: { type: "string" },
      days: { type: "string", default: "90" },
      rollout: { type: "string", default: "100" },
      emergency: { type: "boolean", default: false },
      out: { type: "string", default: join(project, "dist") },
    },
  });
  const { runtime, electron, chromium, key, signer: name, counter, roots, out } = values;
  const edition = editions.find((known) => known === values.edition);
  if (
    runtime === undefined ||
    electron === undefined ||
    chromium === undefined ||
    key === undefined ||
    name === undefined ||
    counter === undefined ||
    roots === undefined ||
    edition === undefined
  ) {
    stderr.write(usage);
    return 2;
  }
  const broken = buildIfStale((line) => stdout.write(`${line}\n`));
  if (broken !== null) {
    stderr.write(`${broken}\n`);
    return 1;
  }
  const { version } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as { version: string };
  const signer = { name, key: createPrivateKey(readFileSync(key)) };
  const [folder, assets] = [resolve(out), join(project, "resources/packaging")];
  const tree = join(folder, `vitrine-${version}-${edition}`);
  mkdirSync(folder, { recursive: true });
  await packStation({ project, runtime: resolve(runtime), electron, version, out: tree });
  const release = { edition, version, counter: Number(counter), electron, platform: "linux-x64" };
  pinKeys(tree, roots, edition);
  const note = await sealTree(tree, join(assets, "launcher.sh"), release, signer);
  const file = `${tree}_amd64.deb`;
  await buildDeb({ tree, assets, file, version, epoch: Number(process.env["SOURCE_DATE_EPOCH"] ?? 0) });
  const [bill, described] = [`${tree}.cdx.json`, `${tree}.release.json`];
  const parts = await makeSbom({ project, tree, release, chromium });
  writeFileSync(bill, parts);
  const terms = {
    minimumVersion: values.minimum ?? version,
    issued: Date.now(),
    days: Number(values.days),
    rollout: Number(values.rollout),
    emergency: values.emergency,
  };
  writeFileSync(described, await describeRelease(release, { artefact: file, note, bill: parts }, terms));
  stdout.write(`${tree}\n${file}\n${bill}\n${described}\n`);
  return 0;
}

try {
  exit(await main());
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  exit(1);
}
