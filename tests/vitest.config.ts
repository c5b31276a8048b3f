import { defineConfig } from "vitest/config";
import { heavySuites, suites } from "./suites.ts";

export default defineConfig({
  root: `${import.meta.dirname}/..`,
  test: {
    passWithNoTests: true,
    maxWorkers: 2,
    projects: suites.map((name) => ({
      extends: true,
      test: {
        name,
        environment: "node",
        globalSetup: [`${import.meta.dirname}/support/once.ts`],
        include: [`tests/${name}/**/*.test.{ts,tsx}`],
        ...(heavySuites.has(name)
          ? { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 }
          : { testTimeout: 30_000, hookTimeout: 30_000 }),
      },
    })),
  },
});
