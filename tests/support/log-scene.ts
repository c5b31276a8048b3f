import Fastify from "fastify";
import Database from "better-sqlite3";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import * as auditlog from "../../main/auditlog/index.ts";
import type { AuditLog, LogClock } from "../../main/auditlog/index.ts";
import { concatBytes, fromUtf8, utf8 } from "../../main/formats/bytes.ts";
import { parseCheckpoint } from "../../main/formats/checkpoint.ts";
import { generateSigningKey } from "../../main/formats/ed25519.ts";
import * as logBundle from "../../main/formats/log-bundle.ts";
import type { BundleTrust } from "../../main/formats/log-bundle.ts";
import {
  leafHash,
  hashReaderOver,
  consistencyProofFrom,
  subtreeConsistencyProofFrom,
} from "../../main/formats/merkle.ts";
import {
  noteSignatureType,
  parseNote,
  parseVerifierKey,
  verifierKey,
  type NoteVerifier,
} from "../../main/formats/signed-note.ts";
import {
  formatAddCheckpoint,
  formatAddEntriesHeader,
  formatPackage,
  packageBounds,
} from "../../main/formats/tlog-mirror.ts";
import * as mirrorRoom from "../../main/headquarters/mirror/index.ts";
import * as watchRoom from "../../main/headquarters/monitor/watch.ts";
import * as storage from "../../main/storage/index.ts";
import * as syncRoom from "../../main/sync/index.ts";
import { handClock, type HandClock } from "../unit/auditlog/log-bench.ts";
import { fastFolder } from "./fast-folder.ts";
import { bundleOf, readImage, writeImage, type LogImage } from "./log-image.ts";

/** The parts of the product that judge a log; a mutant is another such set. */
export interface Product {
  readonly auditlog: Pick<typeof auditlog, "createLog" | "createLogReader" | "openLog">;
  readonly logBundle: Pick<typeof logBundle, "verifyBundle">;
  readonly mirror: Pick<typeof mirrorRoom, "registerMirror">;
  readonly monitor: Pick<typeof watchRoom, "watchLeaf" | "unwatched">;
  readonly storage: Pick<typeof storage, "openSqlite">;
  readonly sync: Pick<typeof syncRoom, "startSync">;
}

export const product: Product = {
  auditlog,
  logBundle,
  mirror: mirrorRoom,
  monitor: watchRoom,
  storage,
  sync: syncRoom,
};

export const sceneOrigin = "demo/ws/0001/1";
export const cosigner = { name: "demo/headquarters/cosigner", ...generateSigningKey() };
export const cosignerVerifier: NoteVerifier = parseVerifierKey(
  verifierKey(cosigner.name, cosigner.publicKey, noteSignatureType.cosignature),
);

/** Headquarters' mirror without a network: requests go straight into its routes. */
export interface MirrorHall {
  readonly mirror: mirrorRoom.Mirror;
  readonly transport: syncRoom.Transport;
  post(path: string, body: Uint8Array | string, station?: string): Promise<{ status: number; body: Uint8Array }>;
  close(): Promise<void>;
}

/** Opens a mirror on this database file for these logs. */
export async function openMirror(
  file: string,
  enrolled: ReadonlyMap<string, string>,
  parts: Product = product,
): Promise<MirrorHall> {
  const store = parts.storage.openSqlite(file, { migrations: [] });
  const server = Fastify();
  const mirror = parts.mirror.registerMirror(server, {
    store,
    cosigner,
    logOf: (origin) => {
      const key = enrolled.get(origin);
      return key === undefined ? null : { origin, verifierKey: key };
    },
    stationOf: ({ headers }) => String(headers["x-station"]),
    now: () => new Date(Date.UTC(2026, 10, 9, 8, 0, 0)),
  });
  await server.ready();
  const post: MirrorHall["post"] = async (path, body, station = sceneOrigin) => {
    const payload = Buffer.from(typeof body === "string" ? utf8(body) : body);
    const headers = { "x-station": station, "content-type": "application/octet-stream" };
    const answer = await server.inject({ method: "POST", url: path, payload, headers });
    return { status: answer.statusCode, body: new Uint8Array(answer.rawPayload) };
  };
  return {
    mirror,
    post,
    transport: {
      post: async (path, body, headers = {}) => {
        const payload = Buffer.from(typeof body === "string" ? utf8(body) : body);
        const answer = await server.inject({
          method: "POST",
          url: path,
          payload,
          headers: { ...headers, "x-station": sceneOrigin },
        });
        const said = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
        return {
          status: answer.statusCode,
          headers: Object.fromEntries(said),
          body: new Uint8Array(answer.rawPayload),
        };
      },
      get: async () => ({ status: 404, headers: {}, body: new Uint8Array() }),
      close: () => undefined,
    },
    close: async () => {
      await server.close();
      store.close();
    },
  };
}

