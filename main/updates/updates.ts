import { sha256Hex } from "../formats/digest.ts";
import { openRelease, type Release, type ReleaseRoots } from "../formats/release.ts";
import type { Offered, ProgramReport, UpdateState, UpdateWait } from "../../shared/model/update.ts";
import type { UpdateMemory, UpdateRefusal, UpdateStep } from "../../shared/updates.ts";
import { judgeRelease, type InstalledProgram } from "./judge.ts";
import { fetchRelease, UpdateRefused, type UpdateLine } from "./line.ts";
import type { Shelf } from "./shelf.ts";

/** Facts of one entry of the log about an update. */
export interface UpdateFacts {
  readonly step: UpdateStep;
  /** SHA-256 of the release, or of what came in its place. */
  readonly digest: string;
  readonly version?: string;
  readonly counter?: number;
  readonly reason?: UpdateRefusal;
  /** Place of this station in the line for the release, of 10000. */
  readonly place?: number;
  readonly emergency?: boolean;
  readonly by?: string;
}

/** The program of this station and how it is replaced. */
export interface ReplaceableProgram extends InstalledProgram {
  readonly roots: ReleaseRoots;
  /** Folder in which whoever installs finds package and release. */
  readonly ready: string;
  /** Ends this program so that it is replaced; called once everything lies in `ready`. */
  install(release: Release): Promise<void>;
}

export interface UpdatesOptions {
  /** `null`: a program that runs from its sources. */
  readonly program: ReplaceableProgram | null;
  readonly station: string;
  readonly line: UpdateLine;
  readonly shelf: Shelf;
  readonly now: () => Date;
  readonly memory: () => UpdateMemory;
  /** Durable on return. */
  readonly append: (facts: UpdateFacts) => void;
  /** What keeps an update waiting now; `null` between viewings, with nobody signed in and nothing unsent. */
  readonly waits: () => UpdateWait | null;
  readonly report: (report: ProgramReport) => Promise<void>;
  readonly onChange: () => void;
  /** Time that one answer may take, in ms; two minutes when absent. */
  readonly patience?: number;
}

/** Updates of one station: asked for, judged, fetched and handed over between viewings, each step in the log. */
export interface Updates {
  state(): UpdateState;
  /** Says in the log which program runs here, when it is another one than before or ought to be. */
  begin(): void;
  /** Asks headquarters now; whoever asks meanwhile gets the same answer. */
  check(): Promise<void>;
  /**
   * Hands a verified update over for installation.
   *
   * @param by the administrator who orders it; their own signing in does not keep it waiting then.
   * @returns what it waits for; `null` when it is under way or there is nothing to install.
   */
  install(by?: string): Promise<UpdateWait | null>;
  /** Cheap enough for every second: asks every hour, and installs what is ready as soon as nothing is in its way. */
  tick(): void;
  close(): Promise<void>;
}

const everyMs = 3_600_000;

interface Ready {
  readonly release: Release;
  readonly digest: string;
  readonly file: Uint8Array;
}

const offeredOf = ({ version, counter, emergency, expires, artefact }: Release): Offered => ({
  version,
  counter,
  emergency,
  expires,
  size: artefact.size,
});

