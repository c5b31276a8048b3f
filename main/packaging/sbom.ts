import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { extractFile, listPackage } from "@electron/asar";
import { z } from "zod";
import { encodeCanonical } from "../formats/canonical-json.ts";
import type { Release } from "./tree.ts";

/**
 * The software bill of materials of a packed tree, as CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/): every package that
 * lies in the archive, every package whose code the build put into our own files, and the runtime with its browser.
 *
 * npm names the packages of the lock file; what was really packed decides which of them stand in the list. No serial number
 * and no time, so that the same inputs give the same bytes.
 */

const run = promisify(execFile);

/** The three builds, each with the packages whose code is in it (`packagesFile` of the build configuration). */
const builds = ["main", "preload", "renderer", "picture"] as const;

const componentSchema = z.object({
  "bom-ref": z.string(),
  name: z.string(),
  version: z.string(),
  purl: z.string(),
  hashes: z.array(z.object({ alg: z.string(), content: z.string() })).default([]),
  licenses: z.array(z.record(z.string(), z.unknown())).default([]),
});
const listedSchema = z.object({
  components: z.array(componentSchema),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).default([]) })),
});
type Listed = z.output<typeof listedSchema>;

const packageSchema = z.object({ name: z.string(), version: z.string() });
/** A package's own description, not one that lies somewhere inside it. */
const packageFile = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/u;

/** `name@version` of every package in an archive, packages inside packages too. */
export function packagesInArchive(archive: string): string[] {
  return listPackage(archive, { isPack: false })
    .map((name) => name.slice(1).replaceAll("\\", "/"))
    .filter((name) => packageFile.test(name))
    .map((name) => {
      const { name: called, version } = packageSchema.parse(JSON.parse(extractFile(archive, name).toString("utf8")));
      return `${called}@${version}`;
    });
}

async function packagesInBuilds(project: string): Promise<string[]> {
  const lists = await Promise.all(
    builds.map(async (build) =>
      z.array(z.string()).parse(JSON.parse(await readFile(join(project, `out/packages/${build}.json`), "utf8"))),
    ),
  );
  return lists.flat();
}

/** What npm knows of the lock file, without a network. */
async function listedByNpm(project: string): Promise<Listed> {
  const { stdout } = await run("npm", ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--offline"], {
    cwd: project,
    maxBuffer: 1 << 26,
  });
  return listedSchema.parse(JSON.parse(stdout));
}

/** What a list is made of. */
export interface SbomOptions {
  /** Folder of the project, with `out/` built and its lock file. */
  readonly project: string;
  /** A packed tree. */
  readonly tree: string;
  readonly release: Release;
  /** Version of the Chromium inside that Electron, as `process.versions.chrome` names it. */
  readonly chromium: string;
}

const text = (value: unknown): string => JSON.stringify(value);

function runtimeParts(electron: string, chromium: string) {
  return [
    {
      type: "framework",
      "bom-ref": `electron@${electron}`,
      name: "electron",
      version: electron,
      purl: `pkg:generic/electron@${electron}`,
      licenses: [{ license: { id: "MIT" } }],
    },
    {
      type: "library",
      "bom-ref": `chromium@${chromium}`,
      name: "chromium",
      version: chromium,
      purl: `pkg:generic/chromium@${chromium}`,
      cpe: `cpe:2.3:a:google:chrome:${chromium}:*:*:*:*:*:*:*`,
      licenses: [{ license: { id: "BSD-3-Clause" } }],
    },
  ];
}

/**
 * Makes the list for a packed tree.
 *
 * @returns canonical JSON: one file, one digest.
 * @throws when a packed package is not in the lock file, or when npm or the build's own lists are not there.
 */
export async function makeSbom({ project, tree, release, chromium }: SbomOptions): Promise<Uint8Array> {
  const [listed, bundled] = await Promise.all([listedByNpm(project), packagesInBuilds(project)]);
  const packed = new Set([...packagesInArchive(join(tree, "resources/app.asar")), ...bundled]);
  const components = listed.components.filter(({ name, version }) => packed.has(`${name}@${version}`));
  const named = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const missing = [...packed].filter((name) => !named.has(name));
  if (missing.length > 0) {
    throw new Error(`packed and not in the lock file: ${missing.toSorted().join(", ")}`);
  }
  const refs = new Set(components.map((component) => component["bom-ref"]));
  const ours = `vitrine@${release.version}`;
  const direct = directPackages(project);
  const runtime = runtimeParts(release.electron, chromium);
  const among = listed.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)).toSorted() }));
  const document = {
    $schema: "http://cyclonedx.org/schema/bom-1.5.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      lifecycles: [{ phase: "build" }],
      component: {
        type: "application",
        "bom-ref": ours,
        name: "vitrine",
        version: release.version,
        purl: `pkg:generic/vitrine@${release.version}`,
        licenses: [{ license: { id: "Apache-2.0" } }],
        properties: [
          { name: "vitrine:edition", value: release.edition },
          { name: "vitrine:platform", value: release.platform },
        ],
      },
    },
    components: [...runtime, ...components.map((component) => ({ type: "library", scope: "required", ...component }))],
    dependencies: [
      {
        ref: ours,
        dependsOn: [
          `electron@${release.electron}`,
          ...components.filter(({ name }) => direct.has(name)).map((component) => component["bom-ref"]),
        ].toSorted(),
      },
      { ref: `electron@${release.electron}`, dependsOn: [`chromium@${chromium}`] },
      ...among,
    ],
  };
  // Through text once more: the schema of npm's answer says nothing of what a licence may hold.
  return encodeCanonical(JSON.parse(text(document)));
}

function directPackages(project: string): ReadonlySet<string> {
  const own = z
    .object({ dependencies: z.record(z.string(), z.string()), devDependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(project, "package.json"), "utf8")));
  return new Set([...Object.keys(own.dependencies), ...Object.keys(own.devDependencies)]);
}
