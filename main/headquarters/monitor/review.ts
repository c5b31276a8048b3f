import { monitoringOf } from "../../../shared/access/policy/monitoring.ts";
import { cosignatureTime } from "../../formats/log-receipt.ts";
import { parseVerifierKey } from "../../formats/signed-note.ts";
import type { MonitorParts } from "./monitor.ts";
import { raise, type Sighting } from "./sightings.ts";
import type { WatchState } from "./watch.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const grantsAtOnce = 500;

type Parts = Pick<MonitorParts, "database" | "mirror" | "stations" | "policy" | "clock">;

/** What only time brings (research note C.3, I7): stations that fell silent, and grants that did not come back. */
export async function review(parts: Parts): Promise<void> {
  const overdue = [...silent(parts), ...(await unreturned(parts)), ...(await contradicted(parts))];
  const at = parts.clock.now();
  for (const { origin, sighting } of overdue) {
    // oxlint-disable-next-line no-await-in-loop -- one connection: the rows go one after another anyway
    await parts.database.transaction().execute((change) => raise(change, origin, sighting, at));
  }
}

interface Overdue {
  readonly origin: string;
  readonly sighting: Sighting;
}

function silent({ mirror, stations, policy, clock }: Parts): Overdue[] {
  const longest = monitoringOf(policy).silentDays * dayMs;
  const cosigner = parseVerifierKey(mirror.verifierKey);
  return stations
    .list()
    .filter(({ revoked }) => !revoked)
    .flatMap(({ logOrigin, enrolledAt }) => {
      const { note, size } = mirror.head(logOrigin);
      const heard = (note === null ? null : cosignatureTime(note, cosigner)) ?? new Date(enrolledAt);
      return clock.now() - heard.getTime() <= longest
        ? []
        : [
            {
              origin: logOrigin,
              sighting: {
                kind: "silent",
                subject: String(size),
                detail: heard.toISOString(),
                entries: size === 0 ? [] : [size - 1],
                once: true,
              },
            } satisfies Overdue,
          ];
    });
}

/**
 * Grant reconciliation: each issued grant comes back as used, expired unused, rejected or revoked. Whatever does not,
 * long enough after its end, is the only trace of a machine that was put back to an earlier state (A10, A11).
 */
async function unreturned(parts: Parts): Promise<Overdue[]> {
  const walls = await lastWalls(parts);
  const overdue: Overdue[] = [];
  let page = await unaccounted(parts, "");
  while (page.length > 0) {
    overdue.push(
      ...page
        .filter(({ imported, not_after, log_origin }) => imported === null || (walls.get(log_origin) ?? 0) < not_after)
        .map(({ grant_id, log_origin, imported }) =>
          missing(log_origin, grant_id, imported === null ? "never-imported" : "not-reported", imported),
        ),
    );
    // oxlint-disable-next-line no-await-in-loop -- a page begins where the last one ended
    page = await unaccounted(parts, page.at(-1)?.grant_id ?? "");
  }
  return overdue;
}

interface Unaccounted {
  readonly grant_id: string;
  readonly not_after: number;
  readonly log_origin: string;
  readonly imported: number | null;
}

/** Grants past their end and the allowance that were neither used, rejected nor revoked, in order of their ids. */
function unaccounted({ database, policy, clock }: Parts, after: string): Promise<Unaccounted[]> {
  return database
    .selectFrom("access_grant as issued")
    .innerJoin("station", "station.station", "issued.station")
    .leftJoin("monitor_grant as trace", "trace.grant_id", "issued.grant_id")
    .select(["issued.grant_id", "issued.not_after", "station.log_origin", "trace.imported"])
    .where("issued.grant_id", ">", after)
    .where("issued.not_after", "<", clock.now() - monitoringOf(policy).grantAllowanceHours * hourMs)
    .where("issued.revoked", "=", 0)
    .where("trace.used", "is", null)
    .where("trace.rejected", "is", null)
    .orderBy("issued.grant_id")
    .limit(grantsAtOnce)
    .execute();
}

/** Time of the last entry read of each log, by its station's judged clock. */
async function lastWalls({ database }: Parts): Promise<ReadonlyMap<string, number>> {
  const rows = await database.selectFrom("monitor_cursor").select(["origin", "state"]).execute();
  return new Map(rows.map(({ origin, state }) => [origin, lastWall(state)]));
}

/** A station that said its log holds a grant, and whose log up to there does not. */
async function contradicted({ database }: Parts): Promise<Overdue[]> {
  const rows = await database
    .selectFrom("acknowledgement as said")
    .innerJoin("station", "station.station", "said.station")
    .innerJoin("monitor_cursor as read", "read.origin", "station.log_origin")
    .innerJoin("access_grant as issued", "issued.station", "said.station")
    .leftJoin("monitor_grant as trace", "trace.grant_id", "issued.grant_id")
    .select(["issued.grant_id", "station.log_origin"])
    .whereRef("read.size", ">=", "said.size")
    // Grants that ended with a log are told of when the next one begins.
    .where("issued.revoked", "=", 0)
    .where("trace.imported", "is", null)
    .where("trace.rejected", "is", null)
    .where("trace.revoked", "is", null)
    // Few grants come as far as this; each is looked up in what was acknowledged.
    .where((where) =>
      where.exists(
        where
          .selectFrom("outbox")
          .select("outbox.cursor")
          .whereRef("outbox.station", "=", "issued.station")
          .whereRef("outbox.cursor", "<=", "said.cursor")
          .whereRef("outbox.file", "=", "issued.file"),
      ),
    )
    .limit(grantsAtOnce)
    .execute();
  return rows.map(({ grant_id: grant, log_origin: origin }) => missing(origin, grant, "acknowledged", null));
}

function missing(origin: string, grant: string, detail: string, imported: number | null): Overdue {
  const entries = imported === null ? [] : [imported];
  return { origin, sighting: { kind: "grant-unreturned", subject: grant, grant, detail, entries, once: true } };
}

function lastWall(state: string): number {
  // Written by `saveCursor` of this program.
  const { last } = JSON.parse(state) as Pick<WatchState, "last">;
  return last === null ? 0 : Date.parse(last.wall);
}
