import { monitoringOf } from "../../../shared/access/policy/monitoring.ts";
import { cosignatureTime } from "../../formats/log-receipt.ts";
import { parseVerifierKey } from "../../formats/signed-note.ts";
import type { MonitorParts } from "./monitor.ts";
import { raise, type Sighting } from "./sightings.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Grants looked at per review; the next one goes on. */
const mostGrants = 500;

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
async function unreturned({ database, policy, clock }: Parts): Promise<Overdue[]> {
  const rows = await database
    .selectFrom("access_grant as issued")
    .innerJoin("station", "station.station", "issued.station")
    .leftJoin("monitor_grant as trace", "trace.grant_id", "issued.grant_id")
    .leftJoin("monitor_cursor as read", "read.origin", "station.log_origin")
    .select(["issued.grant_id", "issued.not_after", "station.log_origin", "trace.imported", "read.state"])
    .where("issued.not_after", "<", clock.now() - monitoringOf(policy).grantAllowanceHours * hourMs)
    .where("issued.revoked", "=", 0)
    .where("trace.used", "is", null)
    .where("trace.rejected", "is", null)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("finding")
            .select("finding.id")
            .where("finding.kind", "=", "grant-unreturned")
            .whereRef("finding.subject", "=", "issued.grant_id"),
        ),
      ),
    )
    .orderBy("issued.not_after", "desc")
    .limit(mostGrants)
    .execute();
  return rows
    .filter(({ imported, not_after: notAfter, state }) => imported === null || lastWall(state) < notAfter)
    .map(({ grant_id: grant, log_origin: origin, imported }) =>
      missing(origin, grant, imported === null ? "never-imported" : "not-reported", imported),
    );
}

/** A station that said its log holds a grant, and whose log up to there does not. */
async function contradicted({ database }: Parts): Promise<Overdue[]> {
  const rows = await database
    .selectFrom("acknowledgement as said")
    .innerJoin("station", "station.station", "said.station")
    .innerJoin("monitor_cursor as read", "read.origin", "station.log_origin")
    .innerJoin("access_grant as issued", "issued.station", "said.station")
    .innerJoin("outbox", (join) =>
      join.onRef("outbox.station", "=", "issued.station").onRef("outbox.file", "=", "issued.file"),
    )
    .leftJoin("monitor_grant as trace", "trace.grant_id", "issued.grant_id")
    .select(["issued.grant_id", "station.log_origin"])
    .whereRef("outbox.cursor", "<=", "said.cursor")
    .whereRef("read.size", ">=", "said.size")
    .where("trace.imported", "is", null)
    .where("trace.rejected", "is", null)
    .where("trace.revoked", "is", null)
    .limit(mostGrants)
    .execute();
  return rows.map(({ grant_id: grant, log_origin: origin }) => missing(origin, grant, "acknowledged", null));
}

function missing(origin: string, grant: string, detail: string, imported: number | null): Overdue {
  const entries = imported === null ? [] : [imported];
  return { origin, sighting: { kind: "grant-unreturned", subject: grant, grant, detail, entries, once: true } };
}

/** Time of the last entry read, by the station's judged clock. */
function lastWall(state: string | null): number {
  const read = state === null ? null : (JSON.parse(state) as { readonly last: { readonly wall: string } | null });
  return read?.last === null || read === null ? 0 : Date.parse(read.last.wall);
}
