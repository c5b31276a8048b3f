import type { Database } from "../database/database.ts";
import type { HeadquartersClock } from "../port.ts";

/** One thing that headquarters has issued for a station. */
export interface OutboxEntry {
  readonly cursor: number;
  /** `grant`, `revocation`, `limit`, `destroy`, `policy` or `authorisations`. */
  readonly kind: string;
  readonly file: string;
}

/** What waits for each station, and how far each has read. */
export interface Outbox {
  /** Puts what every station must hold into the outbox of this one, unless it is there: ahead of what comes to rest on it. */
  handOut(station: string): Promise<void>;
  /** At most 100, in order; `next` is where to go on reading. */
  after(station: string, cursor: number): Promise<{ items: OutboxEntry[]; next: number }>;
  /**
   * Notes that everything up to `cursor` is in the station's log at `size`. Idempotent; never goes back.
   *
   * @returns the size said before, 0 when none was: a log that has become shorter was put back.
   */
  acknowledge(station: string, cursor: number, size: number): Promise<number>;
  /** True while the station holds a grant for the asset that has neither ended nor been revoked. */
  holdsGrant(station: string, asset: string): Promise<boolean>;
}

const most = 100;

/**
 * Opens the outbox over its tables.
 *
 * @param standing what every station must hold, whenever it was enrolled: put into its outbox when it asks and when headquarters starts.
 */
export function openOutbox(
  database: Database,
  clock: HeadquartersClock,
  standing: () => Promise<readonly Omit<OutboxEntry, "cursor">[]>,
): Outbox {
  const handOut = async (station: string): Promise<void> => {
    const owed = await standing();
    const held = await database
      .selectFrom("outbox")
      .select(["kind", "file"])
      .where("station", "=", station)
      .where(
        "kind",
        "in",
        owed.map(({ kind }) => kind),
      )
      .execute();
    const lacking = owed.filter(({ kind, file }) => !held.some((row) => row.kind === kind && row.file === file));
    if (lacking.length > 0) {
      await database
        .insertInto("outbox")
        .values(lacking.map(({ kind, file }) => ({ station, kind, file })))
        .execute();
      // The register is whole each time; earlier ones would only be refused as older. After the insertion, since a freed
      // cursor at the end would be given out again.
      const current = owed.find(({ kind }) => kind === "authorisations")?.file ?? "";
      await database
        .deleteFrom("outbox")
        .where("station", "=", station)
        .where("kind", "=", "authorisations")
        .where("file", "!=", current)
        .execute();
    }
  };
  return {
    handOut,
    async after(station, cursor) {
      await handOut(station);
      const rows = await database
        .selectFrom("outbox")
        .select(["cursor", "kind", "file"])
        .where("station", "=", station)
        .where("cursor", ">", cursor)
        .orderBy("cursor")
        .limit(most)
        .execute();
      const items = rows.map((row) => ({
        cursor: row.cursor,
        file: row.file,
        kind: row.kind,
      }));
      return { items, next: items.at(-1)?.cursor ?? cursor };
    },
    async acknowledge(station, cursor, size) {
      const before = await database
        .selectFrom("acknowledgement")
        .select("size")
        .where("station", "=", station)
        .executeTakeFirst();
      await database
        .insertInto("acknowledgement")
        .values({ station, cursor, size })
        .onConflict((conflict) =>
          conflict.column("station").doUpdateSet({ cursor, size }).where("acknowledgement.cursor", "<", cursor),
        )
        .execute();
      return before?.size ?? 0;
    },
    async holdsGrant(station, asset) {
      const row = await database
        .selectFrom("access_grant")
        .innerJoin("grant_asset", "grant_asset.grant_id", "access_grant.grant_id")
        .select("access_grant.grant_id")
        .where("station", "=", station)
        .where("asset", "=", asset)
        .where("revoked", "=", 0)
        .where("not_after", ">", clock.now())
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
