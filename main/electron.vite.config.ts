import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

/**
 * Three bundles: `out/main` for Electron, one CommonJS preload for both shells (a sandboxed preload
 * finds no packages and no ESM), and two pages — the interface, and the picture frame that the vault
 * serves on its own origin. Nothing is inlined, so that a strict CSP holds for both pages.
 */
export default defineConfig({
  main: {
    build: {
      outDir: "out/main",
      lib: { entry: "main/index.ts" },
      rolldownOptions: { external: [/^node:/u] },
    },
  },
  preload: {
    build: {
      outDir: "out/preload",
      externalizeDeps: false,
      lib: { entry: "preload/index.ts", formats: ["cjs"] },
      rolldownOptions: { output: { entryFileNames: "[name].cjs" } },
    },
  },
  renderer: {
    root: "renderer",
    plugins: [react()],
    build: {
      outDir: "out/renderer",
      minify: true,
      assetsInlineLimit: 0,
      cssCodeSplit: true,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { interface: "renderer/index.html", picture: "renderer/picture/index.html" },
      },
    },
  },
});
