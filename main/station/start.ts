import { existsSync } from "node:fs";
import { createLogReader, LogEnded, type AuditLog, type LogClock } from "../auditlog/index.ts";
import { Breach, openTechnicalLog, type TechnicalLog } from "../diagnostics/index.ts";
import type { Detector } from "../guard/index.ts";
import { announce as announceTo } from "../ipc/index.ts";
import type { Shell, ShellApp } from "../shell/port.ts";
import { holdFolder, type FolderHold } from "../storage/index.ts";
import { openTransport, startSync, type OfflineLimits, type Sync, type Transport } from "../sync/index.ts";
import { createAccountability, freeBytesIn } from "./accountability.ts";
import { createBundles } from "./bundles.ts";
import { breachBehind, cannotStart } from "./cannot-start.ts";
import { openStationDatabase, type StationDatabase } from "./database.ts";
import { openEnrolment, type EnrolledParts, type EnrolmentDesk } from "./enrolment.ts";
import { builtPages, diagnosticsIn, layOut, type Folders } from "./folders.ts";
import { makeHandlers } from "./handlers.ts";
import { JoiningRefused, openJoining, type JoiningDesk } from "./joining.ts";
import { createHeartbeat } from "./heartbeat.ts";
import { createLogCheck } from "./log-check.ts";
import { openOwnLog } from "./own-log.ts";
import { startOutbox } from "./outbox.ts";
import { openRecovery } from "./recovery.ts";
import { openRoomGuard } from "./room-guard.ts";
import { refreshReceived } from "./received.ts";
import { composeRooms, type Announce, type Rooms } from "./rooms.ts";
import { openSealState } from "./seal-state.ts";
import { idleMinutes } from "./from-pack.ts";
import { createIdleLock } from "./idle.ts";
import { openInside, type Inside } from "./inside.ts";
import { openLimits, standStill } from "./limits.ts";
import { createShellApp } from "./shell-app.ts";
import { isDiskFull, keepStanding } from "./standing-log.ts";
import { createStatusBoard } from "./status.ts";
import { travelKeyOf } from "./travel-key.ts";

/** Where the station lives and what it runs on. */
export interface StationOptions {
  readonly shell: Shell;
  /** Everything the station keeps is below this folder, readable by its own account only. */
  readonly folder: string;
  /** Runs headquarters inside, with invented persons and recordings, and says so on every page. */
  readonly demonstration: boolean;
  /** Policy pack of a demonstration, by name or file; the generic one when absent. */
  readonly policy?: string | undefined;
  /** Wall clock and monotonic clock; tests turn the first one. */
  readonly clock?: LogClock;
  /** How often a machine that waits for its enrolment asks, ms; five seconds when absent. */
  readonly joiningPollMs?: number;
  /** Enrols a station that is not a demonstration and was never enrolled. */
  readonly enrolment?: EnrolmentDesk;
  /** Folder of certificate tokens; `tokens` below the station's folder when absent. */
  readonly tokens?: string;
  /** Folder of the built interface; found beside the program when absent. */
  readonly pages?: string;
  readonly software?: string;
  /** Free space on the station's disk, in bytes. */
  readonly freeBytes?: () => number;
  /** Senses of the room guard; those of this machine when absent. Without any, the shield meter says "unknown". */
  readonly senses?: readonly Detector[];
  /** Milliseconds by which idleness is measured; tests turn them. */
  readonly elapsed?: () => number;
}

export interface Station {
  /** What the shell serves; also usable without a window. */
  readonly app: ShellApp;
  /** Ends an open viewing, closes the log and headquarters. May be called twice. */
  close(): Promise<void>;
}

const joiningPollMs = 5000;

/** The clocks of this machine. */
export const machineClock: LogClock = { wall: () => new Date(), mono: () => process.hrtime.bigint() };

/**
 * Starts one workstation and opens its window: resolves once the interface has loaded.
 *
 * The first start enrols the station; later starts go on from what is on disk. The folder belongs to
 * this station alone until it is closed.
 *
 * @throws {CannotStart} whatever the reason is; then nothing is open and the folder is free again. A
 * breach among the reasons leaves the station sealed.
 */
export async function startStation(options: StationOptions): Promise<Station> {
  const cleanUp: CleanUp = [];
  try {
    return await start(options, cleanUp);
  } catch (error) {
    const refusal = cannotStart(error, diagnosticsIn(options.folder));
    const found = breachBehind(error);
    if (found !== null) {
      // A restart is no way out: whoever mends the folder does not thereby lift the seal.
      const { breach } = layOut(options.folder);
      const at = (options.clock ?? machineClock).wall();
      openSealState(breach, () => undefined).seal(found, at, refusal.incident ?? undefined);
    }
    await undo(cleanUp);
    throw refusal;
  }
}

