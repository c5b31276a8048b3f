import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";
import { build, type BuildOptions, type Plugin } from "vite";

const root = join(import.meta.dirname, "..");

/** Nothing is inlined, so that both pages run under a CSP without 'unsafe-inline' and `data:`. */
const strictPage = {
  minify: true,
  assetsInlineLimit: 0,
  modulePreload: { polyfill: false },
  reportCompressedSize: false,
} satisfies BuildOptions;

/** The package that a module belongs to, as `name@version`; `null` for our own. */
function packageOf(module: string): string | null {
  const file = module.split("?")[0] ?? "";
  if (!file.includes("/node_modules/") || file.startsWith("\0")) {
    return null;
  }
  for (let folder = dirname(file); folder.includes("/node_modules/"); folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<
        string,
        unknown
      >;
      if (typeof name === "string" && typeof version === "string") {
        return `${name}@${version}`;
      }
    } catch {
      // No description here: one folder up.
    }
  }
  return null;
}

/** Notes in `out/packages` whose code a build has put into our files, for the bill of materials (`packaging/sbom.ts`). */
function packagesNote(name: string): Plugin {
  return {
    name: "vitrine:packages",
    apply: "build",
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((part) => (part.type === "chunk" ? Object.keys(part.modules) : []));
      const packages = new Set(modules.map(packageOf).filter((one) => one !== null));
      mkdirSync(join(root, "out/packages"), { recursive: true });
      writeFileSync(join(root, `out/packages/${name}.json`), `${JSON.stringify([...packages].toSorted())}\n`);
    },
  };
}

/**
 * Builds the picture frame into a folder of its own.
 *
 * It runs on the vault's origin, so it must not share a chunk with the interface: what one page can
 * load, the other cannot.
 */
function picturePage(): Plugin {
  return {
    name: "vitrine:picture-page",
    apply: "build",
    async closeBundle() {
      await build({
        configFile: false,
        root: join(root, "renderer/picture"),
        base: "./",
        logLevel: "warn",
        plugins: [packagesNote("picture")],
        build: { ...strictPage, outDir: join(root, "out/renderer/picture"), emptyOutDir: true },
      });
    },
  };
}

/**
 * `out/main` for Electron; one CommonJS preload for both shells, because a sandboxed preload finds no
 * packages and no ESM; `out/renderer` for the interface and `out/renderer/picture` for the picture frame.
 */
export default defineConfig({
  main: {
    plugins: [packagesNote("main")],
    build: {
      outDir: join(root, "out/main"),
      lib: { entry: join(root, "main/index.ts") },
      rolldownOptions: { external: ["original-fs"] },
    },
  },
  preload: {
    plugins: [packagesNote("preload")],
    build: {
      outDir: join(root, "out/preload"),
      externalizeDeps: false,
      lib: { entry: join(root, "preload/index.ts"), formats: ["cjs"] },
      rolldownOptions: { output: { entryFileNames: "[name].cjs" } },
    },
  },
  renderer: {
    root: join(root, "renderer"),
    base: "./",
    plugins: [react(), packagesNote("renderer"), picturePage()],
    build: {
      ...strictPage,
      outDir: join(root, "out/renderer"),
      rolldownOptions: { input: join(root, "renderer/index.html") },
    },
  },
});
