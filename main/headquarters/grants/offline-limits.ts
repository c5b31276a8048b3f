import type { PolicyPack } from "../../../shared/model/policy.ts";
import type { AuditLog } from "../../auditlog/index.ts";
import { encodeOfflineLimit, formatOfflineLimit, parseOfflineLimit } from "../../formats/offline-limit.ts";
import { formatProof } from "../../formats/tlog-proof.ts";
import type { Database } from "../database/database.ts";
import type { HeadquartersClock } from "../port.ts";

/** What the statement is made with. */
export interface LimitParts {
  readonly database: Database;
  readonly log: AuditLog;
  readonly clock: HeadquartersClock;
  readonly policy: PolicyPack;
  /** Adds the cosignature that stations know headquarters by. */
  readonly cosigned: (checkpoint: string) => string;
}

/**
 * States in headquarters' log how long stations may work alone, unless the latest statement says just that.
 *
 * The log comes first: after a stop in between the same version is stated once more, in the same words.
 *
 * @returns the file that stations receive.
 */
export async function stateOfflineLimit(parts: LimitParts): Promise<string> {
  const { database, log, clock, policy } = parts;
  const latest = await database.selectFrom("offline_limit").selectAll().orderBy("version", "desc").executeTakeFirst();
  const stated = latest === undefined ? null : parseOfflineLimit(latest.file).limit;
  const { longestDays, mostEntries, article } = policy.offline;
  if (
    latest !== undefined &&
    stated?.longestDays === longestDays &&
    stated.mostEntries === mostEntries &&
    stated.article === article
  ) {
    return latest.file;
  }
  const version = (stated?.version ?? 0) + 1;
  const issuedAt = new Date(clock.now()).toISOString();
  const leaf = encodeOfflineLimit({ v: 1, t: "offline.limit", version, longestDays, mostEntries, article, issuedAt });
  const { index } = log.appendStatement(leaf);
  const checkpoint = parts.cosigned(log.checkpoint());
  const file = formatOfflineLimit(leaf, formatProof({ index, proof: log.proveInclusion(index), checkpoint }));
  await database.insertInto("offline_limit").values({ version, file }).execute();
  return file;
}
