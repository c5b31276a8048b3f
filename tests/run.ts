import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildIfStale, ensurePrograms } from "../main/setup/index.ts";
import { readRuns, unproven } from "./redteam/table.ts";
import { calmParts, heavySuites, lightParts, suites, type Suite } from "./suites.ts";

/**
 * `npm test`: every suite, light ones together, heavy ones one after the other, and one line at the end.
 *
 * Arguments name suites (`e2e`, `unit`, …) or, after `--`, are handed to vitest (a file, `-t title`).
 */

const root = join(import.meta.dirname, "..");
const reports = join(root, "out", "test");
const say = (line: string): void => console.log(line);

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

function chosenSuites(names: readonly string[]): Suite[] {
  const unknown = names.filter((name) => !suites.some((suite) => suite === name));
  if (unknown.length > 0) {
    throw new Error(`there is no suite ${unknown.join(", ")}; there are ${suites.join(", ")}`);
  }
  return names.length === 0 ? [...suites] : suites.filter((suite) => names.includes(suite));
}

/** What one run of vitest takes: its projects, and the files that an earlier stage had. */
interface Stage {
  readonly name: string;
  readonly projects: readonly string[];
  readonly without: readonly string[];
}

function stagesOf(chosen: readonly Suite[]): Stage[] {
  const light = chosen.flatMap((suite) =>
    heavySuites.has(suite) ? (lightParts[suite] === undefined ? [] : [`${suite}-light`]) : [suite],
  );
  const heavy = chosen.filter((suite) => heavySuites.has(suite));
  return [
    ...(light.length > 0 ? [{ name: "light", projects: light, without: [] }] : []),
    ...heavy
      .filter((suite) => calmParts[suite] !== undefined)
      .map((suite) => ({ name: `${suite}-calm`, projects: [`${suite}-calm`], without: [] })),
    ...heavy.map((suite) => ({
      name: suite,
      projects: [suite],
      without: [...(lightParts[suite] ?? []), ...(calmParts[suite] ?? [])],
    })),
  ];
}

function runStage({ name, projects, without }: Stage, rest: readonly string[]): Count {
  const report = join(reports, `${name}.json`);
  rmSync(report, { force: true });
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const { status } = spawnSync(
    process.execPath,
    [
      vitest,
      "run",
      "-c",
      "tests/vitest.config.ts",
      ...projects.flatMap((project) => ["--project", project]),
      ...without.flatMap((files) => ["--exclude", files]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
      ...rest,
    ],
    { cwd: root, stdio: "inherit", env: { ...process.env, VITRINE_TEST: "1" } },
  );
  return countOf(report, status === 0);
}

/** A file that cannot be loaded, or an error outside any test, counts as one failure: nothing broken is silent. */
function countOf(report: string, isGreen: boolean): Count {
  interface Report {
    readonly testResults: readonly {
      readonly name: string;
      readonly status: string;
      readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
    }[];
  }
  let files: Report["testResults"];
  try {
    // Written by vitest's own reporter a moment ago.
    files = (JSON.parse(readFileSync(report, "utf8")) as Report).testResults;
  } catch {
    return { passed: 0, failed: isGreen ? 0 : 1, skipped: [] };
  }
  const tests = files.flatMap((file) => file.assertionResults);
  const failedTests = tests.filter((test) => test.status === "failed").length;
  const brokenFiles = files.filter(
    (file) => file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"),
  ).length;
  const failed = failedTests + brokenFiles;
  return {
    passed: tests.filter((test) => test.status === "passed").length,
    failed: failed === 0 && !isGreen ? 1 : failed,
    skipped: tests.filter((test) => !["passed", "failed"].includes(test.status)).map((test) => test.fullName),
  };
}

/** What of the red-team corpus this run did not make, though the corpus calls it made: skipped, or lost. */
function sayUnmade(): void {
  const unmade = unproven(readRuns(reports));
  say(unmade.length === 0 ? "every attempt of the corpus was made" : `not made in this run: ${unmade.join(", ")}`);
}

/** Makes sure of what the suites need; otherwise says what is lacking. */
function isReady(chosen: readonly Suite[]): boolean {
  const lacking = ensurePrograms(["chromium", "xvfb", "ffmpeg", "cjk-font", "espeak-ng"], say);
  if (lacking !== null) {
    say(lacking);
    return false;
  }
  // Light suites run from the sources.
  const broken = chosen.some((suite) => heavySuites.has(suite)) ? buildIfStale(say) : null;
  if (broken !== null) {
    say(broken);
    say("The build failed.");
    return false;
  }
  return true;
}

function main(): number {
  const args = process.argv.slice(2);
  const separator = args.findIndex((arg) => arg.startsWith("-") || arg.includes("/"));
  const names = separator === -1 ? args : args.slice(0, separator);
  const rest = separator === -1 ? [] : args.slice(separator).filter((arg) => arg !== "--");
  const chosen = chosenSuites(names);
  if (!isReady(chosen)) {
    return 1;
  }
  const isWhole = chosen.length === suites.length && rest.length === 0;
  if (isWhole) {
    rmSync(reports, { recursive: true, force: true });
  }
  mkdirSync(reports, { recursive: true });
  const counts = stagesOf(chosen).map((stage) => runStage(stage, rest));
  const passed = counts.reduce((sum, count) => sum + count.passed, 0);
  const failed = counts.reduce((sum, count) => sum + count.failed, 0);
  const skipped = counts.flatMap((count) => count.skipped);
  for (const title of skipped) {
    say(`skipped: ${title}`);
  }
  if (isWhole) {
    sayUnmade();
  }
  say(`${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ""}`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

process.exitCode = main();
