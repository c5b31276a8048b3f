import { z } from "zod";
import type { Transaction } from "kysely";
import type { Tables } from "./database/tables.ts";
import { protectionIdSchema } from "../../shared/model/administration.ts";
import { protectionSchema, type Protection } from "../../shared/model/station.ts";
import type { Database } from "./database/database.ts";

/** A workstation as its enrolment recorded it. */
export interface Station {
  readonly station: string;
  readonly name: string;
  readonly room: string;
  /** SHA-256 of the device certificate's DER, lower-case hex. */
  readonly certificate: string;
  /** X25519 public key, base64url. */
  readonly kemPublicKey: string;
  readonly logOrigin: string;
  readonly logVerifierKey: string;
  readonly enrolledAt: string;
  readonly revoked: boolean;
  /** Its log has ended and the next one was not taken yet: until then it uploads nothing and receives no grant. */
  readonly waits: boolean;
  /** Protections that must be live before it receives a new grant. */
  readonly floor: readonly Protection["id"][];
  /** What the station reported last. */
  readonly shell: "electron" | "chromium" | null;
  readonly protections: readonly Protection[];
  /** Milliseconds since the epoch; `null` until it has called. */
  readonly seenAt: number | null;
}

/** A station as an enrolment makes it, before it has reported anything. */
export type NewStation = Omit<Station, "shell" | "protections" | "seenAt" | "waits">;

/** Protections of the floor that are not live by the station's last report. */
export function belowFloor({ floor, protections }: Station): Protection["id"][] {
  return floor.filter((id) => !protections.some((one) => one.id === id && one.state === "live"));
}

/**
 * The workstations that headquarters has enrolled.
 *
 * Every request asks which station is calling, so the register is kept in memory beside its table.
 */
export interface Stations {
  /** The station that holds this device certificate; `null` for a stranger and for a revoked one. */
  byCertificate(digest: string): Station | null;
  /** Revoked stations included, and those that have gone on under another log: their logs stay. */
  byOrigin(origin: string): Station | null;
  /** Every log there is, in force or ended. */
  origins(): readonly string[];
  /** C2SP verifier key of the first epoch of a log, in force or ended. */
  firstKeyOf(origin: string): string | null;
  find(station: string): Station | null;
  /** Stations of a room that may receive grants, in order of enrolment. */
  inRoom(room: string): readonly Station[];
  list(): readonly Station[];
  add(station: NewStation): Promise<void>;
  setFloor(station: string, floor: Station["floor"]): Promise<void>;
  /** Keeps what the station says of itself. */
  report(station: string, report: Pick<Station, "shell" | "protections">): Promise<void>;
  /** Notes that the station has called; kept on disk with its next report. */
  seen(station: string, at: number): void;
  revoke(station: string): Promise<void>;
  setWaiting(station: string, waits: boolean): void;
  /** Puts another log in the place of the one in force, which is kept as ended; `also` joins the transaction. */
  continueUnder(station: string, next: NextLog, also: (change: Transaction<Tables>) => Promise<void>): Promise<void>;
}

/** The log under which a station goes on, and the head that headquarters held of the one before. */
export interface NextLog {
  readonly origin: string;
  readonly verifierKey: string;
  /** Milliseconds since the epoch. */
  readonly endedAt: number;
  /** `root` in base64. */
  readonly head: { readonly size: number; readonly root: string };
}