/** What has been opened so far, as the steps that close it again, in the order of opening. */
type CleanUp = (() => void | Promise<void>)[];

async function undo(cleanUp: CleanUp): Promise<void> {
  for (const step of cleanUp.splice(0).toReversed()) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- what was opened last is closed first
      await step();
    } catch {
      // The start has failed already, and that is what people are told.
    }
  }
}

async function start(options: StationOptions, cleanUp: CleanUp): Promise<Station> {
  const { clock = machineClock, software = "vitrine", pages = builtPages() } = options;
  const folders = layOut(options.folder);
  // Before anything in it is opened: two programs in one log would sign against each other.
  const hold = holdFolder(folders.root);
  cleanUp.push(() => hold.release());
  const diagnostics = openTechnicalLog(folders.diagnostics);
  return open({ ...options, clock, software, pages }, { folders, diagnostics, hold }, cleanUp);
}

interface Place {
  readonly folders: Folders;
  readonly diagnostics: TechnicalLog;
  readonly hold: FolderHold;
}

type FullOptions = StationOptions & Required<Pick<StationOptions, "clock" | "software" | "pages">>;

async function open(options: FullOptions, place: Place, cleanUp: CleanUp): Promise<Station> {
  const { shell, clock, software } = options;
  const { folders, diagnostics } = place;
  const inside = await openInside(options, folders, clock, diagnostics);
  cleanUp.push(() => inside.close());
  const machine = { folders, keyStore: shell.keyStore, clock, software };
  // A machine that nobody enrolled, with nobody here who could: its window asks for headquarters.
  const joining =
    inside.desk === null && !existsSync(folders.enrolment)
      ? await openJoining({ shell, pages: options.pages, diagnostics, pollMs: options.joiningPollMs ?? joiningPollMs })
      : null;
  const enrolled = joining === null ? await openEnrolment(machine, inside.desk) : await join(machine, joining);
  const { enrolment } = enrolled;
  const transport = openTransport({
    url: inside.url ?? enrolment.headquarters.url,
    trustPem: enrolment.trustPem,
    certificatePem: enrolment.certificatePem,
    privateKeyPem: enrolled.secrets.deviceKeyPem,
  });
  cleanUp.push(() => transport.close());
  const { parts, log: opened } = await openOwnLog({ machine, parts: enrolled, transport, diagnostics });
  const log = keepStanding(opened, parts.openLog);
  cleanUp.push(() => log.close());
  const database = openStationDatabase(folders.database);
  cleanUp.push(() => database.close());
  const running = run(options, { ...place, inside, parts, transport, log, database });
  cleanUp.push(() => running.close());
  await refreshReceived(running.rooms);
  await running.begin();
  await (joining === null ? shell.open(running.app) : joining.become(running.app));
  return { app: running.app, close: running.close };
}

/** Goes on asking until headquarters enrols this machine or its window is closed. */
async function join(machine: Parameters<typeof openEnrolment>[0], joining: JoiningDesk): Promise<EnrolledParts> {
  for (;;) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other, each with new keys
      return await openEnrolment(machine, await joining.desk());
    } catch (error) {
      if (!(error instanceof JoiningRefused)) {
        throw error;
      }
      joining.refused(error.reason);
    }
  }
}

interface Opened extends Place {
  readonly inside: Inside;
  readonly parts: EnrolledParts;
  readonly transport: Transport;
  readonly log: AuditLog;
  readonly database: StationDatabase;
}

