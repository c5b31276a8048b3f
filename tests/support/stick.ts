import { join } from "node:path";
import { createLog, type AuditLog } from "../../main/auditlog/index.ts";
import { base64url } from "../../main/formats/bytes.ts";
import { cosign } from "../../main/formats/cosignature.ts";
import { generateKemKey, type KemKey } from "../../main/formats/hpke.ts";
import { formatNote, parseNote } from "../../main/formats/signed-note.ts";
import * as bundles from "../../main/headquarters/bundles.ts";
import { openDatabase } from "../../main/headquarters/database/database.ts";
import { openOutbox } from "../../main/headquarters/grants/outbox.ts";
import { createJournal } from "../../main/headquarters/journal.ts";
import type { Mirror } from "../../main/headquarters/mirror/index.ts";
import { openStations } from "../../main/headquarters/stations.ts";
import { openFileSource, writeWhole } from "../../main/storage/index.ts";
import * as sync from "../../main/sync/index.ts";
import { handClock } from "../unit/auditlog/log-bench.ts";
import { cosigner } from "./log-scene.ts";

/** The parts of the product that a stick passes; a mutant is another such set. */
export interface StickProduct {
  readonly sync: Pick<typeof sync, "writeOutward" | "takeAnswer">;
  readonly bundles: Pick<typeof bundles, "createBundleDesk">;
}

export const stickProduct: StickProduct = { sync, bundles };

const stationKey = generateKemKey();
const travelKey = generateKemKey();
const headquartersOrigin = "demo/headquarters";

/** A station's memory of the outbox, and every item it was handed, in order. */
export interface Seen extends sync.Outbox {
  readonly items: sync.OutboxItem[];
}

export function openSeen(): Seen {
  const items: sync.OutboxItem[] = [];
  let after = 0;
  return {
    items,
    get after() {
      return after;
    },
    onItem: (item) => void items.push(item),
    keep: (cursor) => {
      after = Math.max(after, cursor);
    },
  };
}

/** Both ends of the way by stick, over a mirror and headquarters' own log and tables. */
export interface Stick {
  readonly station: KemKey;
  readonly headquarters: KemKey;
  readonly log: AuditLog;
  /** Adds the cosigner's line to a checkpoint of headquarters' own log. */
  cosigned(checkpoint: string): string;
  /** Writes a file for headquarters. */
  out(log: AuditLog, seen: Seen, everything?: boolean): Promise<string>;
  /** Takes it in at headquarters and writes the answer. */
  deliver(
    file: string,
    mirror: Mirror,
  ): Promise<{ readonly taken: Awaited<ReturnType<bundles.BundleDesk["take"]>>; readonly answer: string }>;
  /** Takes an answer in at the station. */
  bring(answer: string, log: AuditLog, seen: Seen, mirror: Mirror): Promise<sync.AnswerTaken>;
  /** Puts something into the station's outbox; its cursor. */
  issue(file: string): Promise<number>;
  acknowledged(): Promise<{ readonly cursor: number; readonly size: number } | null>;
  revoke(): Promise<void>;
  close(): Promise<void>;
}

export async function openStick(
  folder: string,
  station: { readonly origin: string; readonly verifierKey: string },
  product: StickProduct = stickProduct,
): Promise<Stick> {
  const { database } = openDatabase(join(folder, "outbox.sqlite"));
  const stations = await openStations(database);
  await stations.add({
    station: "ws-01",
    name: "WS-301",
    room: "room-301",
    certificate: "0".repeat(64),
    kemPublicKey: base64url(stationKey.publicKey),
    logOrigin: station.origin,
    logVerifierKey: station.verifierKey,
    enrolledAt: "2026-11-09T08:00:00.000Z",
    floor: [],
    revoked: false,
  });
  const outbox = openOutbox(database, { now: () => Date.UTC(2026, 10, 9, 8) }, async () => []);
  const log = createLog(join(folder, "headquarters-log"), {
    origin: headquartersOrigin,
    clock: handClock(),
    keyStore: null,
    kind: "headquarters",
  });
  const cosigned = (checkpoint: string): string => {
    const { text, signatures } = parseNote(checkpoint);
    return formatNote(text, [...signatures, cosign(text, cosigner.name, cosigner.privateKey, 1_794_211_200)]);
  };
  let files = 0;
  const place = (ending: string): string => join(folder, `stick-${(files += 1)}.${ending}`);
  return {
    station: stationKey,
    headquarters: travelKey,
    log,
    cosigned,
    out: async (own, seen, everything = false) => {
      const file = place("wsb");
      const order = { log: own, recipient: base64url(travelKey.publicKey), cursor: seen.after, everything };
      await writeWhole(file, (write) => product.sync.writeOutward(order, write));
      return file;
    },
    deliver: async (file, mirror) => {
      const answer = place("wsr");
      const desk = product.bundles.createBundleDesk({
        stations,
        outbox,
        mirror,
        journal: createJournal(log),
        log,
        cosigned,
        key: travelKey.privateKey,
      });
      return { taken: await desk.take(file, answer), answer };
    },
    bring: async (answer, own, seen, mirror) => {
      const source = await openFileSource(answer);
      try {
        return await product.sync.takeAnswer(source, {
          log: own,
          outbox: seen,
          privateKey: stationKey.privateKey,
          mirrorKey: mirror.verifierKey,
          headquarters: { origin: headquartersOrigin, verifierKeys: [mirror.verifierKey] },
        });
      } finally {
        await source.close();
      }
    },
    issue: async (file) => {
      const { insertId } = await database
        .insertInto("outbox")
        .values({ station: "ws-01", kind: "grant", file })
        .executeTakeFirstOrThrow();
      return Number(insertId);
    },
    acknowledged: async () =>
      (await database.selectFrom("acknowledgement").select(["cursor", "size"]).executeTakeFirst()) ?? null,
    revoke: () => stations.revoke("ws-01"),
    close: async () => {
      await database.destroy();
      log.close();
    },
  };
}
