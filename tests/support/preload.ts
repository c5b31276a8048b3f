import { build } from "vite";

/** The preload as it is shipped: one CommonJS bundle that requires electron and nothing else. */
export async function buildPreload(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      ssr: "preload/index.ts",
      write: false,
      rolldownOptions: { external: ["electron"], output: { format: "cjs" } },
    },
  });
  return "output" in output ? output.output[0].code : "";
}