/** Opens the register over the table `station`. */
export async function openStations(database: Database): Promise<Stations> {
  const rows = await database.selectFrom("station").selectAll().orderBy("enrolled_at").orderBy("station").execute();
  const waiting = await database.selectFrom("new_log").select("station").where("state", "!=", "accepted").execute();
  const former = new Map(
    (await database.selectFrom("former_log").selectAll().execute()).map((row) => [
      row.origin,
      { station: row.station, verifierKey: row.verifier_key },
    ]),
  );
  const waits = new Set(waiting.map(({ station }) => station));
  const known = new Map<string, Station>(
    rows.map((row) => [row.station, { ...fromRow(row), waits: waits.has(row.station) }]),
  );
  const one = (matches: (station: Station) => boolean): Station | null => [...known.values()].find(matches) ?? null;
  const change = (station: string, changes: Partial<Station>): void => {
    const entry = known.get(station);
    if (entry !== undefined) {
      known.set(station, { ...entry, ...changes });
    }
  };

  return {
    byCertificate: (digest) => one(({ certificate, revoked }) => certificate === digest && !revoked),
    byOrigin: (origin) =>
      one(({ logOrigin }) => logOrigin === origin) ?? known.get(former.get(origin)?.station ?? "") ?? null,
    origins: () => [...former.keys(), ...[...known.values()].map(({ logOrigin }) => logOrigin)],
    firstKeyOf: (origin) =>
      one(({ logOrigin }) => logOrigin === origin)?.logVerifierKey ?? former.get(origin)?.verifierKey ?? null,
    find: (station) => known.get(station) ?? null,
    inRoom: (room) => [...known.values()].filter((station) => station.room === room && !station.revoked),
    list: () => [...known.values()],
    async add(station) {
      await database
        .insertInto("station")
        .values({
          station: station.station,
          name: station.name,
          room: station.room,
          certificate: station.certificate,
          kem_public_key: station.kemPublicKey,
          log_origin: station.logOrigin,
          log_verifier_key: station.logVerifierKey,
          enrolled_at: station.enrolledAt,
          floor: JSON.stringify(station.floor),
        })
        .execute();
      known.set(station.station, { ...station, waits: false, shell: null, protections: [], seenAt: null });
    },
    async setFloor(station, floor) {
      change(station, { floor });
      await database
        .updateTable("station")
        .set({ floor: JSON.stringify(floor) })
        .where("station", "=", station)
        .execute();
    },
    async report(station, { shell, protections }) {
      change(station, { shell, protections });
      await database
        .updateTable("station")
        .set({ shell, protections: JSON.stringify(protections), seen_at: known.get(station)?.seenAt ?? null })
        .where("station", "=", station)
        .execute();
    },
    seen: (station, at) => change(station, { seenAt: at }),
    async revoke(station) {
      // Memory first: from here on the station is a stranger, whatever the disk does.
      change(station, { revoked: true });
      await database.transaction().execute(async (work) => {
        await work.updateTable("station").set({ revoked: 1 }).where("station", "=", station).execute();
        await work.deleteFrom("session").where("station", "=", station).execute();
      });
    },
    setWaiting: (station, isWaiting) => change(station, { waits: isWaiting }),
    async continueUnder(station, { origin, verifierKey, endedAt, head }, also) {
      const entry = known.get(station);
      if (entry === undefined) {
        throw new Error("station is unknown");
      }
      const { logOrigin, logVerifierKey } = entry;
      await database.transaction().execute(async (work) => {
        await work
          .insertInto("former_log")
          .values({ origin: logOrigin, station, verifier_key: logVerifierKey, ended_at: endedAt, ...head })
          .execute();
        await work
          .updateTable("station")
          .set({ log_origin: origin, log_verifier_key: verifierKey })
          .where("station", "=", station)
          .execute();
        await also(work);
      });
      former.set(logOrigin, { station, verifierKey: logVerifierKey });
      change(station, { logOrigin: origin, logVerifierKey: verifierKey, waits: false });
    },
  };
}

interface Row {
  readonly station: string;
  readonly name: string;
  readonly room: string;
  readonly certificate: string;
  readonly kem_public_key: string;
  readonly log_origin: string;
  readonly log_verifier_key: string;
  readonly enrolled_at: string;
  readonly revoked: number;
  readonly floor: string;
  readonly shell: string | null;
  readonly protections: string;
  readonly seen_at: number | null;
}

function fromRow(row: Row): Omit<Station, "waits"> {
  return {
    station: row.station,
    name: row.name,
    room: row.room,
    certificate: row.certificate,
    kemPublicKey: row.kem_public_key,
    logOrigin: row.log_origin,
    logVerifierKey: row.log_verifier_key,
    enrolledAt: row.enrolled_at,
    revoked: row.revoked === 1,
    floor: z.array(protectionIdSchema).parse(JSON.parse(row.floor)),
    shell: row.shell === "electron" || row.shell === "chromium" ? row.shell : null,
    protections: z.array(protectionSchema).parse(JSON.parse(row.protections)),
    seenAt: row.seen_at,
  };
}