/** Opens the updates of a station. Nothing is asked before the first `check` or `tick`. */
export function createUpdates(options: UpdatesOptions): Updates {
  const { program, shelf, line, memory, waits } = options;
  let state: UpdateState = {
    phase: program === null ? "unreleased" : "unasked",
    ...(program === null ? {} : { program: plain(program) }),
  };
  let ready: Ready | null = null;
  let running: Promise<void> | null = null;
  let isClosed = false;
  let dueAt = 0;

  const become = (changes: Omit<UpdateState, "program">): void => {
    const { program: own, checkedAt } = state;
    state = {
      ...(own === undefined ? {} : { program: own }),
      ...(checkedAt === undefined ? {} : { checkedAt }),
      ...changes,
    };
    options.onChange();
  };

  /** The same word twice in a row would tell nothing. */
  const tell = (facts: UpdateFacts): void => {
    const { last } = memory();
    if (last?.step !== facts.step || last.digest !== facts.digest || last.reason !== facts.reason) {
      options.append(facts);
    }
  };

  const report = async (): Promise<void> => {
    const { phase, offered, reason } = state;
    await options.report({
      program: program === null ? null : plain(program),
      phase,
      ...(offered === undefined ? {} : { offered: offered.version }),
      ...(reason === undefined ? {} : { reason }),
    });
  };

  const refuse = (reason: UpdateRefusal, digest: string, release?: Release): void => {
    ready = null;
    const named = release === undefined ? {} : { version: release.version, counter: release.counter };
    tell({ step: "refused", digest, reason, ...named });
    become({ phase: "refused", reason, ...(release === undefined ? {} : { offered: offeredOf(release) }) });
  };

  /** Fetches and judges what headquarters has now. @returns what may be taken; `null` otherwise, and the state says why. */
  const ask = async (own: ReplaceableProgram): Promise<Ready | null> => {
    const file = await fetchRelease(line, own, options.patience);
    state = { ...state, checkedAt: options.now().toISOString() };
    if (file === null) {
      become({ phase: "current" });
      return null;
    }
    const opened = openRelease(file, own.roots);
    if (!opened.ok) {
      refuse(opened.reason, sha256Hex(file));
      return null;
    }
    const { release, digest } = opened;
    const { highest } = memory();
    const verdict = judgeRelease(release, {
      program: own,
      station: options.station,
      now: options.now(),
      highest,
      digest,
    });
    const named = { digest, version: release.version, counter: release.counter };
    if (verdict.kind === "refused") {
      refuse(verdict.reason, digest, release);
    } else if (verdict.kind === "current") {
      become({ phase: "current" });
    } else if (verdict.kind === "deferred") {
      tell({ step: "deferred", place: verdict.place, ...named });
      become({ phase: "deferred", offered: offeredOf(release) });
    }
    return verdict.kind === "take" ? { release, digest, file } : null;
  };

  const fetch = async (wanted: Ready): Promise<void> => {
    const { release, digest } = wanted;
    const offered = offeredOf(release);
    const named = { digest, version: release.version, counter: release.counter };
    become({ phase: "downloading", offered, received: 0 });
    try {
      const isThere = await shelf.fetch(line, release.artefact, {
        // A viewing has the line and the disk to itself.
        goOn: () => !isClosed && waits() !== "viewing",
        onProgress: (received) => become({ phase: "downloading", offered, received }),
        ...(options.patience === undefined ? {} : { patience: options.patience }),
      });
      if (!isThere) {
        become({ phase: "offered", offered, waits: "viewing" });
        return;
      }
    } catch (error) {
      if (error instanceof UpdateRefused) {
        refuse(error.reason, digest, release);
        return;
      }
      throw error;
    }
    tell({ step: "downloaded", ...named });
    ready = wanted;
    become({ phase: "ready", offered });
  };

  /** Brings what is wanted onto the shelf, unless it lies there or a viewing is under way. */
  const bring = async (wanted: Ready): Promise<void> => {
    const { release, digest } = wanted;
    if (ready?.digest === digest && (await shelf.holds(release.artefact))) {
      return;
    }
    ready = null;
    await shelf.clear();
    const named = { version: release.version, counter: release.counter, emergency: release.emergency };
    // From here on nothing below it is taken, whenever it is fetched.
    tell({ step: "offered", digest, ...named });
    if (waits() === "viewing") {
      become({ phase: "offered", offered: offeredOf(release), waits: "viewing" });
      return;
    }
    await fetch(wanted);
  };

  const failed = (error: unknown): void => {
    if (!(error instanceof UpdateRefused)) {
      throw error;
    }
    if (error.reason !== "unanswered") {
      refuse(error.reason, sha256Hex(new Uint8Array()));
      return;
    }
    // Headquarters is away, which the log says elsewhere; what is verified and ready stays so.
    const { phase } = state;
    become(ready === null ? { phase, reason: "unanswered" } : { phase: "ready", offered: offeredOf(ready.release) });
  };

  const round = async (own: ReplaceableProgram): Promise<void> => {
    try {
      const wanted = await ask(own);
      if (wanted === null) {
        ready = null;
        await shelf.clear();
      } else {
        await bring(wanted);
      }
    } catch (error) {
      failed(error);
    }
    await report();
  };

  /** One thing at a time: two answers that race are judged one after the other, each against what the first left in the log. */
  const alone = (work: () => Promise<void>): Promise<void> => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };

  const check = (): Promise<void> => {
    dueAt = options.now().getTime() + everyMs;
    return program === null || isClosed ? Promise.resolve() : alone(() => round(program));
  };

  const handOver = async (own: ReplaceableProgram, { digest }: Ready, by: string | undefined): Promise<void> => {
    // Withdrawn, expired or replaced since: what is installed is what headquarters offers now.
    const wanted = await ask(own).catch(() => null);
    if (wanted?.digest !== digest || ready === null) {
      if (wanted !== null && ready !== null) {
        become({ phase: "offered", offered: offeredOf(wanted.release) });
      }
      ready = null;
      await shelf.clear();
      return;
    }
    const { release, file } = wanted;
    tell({
      step: "handed-over",
      digest,
      version: release.version,
      counter: release.counter,
      ...(by === undefined ? {} : { by }),
    });
    try {
      await shelf.handOver(release, file, own.ready);
    } catch (error) {
      if (error instanceof UpdateRefused) {
        refuse(error.reason, digest, release);
        await shelf.clear();
        await report();
        return;
      }
      throw error;
    }
    ready = null;
    become({ phase: "installing", offered: offeredOf(release) });
    await report();
    await own.install(release);
  };

  const install = async (by?: string): Promise<UpdateWait | null> => {
    if (program === null || ready === null || isClosed) {
      return null;
    }
    const wanted = ready;
    const wait = waits();
    const isExcused = (wait === "signedIn" && by !== undefined) || (wait === "unsynced" && wanted.release.emergency);
    if (wait !== null && !isExcused) {
      become({ phase: "ready", offered: offeredOf(wanted.release), waits: wait });
      return wait;
    }
    await alone(() => handOver(program, wanted, by));
    return null;
  };

  return {
    state: () => state,
    begin: () => {
      if (program === null) {
        return;
      }
      const { last, installed } = memory();
      const { version, counter, installation } = program;
      if (counter > installed) {
        tell({ step: "installed", digest: installation, version, counter });
      } else if (counter < installed) {
        // Somebody with the machine's own rights put an older one in its place (C16).
        tell({ step: "refused", reason: "rolled-back", digest: installation, version, counter });
        become({ phase: "refused", reason: "rolled-back" });
      } else if (last?.step === "handed-over") {
        tell({ step: "refused", reason: "not-installed", digest: last.digest });
        become({ phase: "refused", reason: "not-installed" });
      }
    },
    check,
    install,
    tick: () => {
      if (program === null || isClosed || running !== null) {
        return;
      }
      if (options.now().getTime() >= dueAt) {
        void check().catch(() => undefined);
        return;
      }
      const wait = waits();
      if (ready !== null && (wait === null || wait !== state.waits)) {
        void install().catch(() => undefined);
      }
    },
    close: async () => {
      isClosed = true;
      await running?.catch(() => undefined);
    },
  };
}

function plain({ edition, version, counter, platform, installation }: InstalledProgram): InstalledProgram {
  return { edition, version, counter, platform, installation };
}
