import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { Breach } from "../diagnostics/index.ts";
import { LogEnded, orDamaged } from "./ended.ts";
import { base64url } from "../formats/bytes.ts";
import type { NewEntry } from "../formats/log-entry.ts";
import { firstSeal, type SealState } from "../formats/log-seal.ts";
import { verifierKey } from "../formats/signed-note.ts";
import { emptyEdge } from "../formats/tree-edge.ts";
import { openSqlite, type Sqlite } from "../storage/index.ts";
import { writeBundle } from "./export.ts";
import { inspect, reconcileReceipts } from "./inspect.ts";
import { JudgedClock } from "./judged-clock.ts";
import type { AuditLog, LogOptions } from "./log.ts";
import { syncFolder } from "./receipts-file.ts";
import { SignedLog } from "./signed-log.ts";
import { loadSigner, newSigner, signText } from "./signing.ts";
import { openStore, type LogStore } from "./store.ts";
import { logTables } from "./tables.ts";

const zeroDigest = new Uint8Array(32);

/** Whether the folder holds a log that has begun. */
export function logExists(folder: string): boolean {
  const file = fileIn(folder);
  if (!existsSync(file)) {
    return false;
  }
  const sqlite = openSqlite(file, { migrations: logTables });
  try {
    return openStore(sqlite).size() > 0;
  } finally {
    sqlite.close();
  }
}

/** Creates a log in an empty or absent folder and writes its genesis. Refuses a folder that already holds one. */
export function createLog(folder: string, options: LogOptions): AuditLog {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return within(folder, (sqlite, store) => {
    if (store.size() > 0) {
      throw new Error("folder already holds a log");
    }
    chmodSync(sqlite.file, 0o600);
    syncFolder(folder);
    syncFolder(dirname(folder));
    return begin(folder, sqlite, store, options);
  });
}

function begin(folder: string, sqlite: Sqlite, store: LogStore, options: LogOptions): AuditLog {
  const clock = new JudgedClock(options.clock, null);
  const { signer, stored } = newSigner({ origin: options.origin, epoch: 0, start: 0, since: 0n }, options.keyStore);
  const sealKey = new Uint8Array(randomBytes(32));
  const kind = options.kind ?? "station";
  const log = new SignedLog({
    sqlite,
    store,
    clock,
    head: { edge: emptyEdge, previous: zeroDigest, seal: firstSeal(sealKey), signer, boot: 0, lastAt: clock.now() },
    verifierKey: verifierKey(options.origin, signer.publicKey),
    kind,
    receiptsFile: receiptsFileOf(folder, options),
    options,
  });
  const sealed = (options.sealTo ?? []).map((recipient) => {
    const { enc, ct } = recipient.seal(sealKey);
    return { to: recipient.name, enc: base64url(enc), ct: base64url(ct) };
  });
  store.noteEnding(false);
  log.commit(
    [
      {
        t: "genesis",
        b: {
          kind,
          suite: "vitrine-1",
          key: base64url(signer.publicKey),
          nonce: nonce(),
          seal: sealed,
          ...(options.continues === undefined ? {} : { continues: { ...options.continues } }),
        },
      },
    ],
    { firstKey: stored },
  );
  return log;
}

/**
 * Opens an existing log, checks everything since the last receipt, and begins a new boot with a new
 * signing key; the old key is erased with the same commit.
 *
 * @throws {LogEnded} when the log is gone, contradicts itself or a receipt, or its key was erased.
 * @throws {Breach} when its key or its second place for receipts only cannot be had now.
 */
