import { defineConfig } from "vitest/config";
import { calmParts, heavySuites, lightParts, suites } from "./suites.ts";

/** Certificates and passwords take time to make, browsers to start; more so while other suites run beside. */
const patience = { testTimeout: 180_000, hookTimeout: 180_000 };

const everything = {
  ...patience,
  environment: "node",
  globalSetup: [`${import.meta.dirname}/support/once.ts`],
};

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    passWithNoTests: true,
    maxWorkers: 2,
    projects: [
      ...suites.map((name) => ({
        extends: true as const,
        test: {
          ...everything,
          name,
          include: [`tests/${name}/**/*.test.{ts,tsx}`],
          // Most of a light suite's time went into reading the same sources again for each of its files.
          ...(heavySuites.has(name) ? { fileParallelism: false } : { isolate: false }),
        },
      })),
      ...Object.entries(lightParts).map(([name, include]) => ({
        extends: true as const,
        test: { ...everything, name: `${name}-light`, include: [...include], isolate: false },
      })),
      ...Object.entries(calmParts).map(([name, include]) => ({
        extends: true as const,
        test: { ...everything, name: `${name}-calm`, include: [...include] },
      })),
    ],
  },
});