/** One round of the product's own sync. */
export async function syncOnce(log: AuditLog, hall: MirrorHall, parts: Product = product): Promise<string> {
  const day = 86_400_000;
  const sync = parts.sync.startSync({
    log,
    transport: hall.transport,
    mirrorKey: hall.mirror.verifierKey,
    pace: { idleMs: day, settleMs: day, firstRetryMs: day, longestRetryMs: day },
  });
  const { status } = await sync.now();
  await sync.close();
  return status;
}

/** What the sync of an image came to: taken, refused with a status, or headquarters holds more than it. */
export type SyncVerdict = "accepted" | "rollback" | 400 | 403 | 404 | 422;

/**
 * The next sync as somebody without our scruples would do it: proofs worked out afresh from the leaves at
 * hand, so that nothing but headquarters itself can object.
 */
export async function nextSync(hall: MirrorHall, image: LogImage): Promise<SyncVerdict> {
  const sizes = [...image.notes.keys()].filter((size) => size <= image.leaves.length);
  const target = Math.max(...sizes);
  const reader = hashReaderOver(image.leaves.map((leaf) => leafHash(leaf)));
  let held = hall.mirror.head(image.origin).size;
  if (held > target) {
    return "rollback";
  }
  for (let first = true; first || held < target; first = false) {
    const rotation = image.leaves.findIndex((leaf, index) => index >= held && isRotation(leaf));
    const leg = rotation < 0 || !image.notes.has(rotation + 1) ? target : Math.min(rotation + 1, target);
    const proof = held === 0 || held === leg ? [] : consistencyProofFrom(reader, held, leg);
    const body = formatAddCheckpoint({ old: held, proof, note: image.notes.get(leg) ?? "" });
    // oxlint-disable-next-line no-await-in-loop -- each leg builds on the one before
    const announced = await hall.post("/tlog/add-checkpoint", body);
    if (announced.status !== 200) {
      // Another tree of the same size is a conflict in the specification's terms; to the station it is a refusal.
      return announced.status === 409 ? 422 : (announced.status as SyncVerdict);
    }
    const packages = [...packageBounds(held, leg)].map(({ start, end, tile }) =>
      formatPackage(image.leaves.slice(start, end), subtreeConsistencyProofFrom(reader, tile, end, leg)),
    );
    const header = formatAddEntriesHeader({ origin: image.origin, start: held, end: leg, ticket: new Uint8Array() });
    // oxlint-disable-next-line no-await-in-loop -- each leg builds on the one before
    const sent = await hall.post("/tlog/add-entries", concatBytes(header, ...packages));
    if (sent.status !== 200) {
      return sent.status as SyncVerdict;
    }
    held = leg;
  }
  return "accepted";
}

function isRotation(leaf: Uint8Array): boolean {
  // By its bytes: some attacks write leaves that no strict reader takes.
  return Buffer.from(leaf).includes('"t":"key.rotate"');
}

/** A life of a station and what everybody knows of it: three boots, two syncs, and a tail headquarters has not seen. */
export interface Scene {
  readonly folder: string;
  readonly clock: HandClock;
  /** State just after the first sync, after the second one, and now. */
  readonly early: LogImage;
  readonly synced: LogImage;
  readonly now: LogImage;
  /** After one more boot, so that the tail belongs to an epoch that is over. */
  readonly later: LogImage;
  /** Database files of the first and of the last state. */
  readonly files: { readonly early: string; readonly now: string };
  /** The head that headquarters cosigned last, as held outside the station. */
  readonly pin: { readonly size: number; readonly root: Uint8Array };
  readonly pinned: auditlog.Receipt;
  readonly sealKey: Uint8Array;
  readonly enrolled: ReadonlyMap<string, string>;
  /** A fresh headquarters in the state of the last sync. */
  headquarters(parts?: Product): Promise<MirrorHall>;
  /** A path that nobody uses yet. */
  place(name: string): string;
  readonly remove: () => void;
}

function live(log: AuditLog, clock: HandClock, count: number): void {
  for (let n = 0; n < count; n++) {
    clock.pass(1_000);
    log.append({ t: "heartbeat", b: { n } });
  }
}

