import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
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

/** The product with a defence taken out, and everything that rests on what was changed. */
export interface Mutant {
  readonly folder: string;
  /** The copy's parts, to be asked instead of the product's. */
  load(): Promise<Product>;
  /** The copy's two ends of the way by stick. */
  loadStick(): Promise<StickProduct>;
  remove(): void;
}

/**
 * Takes defences out of a copy of the product.
 *
 * Copied is what was changed and whatever imports it, however far away; everything else is the product's own, by links,
 * so that a mutant costs no more than what it changes. The copy lies under `out/`, so that packages are found as usual. A
 * text that is not there exactly once is an error: a mutant that changes nothing would prove nothing.
 */
export function makeMutant(...mutations: readonly [Mutation, ...Mutation[]]): Mutant {
  mkdirSync(join(root, "out", "mutants"), { recursive: true });
  const folder = mkdtempSync(join(root, "out", "mutants", "m-"));
  const copied = dependentsOf(mutations.map(({ file }) => file));
  for (const [file, { text }] of sources()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    if (copied.has(file)) {
      writeFileSync(join(folder, file), text);
    } else {
      symlinkSync(join(root, file), join(folder, file));
    }
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

interface Source {
  readonly text: string;
  /** Files of the product that it imports, from the project root. */
  readonly imports: readonly string[];
}

let read: ReadonlyMap<string, Source> | null = null;

/** Every source of the main process and of what both sides share, by its path from the project root. */
function sources(): ReadonlyMap<string, Source> {
  read ??= new Map(
    ["main", "shared"].flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".ts"))
        .map((name) => join(room, name))
        .map((file) => {
          const text = readFileSync(join(root, file), "utf8");
          const named = [...text.matchAll(/(?:from|import|import\()\s*"(\.[^"]+)"/gu)].map(([, path = ""]) => path);
          return [file, { text, imports: named.map((path) => normalize(join(dirname(file), path))) }] as const;
        }),
    ),
  );
  return read;
}

/** These files and everything that imports them, however far away. */
function dependentsOf(files: readonly string[]): ReadonlySet<string> {
  const found = new Set(files);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const [file, { imports }] of sources()) {
      if (imports.some((one) => found.has(one))) {
        found.add(file);
      }
    }
  }
  return found;
}