export function openLog(folder: string, options: LogOptions): AuditLog {
  requireLog(folder);
  return within(folder, (sqlite, store) => {
    if (store.size() === 0) {
      throw noLog();
    }
    const receiptsFile = receiptsFileOf(folder, options);
    const found = orDamaged(() => inspect(store, options.origin));
    reconcileReceipts(store, receiptsFile, options.origin);
    const place = { origin: options.origin, epoch: found.key.epoch, start: found.key.start, since: 0n };
    const clock = new JudgedClock(options.clock, found.lastAt);
    const log = new SignedLog({
      sqlite,
      store,
      clock,
      head: {
        edge: found.edge,
        previous: found.previous,
        seal: orDamaged(() => sealOf(store, found.edge.size)),
        signer: loadSigner(place, found.key, options.keyStore),
        boot: found.boot + 1,
        lastAt: found.lastAt,
      },
      verifierKey: found.verifierKey,
      kind: found.kind,
      receiptsFile,
      options,
    });
    log.commit(bootEntries(store, clock, found.lastAt, options), { rotate: "boot" });
    return log;
  });
}

function bootEntries(store: LogStore, clock: JudgedClock, lastAt: Date, options: LogOptions): NewEntry[] {
  const keyStore = options.keyStore === null ? ("file" as const) : ("platform" as const);
  const entries: NewEntry[] = [{ t: "boot", b: { nonce: nonce(), software: options.software ?? "vitrine", keyStore } }];
  const behind = clock.behindAtBoot(lastAt);
  if (behind !== null) {
    const seconds = Math.round((behind.claimed.getTime() - behind.expected.getTime()) / 1000);
    const { step, claimed, expected } = behind;
    entries.push({
      t: "clock",
      b: { step, claimed: claimed.toISOString(), expected: expected.toISOString(), seconds },
    });
  }
  if (!store.wasClosedCleanly()) {
    entries.push({ t: "recovery", b: { from: store.size(), reason: "not-closed" } });
  }
  store.noteEnding(false);
  return entries;
}

/** The stored seal, which must cover exactly `size` entries. @throws {Breach} */
export function sealOf(store: LogStore, size: number): SealState {
  const seal = store.seal();
  if (seal === null || seal.size !== size) {
    throw new Breach("log", "the seal does not cover the log");
  }
  return seal;
}

/**
 * Writes a log that has ended, as far as it can still be read, to a bundle that `vitrine verify` checks. Nothing is added to it.
 *
 * @throws {Breach} when it is damaged, or its last key is gone and nobody could sign the end of the bundle.
 */
export async function exportAtRest(folder: string, options: LogOptions, file: string): Promise<void> {
  requireLog(folder);
  const sqlite = openSqlite(fileIn(folder), { migrations: logTables });
  try {
    const store = openStore(sqlite);
    const { key, edge, verifierKey: genesisKey } = inspect(store, options.origin);
    const { origin } = options;
    const signer = loadSigner({ origin, epoch: key.epoch, start: key.start, since: 0n }, key, options.keyStore);
    await writeBundle(file, {
      origin,
      verifierKey: genesisKey,
      store,
      size: () => edge.size,
      seal: () => sealOf(store, edge.size),
      sign: (text) => signText(text, signer),
    });
  } finally {
    sqlite.close();
  }
}

/** Works on the tables of a log that nobody has open, and closes them again. */
export function withStore<T>(folder: string, work: (store: LogStore) => T): T {
  requireLog(folder);
  const sqlite = openSqlite(fileIn(folder), { migrations: logTables });
  try {
    return work(openStore(sqlite));
  } finally {
    sqlite.close();
  }
}

function requireLog(folder: string): void {
  if (!existsSync(fileIn(folder))) {
    throw noLog();
  }
}

function noLog(): LogEnded {
  return new LogEnded("cut-off", "folder holds no log");
}

function within(folder: string, work: (sqlite: Sqlite, store: LogStore) => AuditLog): AuditLog {
  const sqlite = openSqlite(fileIn(folder), { migrations: logTables });
  try {
    return work(sqlite, openStore(sqlite));
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

function fileIn(folder: string): string {
  return join(folder, "log.sqlite");
}

/** Where the second place for receipts lies. */
export function receiptsFileOf(folder: string, options: LogOptions): string {
  return options.receiptsFile ?? `${folder}.receipts`;
}

function nonce(): string {
  return base64url(new Uint8Array(randomBytes(24)));
}
