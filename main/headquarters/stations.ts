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
}

/**
 * The workstations that headquarters has enrolled.
 *
 * Every request asks which station is calling, so the register is kept in memory beside its table.
 */
export interface Stations {
  /** The station that holds this device certificate; `null` for a stranger and for a revoked one. */
  byCertificate(digest: string): Station | null;
  /** Revoked stations included: their logs stay. */
  byOrigin(origin: string): Station | null;
  find(station: string): Station | null;
  /** Stations of a room that may receive grants, in order of enrolment. */
  inRoom(room: string): readonly Station[];
  list(): readonly Station[];
  add(station: Station): Promise<void>;
  revoke(station: string): Promise<void>;
}

/** Opens the register over the table `station`. */
export async function openStations(database: Database): Promise<Stations> {
  const rows = await database.selectFrom("station").selectAll().orderBy("enrolled_at").orderBy("station").execute();
  const known = new Map<string, Station>(rows.map((row) => [row.station, fromRow(row)]));
  const one = (matches: (station: Station) => boolean): Station | null => [...known.values()].find(matches) ?? null;

  return {
    byCertificate: (digest) => one(({ certificate, revoked }) => certificate === digest && !revoked),
    byOrigin: (origin) => one(({ logOrigin }) => logOrigin === origin),
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
        })
        .execute();
      known.set(station.station, station);
    },
    async revoke(station) {
      const entry = known.get(station);
      if (entry !== undefined) {
        // Memory first: from here on the station is a stranger, whatever the disk does.
        known.set(station, { ...entry, revoked: true });
      }
      await database.transaction().execute(async (change) => {
        await change.updateTable("station").set({ revoked: 1 }).where("station", "=", station).execute();
        await change.deleteFrom("session").where("station", "=", station).execute();
      });
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
}

function fromRow(row: Row): Station {
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
  };
}
