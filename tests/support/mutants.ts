import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Product } from "./log-scene.ts";
import type { StickProduct } from "./stick.ts";

/** One defence taken out: in this file, this text becomes that one. */
export interface Mutation {
  /** Path from the project root, inside `main/`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const root = join(import.meta.dirname, "../..");
const rooms = [
  "main/formats",
  "main/diagnostics",
  "main/storage",
  "main/access",
  "main/annotations",
  "main/auditlog",
  "main/sync",
  "main/headquarters/mirror",
  "main/headquarters/bundles.ts",
  "main/headquarters/authority.ts",
  "main/headquarters/policy",
  "main/headquarters/database",
  "main/headquarters/grants/standing-files.ts",
  "main/station/new-log.ts",
  "main/station/durable-file.ts",
  "main/headquarters/monitor",
  "main/access/grants/evidence.ts",
  "main/access/grants/chain.ts",
  "main/access/viewing",
  "shared",
];

/** A copy of the rooms around the log in which the mutations were made. */
export interface Mutant {
  readonly folder: string;
  /** The copy's parts, to be asked instead of the product's. */
  load(): Promise<Product>;
  /** The copy's two ends of the way by stick. */
  loadStick(): Promise<StickProduct>;
  remove(): void;
}

/**
 * Copies the rooms around the log and takes defences out of the copy.
 *
 * The copy lies under `out/`, so that packages are found as usual. A text that is not there exactly once
 * is an error: a mutant that changes nothing would prove nothing.
 */
export function makeMutant(...mutations: readonly [Mutation, ...Mutation[]]): Mutant {
  mkdirSync(join(root, "out", "mutants"), { recursive: true });
  const folder = mkdtempSync(join(root, "out", "mutants", "m-"));
  for (const room of rooms) {
    cpSync(join(root, room), join(folder, room), {
      recursive: true,
      filter: (path) => !path.endsWith("tsconfig.json"),
    });
  }
  for (const { file, from, to } of mutations) {
    const source = readFileSync(join(folder, file), "utf8");
    if (source.split(from).length !== 2) {
      throw new Error(`mutation does not fit ${file}: ${from}`);
    }
    writeFileSync(
      join(folder, file),
      source.replace(from, () => to),
    );
  }
  const part = async (file: string): Promise<unknown> => import(/* @vite-ignore */ join(folder, file));
  return {
    folder,
    load: async () => {
      const [auditlog, logBundle, mirror, monitor, storage, sync] = await Promise.all([
        part("main/auditlog/index.ts"),
        part("main/formats/log-bundle.ts"),
        part("main/headquarters/mirror/index.ts"),
        part("main/headquarters/monitor/watch.ts"),
        part("main/storage/index.ts"),
        part("main/sync/index.ts"),
      ]);
      // Same files as the product's but for the mutation.
      return { auditlog, logBundle, mirror, monitor, storage, sync } as Product;
    },
    loadStick: async () => {
      const [sync, bundles] = await Promise.all([part("main/sync/index.ts"), part("main/headquarters/bundles.ts")]);
      return { sync, bundles } as StickProduct;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
