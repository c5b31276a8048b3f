import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { TravelRefusal } from "../formats/travel-bundle.ts";
import { FolderInUse } from "../storage/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { BundleTaken } from "../../shared/model/evidence.ts";
import type { BundleRefusal } from "../../shared/refusals.ts";
import type { Result } from "../../shared/result.ts";
import { bundleProgressWords, bundleRefusalWords, bundleWords, takenWords } from "./bundle-words.ts";
import type { CommandLanguage } from "./words.ts";
import { openAlone } from "./open-alone.ts";

/** What the terminal gives a command. */
export interface Terminal {
  readonly language: CommandLanguage;
  readonly line: (text: string) => void;
  /** Rewritten in place during long work. */
  readonly progress: (text: string) => void;
  readonly signal: AbortSignal;
}

interface Options {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** A station opened for its travel bundles; the room that can open one is handed in. */
export interface BundleStation {
  readonly bundles: {
    write(
      file: string,
      options: Options & { readonly everything: boolean },
    ): Promise<Result<{ readonly from: number; readonly to: number }, Failure>>;
    take(file: string, options: Options): Promise<Result<BundleTaken, Failure>>;
  };
  close(): void;
}

export type OpenStation = (folder: string) => Promise<BundleStation>;

/**
 * `vitrine bundle export --folder STATION FILE [--all]`: writes what headquarters has not countersigned, for a stick.
 *
 * @returns the exit code: 0 written; 1 refused with the reason printed, also while the station runs.
 */
export async function exportBundleCommand(
  { file, folder, everything, open }: { file: string; folder: string; everything: boolean; open: OpenStation },
  terminal: Terminal,
): Promise<number> {
  return atStation(open, folder, terminal, async ({ bundles }) => {
    const { onProgress, signal } = steps("writing", terminal);
    const written = await bundles.write(file, { everything, onProgress, signal });
    if (!written.ok) {
      return written;
    }
    terminal.line(bundleWords[terminal.language].written(written.value.from, written.value.to, file));
    return written;
  });
}

/** `vitrine bundle import --folder STATION FILE`: takes in the answer of headquarters. Exit codes as for `export`. */
export async function importAnswerCommand(
  { file, folder, open }: { file: string; folder: string; open: OpenStation },
  terminal: Terminal,
): Promise<number> {
  return atStation(open, folder, terminal, async ({ bundles }) => {
    const taken = await bundles.take(file, steps("checking", terminal));
    if (taken.ok) {
      terminal.progress("");
      for (const words of takenWords(taken.value, terminal.language)) {
        terminal.line(words);
      }
    }
    return taken;
  });
}

/**
 * `vitrine bundle import --headquarters HQ FILE --answer FILE`: takes in what a station wrote, and writes the answer.
 *
 * @returns the exit code: 0 taken or known; 1 refused, or the log could not be joined to what headquarters holds, with
 * the reason printed. The answer is written whenever the file could be read, for the station needs to know.
 */
export async function importBundleCommand(
  { file, folder, answer }: { file: string; folder: string; answer: string },
  terminal: Terminal,
): Promise<number> {
  const { language, line, progress } = terminal;
  if (resolve(file) === resolve(answer)) {
    line(bundleWords[language].usage);
    return 2;
  }
  if (!existsSync(join(folder, "headquarters.sqlite"))) {
    line(bundleWords[language].noHeadquarters);
    return 1;
  }
  const headquarters = await openAlone(folder);
  if (headquarters === null) {
    line(bundleWords[language].headquartersRuns);
    return 1;
  }
  try {
    const taken = await headquarters.administration.takeBundle(file, answer, ({ phase, done, total }) =>
      progress(`${bundleProgressWords[phase][language]} ${total === 0 ? "" : `${percent(done, total)} %`}`),
    );
    progress("");
    if (!taken.ok) {
      return refused(taken.failure, terminal);
    }
    const { name, origin, outcome, from, to, fresh, size, items } = taken.value;
    const words = bundleWords[language];
    line(words.station(name, origin));
    line(words.outcome[outcome]);
    line(words.counts({ from, to, fresh, size }));
    line(words.answer(answer, items));
    return outcome === "taken" || outcome === "known" ? 0 : 1;
  } finally {
    await headquarters.close();
  }
}

async function atStation(
  open: OpenStation,
  folder: string,
  terminal: Terminal,
  work: (station: BundleStation) => Promise<Result<unknown, Failure>>,
): Promise<number> {
  let station: BundleStation;
  try {
    station = await open(folder);
  } catch (error) {
    if (error instanceof FolderInUse) {
      terminal.line(bundleWords[terminal.language].stationRuns);
      return 1;
    }
    if (error instanceof TravelRefusal) {
      return refused(error.reason, terminal);
    }
    throw error;
  }
  try {
    const done = await work(station);
    terminal.progress("");
    if (done.ok) {
      return 0;
    }
    const { failure } = done;
    return refused(failure.code === "bundle-refused" ? failure.reason : "not-written", terminal);
  } catch (error) {
    if (!terminal.signal.aborted) {
      throw error;
    }
    terminal.progress("");
    terminal.line(bundleWords[terminal.language].cancelled);
    return 1;
  } finally {
    station.close();
  }
}

function steps(phase: "writing" | "checking", { language, progress, signal }: Terminal): Required<Options> {
  return {
    signal,
    onProgress: (done, total) => progress(`${bundleProgressWords[phase][language]} ${percent(done, total)} %`),
  };
}

function percent(done: number, total: number): number {
  return Math.floor((100 * done) / Math.max(1, total));
}

function refused(reason: BundleRefusal, { language, line }: Terminal): number {
  const { what, next } = bundleRefusalWords[reason][language];
  line(what);
  line(next);
  return 1;
}
