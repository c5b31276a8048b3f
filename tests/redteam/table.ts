import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { classes, corpus, idsOf, testsOf, type Attempt } from "./corpus.ts";
import type { Here } from "./corpus/here.ts";

/**
 * `npm run attempts`: writes `tests/redteam/README.md` from the corpus and from what the last runs of the suites reported.
 *
 * A number in the table is a count of tests that ran and passed, so an attempt that no run has made cannot get a line that
 * says it was. `corpus.test.ts` compares the committed table with the corpus.
 */

const tests = join(import.meta.dirname, "..");
const reports = join(tests, "../out/test");
export const tableFile = join(import.meta.dirname, "README.md");

/** How the tests of one attempt ended. */
export interface Made {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

/** Every test that the reports in a folder tell of, the latest report last. */
function testsIn(folder: string): { readonly home: string; readonly titles: string[]; readonly status: string }[] {
  const age = (file: string): number => statSync(join(folder, file)).mtimeMs;
  return globSync("*.json", { cwd: folder })
    .toSorted((one, other) => age(one) - age(other))
    .flatMap((file) => {
      // Written by vitest's own reporter.
      const { testResults } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Report;
      return testResults.flatMap(({ name, assertionResults }) =>
        assertionResults.map(({ ancestorTitles, title, status }) => ({
          home: relative(tests, name),
          titles: [...ancestorTitles, title],
          status,
        })),
      );
    });
}

/** What the reports say of each attempt; only the files that the corpus names for it count, and of a test its last run. */
export function readRuns(folder: string = reports): ReadonlyMap<string, Made> {
  const statuses = new Map<string, Map<string, string>>();
  const homes = new Map(corpus.map((attempt) => [attempt.id, new Set(testsOf(attempt))]));
  for (const { home, titles, status } of testsIn(folder)) {
    for (const id of titles.flatMap(idsOf).filter((one) => homes.get(one)?.has(home) === true)) {
      const all = statuses.get(id) ?? new Map<string, string>();
      statuses.set(id, all.set(`${home} ${titles.join(" ")}`, status));
    }
  }
  return new Map(
    [...statuses].map(([id, byTest]) => {
      const all = [...byTest.values()];
      const passed = all.filter((status) => status === "passed").length;
      const failed = all.filter((status) => status === "failed").length;
      return [id, { passed, failed, skipped: all.length - passed - failed }];
    }),
  );
}

/** Attempts that the corpus calls made and of which a run has nothing good to say. */
export function unproven(made: ReadonlyMap<string, Made>): string[] {
  return corpus
    .filter((attempt) => testsOf(attempt).length > 0)
    .filter(({ id }) => (made.get(id)?.passed ?? 0) === 0 || (made.get(id)?.failed ?? 0) > 0)
    .map(({ id }) => id);
}

const words: Readonly<Record<Here["state"], string>> = {
  passed: "made here and passed",
  residual: "made here and not prevented, with what stands against it",
  "by-hand": "by hand on a station",
  open: "not made yet",
};

function counted(state: Here["state"]): number {
  return corpus.filter(({ here }) => here.state === state).length;
}

function outcomeOf({ id, here }: Attempt, passed: ReadonlyMap<string, number>): string {
  const count = passed.get(id) ?? 0;
  const counting = `${count} ${count === 1 ? "test" : "tests"}`;
  switch (here.state) {
    case "passed":
      return `passed (${counting})`;
    case "residual":
      return `not prevented (${counting}). Instead: ${here.instead}`;
    case "by-hand":
      return `by hand: ${here.reason}. Step: ${here.step}`;
    case "open":
      return "not made yet";
    default:
      return here satisfies never;
  }
}

/** The table as Markdown. `passed` holds the number of passed tests of each attempt. */
export function composeTable(passed: ReadonlyMap<string, number>): string {
  const made = counted("passed") + counted("residual");
  const head = [
    "# redteam",
    "",
    "150 attempts to get a picture, a sample, a key, a name or the network out of a station, by id. Written by",
    "`npm run attempts` from `corpus/` and from the reports of a run; `corpus.test.ts` keeps it true. A test belongs to an",
    "attempt when its title, or that of the group around it, begins with the id. The log has a corpus of its own",
    "(`log/corpus.test.ts`), whose ids stand before a colon or in brackets.",
    "",
    `**${made} of ${corpus.length} are made by the suites.** ${(["passed", "residual", "by-hand", "open"] as const)
      .filter((state) => counted(state) > 0)
      .map((state) => `${counted(state)} ${words[state]}`)
      .join("; ")}.`,
    "",
    "`must`: **block** nothing leaves; **pause** the picture goes; **log** it is written down; **residual** it cannot honestly",
    "be prevented by the program, and the operator's guide says so.",
  ];
  const body = classes.flatMap(({ letter, title }) => {
    const rows = corpus.filter(({ id }) => id.startsWith(letter));
    const lines = rows.map((attempt) =>
      [attempt.id, attempt.attempt, attempt.expected, outcomeOf(attempt, passed), testsOf(attempt).join("<br>")]
        .map((cell) => cell.replaceAll("|", "\\|"))
        .join(" | "),
    );
    return [
      "",
      `## ${letter}. ${title}`,
      "",
      "| id | attempt | must | here | shown by |",
      "| - | - | - | - | - |",
    ].concat(lines.map((line) => `| ${line} |`));
  });
  return `${[...head, ...body].join("\n")}\n`;
}

/** The numbers that a table was written with. */
export function numbersIn(table: string): ReadonlyMap<string, number> {
  return new Map(
    [...table.matchAll(/^\| ([A-G]\d\d) \|.* \((\d+) tests?\)/gmu)].map(([, id = "", count = ""]) => [
      id,
      Number(count),
    ]),
  );
}

if (import.meta.main) {
  const runs = readRuns();
  const lacking = unproven(runs);
  if (lacking.length > 0) {
    process.stderr.write(`The reports in out/test do not show ${lacking.join(", ")}.\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(tableFile, composeTable(new Map([...runs].map(([id, { passed }]) => [id, passed]))));
  }
}