interface Running {
  readonly app: ShellApp;
  readonly rooms: Rooms;
  readonly begin: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const tickMs = 1000;

function run(options: FullOptions, opened: Opened): Running {
  const { shell, pages } = options;
  const { folders, diagnostics, hold, inside, parts, transport, log, database } = opened;
  const { enrolment, secrets } = parts;
  const announce: Announce = (channel, payload) =>
    announceTo({ send: (to, what) => shell.send(to, what) }, channel, payload);

  const rooms = composeRooms({
    folders,
    enrolment,
    secrets,
    log,
    database,
    transport,
    diagnostics,
    origins: shell.origins,
    tokens: inside.tokens,
    demonstration: inside.persons,
    pages,
    announce,
    standStill: () => standStill(limits.state()),
    guarded: (asked) => guard.refusal(asked),
  });
  const limits: OfflineLimits = openLimits({
    log,
    database,
    enrolment,
    rooms,
    unsynced: () => sync.state().unsynced,
    onChange: () => announce("station:changed", board.current()),
  });
  const outbox = startOutbox({ ...rooms, database, limits, log, refresh: () => refreshReceived(rooms) });
  const sync: Sync = startSync({
    log,
    transport,
    mirrorKey: enrolment.cosignerVerifierKey,
    diagnostics,
    outbox,
    urgent: () => isUnlocked(rooms),
    mayBegin: () => recovery.isTaken(),
    onBreach: (breach) => {
      accountability.seal(breach);
      if (breach instanceof LogEnded) {
        seal.end(log.origin, breach.ending);
      }
    },
  });
  const reader = createLogReader(log);
  const onChange = (): void => announce("station:changed", board.current());
  const seal = openSealState(folders.breach, onChange);
  const { identity, headquarters } = rooms;
  const recovery = openRecovery({ enrolment, folders, log, seal, identity, headquarters, onChange });
  const board = createStatusBoard({
    shell,
    enrolment,
    demonstration: options.demonstration,
    log,
    sync: () => sync,
    offline: () => limits.state(),
    received: rooms.received,
    database,
    seal,
    recovery,
    verified: () => verifier.last(),
    guarded: () => guard.protections(),
  });
  const accountability = createAccountability({
    log,
    seal,
    diagnostics,
    person: () => rooms.identity.current()?.person.person ?? null,
    freeBytes: options.freeBytes ?? (() => freeBytesIn(folders.root)),
    onAct: () => announce("tasks:changed", {}),
    onBreach: () => stopQuietly(rooms, diagnostics),
  });
  const verifier = createLogCheck({
    log,
    reader,
    database,
    announce,
    onBreach: (breach) => {
      accountability.seal(breach);
      seal.end(log.origin, "damaged");
    },
    onChange: () => announce("station:changed", board.current()),
  });
  sync.onChange(() => announce("station:changed", board.current()));
  if (enrolment.awaiting !== undefined) {
    // Whoever takes the mark away does not thereby open a station that headquarters has not taken.
    seal.seal(new LogEnded(enrolment.awaiting.ending, "the new log has not been taken"), log.now());
  }
  const bundles = createBundles({
    log,
    outbox,
    enrolment,
    privateKey: secrets.kem,
    travelKey: travelKeyOf({ enrolment, file: folders.enrolment, log, transport }),
    person: () => rooms.identity.current()?.person.person ?? null,
  });
  const idle = createIdleLock({
    identity,
    minutes: () => idleMinutes(rooms.received.policy()),
    isAttended: () => isUnlocked(rooms),
    elapsed: options.elapsed ?? (() => performance.now()),
  });
  const handlers = makeHandlers({
    idle,
    rooms,
    accountability,
    board,
    log,
    reader,
    verifier,
    cosigner: enrolment.cosignerVerifierKey,
    sync,
    seal,
    recovery,
    bundles,
    folders,
    print: (paper) => shell.print(paper),
    announce,
  });
  const onFailure = (where: string, error: unknown): void => {
    const incident = diagnostics.report(where, error);
    stopQuietly(rooms, diagnostics);
    if (error instanceof Breach && !isDiskFull(error)) {
      seal.seal(error, log.now(), incident);
    }
  };
  const guard = openRoomGuard({ ...options, rooms, log, board, diagnostics, onChange, onFailure });
  const app = createShellApp({
    origins: shell.origins,
    pages,
    handlers,
    rooms,
    log,
    diagnostics,
    guard: (event) => guard.observe(event),
    onFailure,
  });

  const heartbeat = createHeartbeat(log);
  const timer = setInterval(() => {
    try {
      rooms.room.tick();
      idle.watch();
      sync.hurry();
      heartbeat.beat();
      limits.watch();
    } catch (error) {
      onFailure("tick", error);
    }
  }, tickMs);
  timer.unref();

  const closeAll = async (): Promise<void> => {
    clearInterval(timer);
    guard.close();
    try {
      rooms.room.leave();
      heartbeat.last();
    } catch (error) {
      diagnostics.report("close", error);
    }
    await verifier.close();
    await sync.close();
    rooms.vault.closeAll();
    transport.close();
    log.close();
    database.close();
    await inside.close();
    hold.release();
  };
  let closing: Promise<void> | null = null;
  return {
    app,
    rooms,
    begin: async () => {
      await guard.begin();
      await rooms.destroyed.resume();
    },
    close: () => (closing ??= closeAll()),
  };
}

/** True while keys are open, so that a revocation must not wait for the next idle round. */
function isUnlocked({ room }: Rooms): boolean {
  const stage = room.current()?.stage;
  return stage === "ready" || stage === "playing";
}

/** Takes the picture away first; that the log may fail to say so is why it is taken away. */
function stopQuietly(rooms: Rooms, diagnostics: TechnicalLog): void {
  try {
    rooms.room.stop("log-failed");
  } catch (error) {
    diagnostics.report("stop", error);
  }
}
