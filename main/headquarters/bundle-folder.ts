import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Administration } from "./port.ts";

/** What is said about each file that was looked at, for the person at the terminal. */
export interface BundleFolderOptions {
  readonly line: (text: string) => void;
  readonly onIncident: (error: unknown) => void;
  /** Between two looks, in ms; a file that grew in between is still being copied. Default 2 000. */
  readonly everyMs?: number;
}

const outward = ".wsb";
const answer = ".wsr";

/**
 * Takes in the travel bundles that somebody puts into a folder while headquarters runs: the answer to `NAME.wsb`
 * is `NAME.wsr` beside it. A file that has an answer, or was refused as it is, is not taken again.
 *
 * @returns how to stop; resolves when the file under way is done with.
 */
export function watchBundleFolder(
  folder: string,
  administration: Pick<Administration, "takeBundle">,
  { line, onIncident, everyMs = 2_000 }: BundleFolderOptions,
): () => Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const seen = new Map<string, string>();
  const done = new Map<string, string>();
  let look: Promise<void> = Promise.resolve();
  let isBusy = false;

  const takeOne = async (name: string): Promise<void> => {
    const file = join(folder, name);
    const taken = await administration.takeBundle(file, `${file.slice(0, -outward.length)}${answer}`);
    line(taken.ok ? `${name}: ${taken.value.outcome}, ${taken.value.size} countersigned` : `${name}: ${taken.failure}`);
  };
  const lookOnce = async (): Promise<void> => {
    for (const [name, state] of waitingIn(folder)) {
      const isStill = seen.get(name) === state;
      seen.set(name, state);
      if (isStill && done.get(name) !== state) {
        done.set(name, state);
        // oxlint-disable-next-line no-await-in-loop -- one file after the other
        await takeOne(name);
      }
    }
  };
  const timer = setInterval(() => {
    if (!isBusy) {
      isBusy = true;
      look = lookOnce()
        .catch(onIncident)
        .finally(() => {
          isBusy = false;
        });
    }
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await look;
  };
}

/** Files without an answer that is at least as new, each with its size and time. */
function waitingIn(folder: string): (readonly [name: string, state: string])[] {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  const found = new Map(files.map(({ name }) => [name, statSync(join(folder, name), { throwIfNoEntry: false })]));
  return [...found].flatMap(([name, at]) => {
    const answered = found.get(`${name.slice(0, -outward.length)}${answer}`)?.mtimeMs ?? Number.NEGATIVE_INFINITY;
    return name.endsWith(outward) && at !== undefined && answered < at.mtimeMs
      ? [[name, `${at.size} ${at.mtimeMs}`] as const]
      : [];
  });
}
