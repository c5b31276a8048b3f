/** Every suite, in the order it is worth running: what fails fast and often comes first. */
export const suites = [
  "architecture",
  "contract",
  "unit",
  "conformance",
  "interop",
  "scenario",
  "crash",
  "redteam",
  "e2e",
] as const;
export type Suite = (typeof suites)[number];

/** Suites that start browsers; they get the machine to themselves, one file at a time. */
export const heavySuites: ReadonlySet<Suite> = new Set(["redteam", "e2e"]);

/** The files of a heavy suite that start no browser: `npm test` runs them beside the light suites. */
export const lightParts: Readonly<Partial<Record<Suite, readonly string[]>>> = {
  redteam: [
    "tests/redteam/log/**/*.test.ts",
    "tests/redteam/grant-keys.test.ts",
    "tests/redteam/corpus.test.ts",
    "tests/redteam/launch.test.ts",
    "tests/redteam/updates*.test.ts",
    "tests/redteam/controls.test.ts",
    "tests/redteam/room.test.ts",
  ],
};

/**
 * The files of a heavy suite that walk through screens and wait for what they show, whenever it comes: they run two at a
 * time. Whoever photographs a moving picture, or asks what a busy page does at a certain moment, is not among them.
 */
export const calmParts: Readonly<Partial<Record<Suite, readonly string[]>>> = {
  e2e: [
    "accessibility",
    "administration",
    "bundles",
    "joining",
    "log",
    "new-log",
    "policy",
    "receipt-verifier",
    "requests",
    "retention",
    "start-endings",
  ].map((name) => `tests/e2e/${name}.test.ts`),
};

/** Folders of `tests/` that hold no suite: what they are for, so that a forgotten suite cannot hide among them. */
export const companions: Readonly<Record<string, string>> = {
  bench: "figures beside a baseline, run by `npm run bench`",
  support: "builders, clips and stand-ins that tests share",
  tour: "the README's story without a person, run by `npm run tour`",
};