function snapshot(database: string, to: string): string {
  const reader = new Database(database);
  reader.exec(`VACUUM INTO '${to}'`);
  reader.close();
  return to;
}

export async function openScene(parts: Product = product): Promise<Scene> {
  const { path: folder, remove } = fastFolder("scene");
  const clock = handClock();
  const sealKeys: Uint8Array[] = [];
  const sealTo = [
    {
      name: "auditor",
      seal: (secret: Uint8Array) => {
        sealKeys.push(secret.slice());
        return { enc: new Uint8Array(32), ct: new Uint8Array(48) };
      },
    },
  ];
  const home = join(folder, "log");
  const database = join(home, "log.sqlite");
  const options = { origin: sceneOrigin, clock: clock as LogClock, keyStore: null, sealTo };
  let log = parts.auditlog.createLog(home, options);
  const enrolled = new Map([[sceneOrigin, log.verifierKey]]);
  const hall = await openMirror(join(folder, "headquarters.sqlite"), enrolled, parts);
  const take = (name: string): string => snapshot(database, join(folder, `${name}.sqlite`));

  live(log, clock, 2);
  log.close();
  log = parts.auditlog.openLog(home, options);
  live(log, clock, 2);
  await syncOnce(log, hall, parts);
  const files = { early: take("early"), now: "" };
  live(log, clock, 1);
  log.close();
  log = parts.auditlog.openLog(home, options);
  live(log, clock, 3);
  await syncOnce(log, hall, parts);
  const [pinned] = log.receipts().slice(-1);
  const synced = readImage(take("synced"), sceneOrigin);
  clock.pass(1_000);
  log.append({ t: "config", b: { language: "zh-CN" } });
  log.append({ t: "heartbeat", b: {} }, { t: "mark.add", b: { mark: "m-000001", note: "出示证件" } });
  live(log, clock, 3);
  files.now = take("now");
  log.close();
  log = parts.auditlog.openLog(home, options);
  live(log, clock, 1);
  const later = readImage(take("later"), sceneOrigin);
  log.close();
  await hall.close();
  if (pinned === undefined) {
    throw new Error("no receipt came");
  }
  const checkpoint = parseCheckpoint(parseNote(pinned.note).text);
  let places = 0;
  return {
    folder,
    clock,
    early: readImage(files.early, sceneOrigin),
    synced,
    now: readImage(files.now, sceneOrigin),
    later,
    files,
    pin: { size: checkpoint.size, root: checkpoint.root },
    pinned,
    sealKey: sealKeys[0] ?? new Uint8Array(),
    enrolled,
    headquarters: async (other = product) => {
      const copy = join(folder, `headquarters-${(places += 1)}.sqlite`);
      copyFileSync(join(folder, "headquarters.sqlite"), copy);
      return openMirror(copy, enrolled, other);
    },
    place: (name) => join(folder, `${name}-${(places += 1)}`),
    remove,
  };
}

/** Who noticed an attack. `rule` is what the auditor with the database alone was told. */
export interface Verdict {
  readonly local: boolean;
  readonly pin: boolean;
  readonly seal: boolean;
  readonly headquarters: SyncVerdict;
  readonly rule: string | null;
}

/** Asks everybody. The station's own opening must agree with the auditor who has no more than it. */
export async function judge(scene: Scene, image: LogImage, parts: Product = product): Promise<Verdict> {
  const bytes = bundleOf(image);
  const genesisKey = scene.now.genesisKey;
  const wrong = (more: BundleTrust): string | null =>
    parts.logBundle.verifyBundle(bytes, { genesisKey, ...more }).firstWrong?.rule ?? null;
  const rule = wrong({});
  const hall = await scene.headquarters(parts);
  const headquarters = await nextSync(hall, image);
  await hall.close();
  return {
    local: rule !== null,
    pin: wrong({ pins: [scene.pin] }) !== null,
    seal: wrong({ sealKey: scene.sealKey }) !== null,
    headquarters,
    rule,
  };
}

/** What the station itself says to this database: `null`, or why it will not go on with it. */
export async function stationSays(scene: Scene, image: LogImage, parts: Product = product): Promise<string | null> {
  const folder = scene.place("station");
  writeImage(folder, image);
  try {
    const log = parts.auditlog.openLog(folder, { origin: sceneOrigin, clock: scene.clock, keyStore: null });
    const { firstWrong } = await log.verify({ thorough: true });
    log.close();
    return firstWrong?.why ?? null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Text of a mirror's answer. */
export function textOf(answer: { readonly body: Uint8Array }): string {
  return fromUtf8(answer.body);
}
