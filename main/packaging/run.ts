import { createPrivateKey } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { argv, exit, stderr, stdout } from "node:process";
import { parseArgs } from "node:util";
import { editions } from "../formats/installation.ts";
import { buildIfStale } from "../setup/index.ts";
import { buildDeb } from "./deb.ts";
import { packStation } from "./pack.ts";
import { makeSbom } from "./sbom.ts";
import { sealTree } from "./tree.ts";

/** `npm run package`: one release for Linux, as a folder and as a Debian package. `README.md` here says how. */

const usage = `npm run package -- --runtime FOLDER --electron VERSION --chromium VERSION --key PEM --signer NAME --counter NUMBER [--edition sealed|end-to-end] [--out FOLDER]

  --runtime   unpacked Electron; nothing is downloaded
  --electron  its version
  --chromium  version of the Chromium inside it (process.versions.chrome), for the bill of materials
  --key       Ed25519 private key of the releases, PEM
  --signer    name under which that key signs, such as vitrine/releases/sealed
  --counter   number of the release, higher than every one before
  --out       where to write; dist when left out
SOURCE_DATE_EPOCH (seconds) is the time that the Debian package carries; the same inputs give the same bytes.
`;

const project = join(import.meta.dirname, "../..");

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
      out: { type: "string", default: join(project, "dist") },
    },
  });
  const { runtime, electron, chromium, key, signer: name, counter, out } = values;
  const edition = editions.find((known) => known === values.edition);
  if (
    runtime === undefined ||
    electron === undefined ||
    chromium === undefined ||
    key === undefined ||
    name === undefined ||
    counter === undefined ||
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
  await sealTree(tree, join(assets, "launcher.sh"), release, signer);
  const file = `${tree}_amd64.deb`;
  await buildDeb({ tree, assets, file, version, epoch: Number(process.env["SOURCE_DATE_EPOCH"] ?? 0) });
  const bill = `${tree}.cdx.json`;
  writeFileSync(bill, await makeSbom({ project, tree, release, chromium }));
  stdout.write(`${tree}\n${file}\n${bill}\n`);
  return 0;
}

try {
  exit(await main());
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  exit(1);
}
