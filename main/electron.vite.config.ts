import { join } from "node:path";
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
    build: {
      outDir: join(root, "out/main"),
      lib: { entry: join(root, "main/index.ts") },
      rolldownOptions: { external: ["original-fs"] },
    },
  },
  preload: {
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
    plugins: [react(), picturePage()],
    build: {
      ...strictPage,
      outDir: join(root, "out/renderer"),
      rolldownOptions: { input: join(root, "renderer/index.html") },
    },
  },
});
