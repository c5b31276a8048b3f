import type { Transaction } from "kysely";
import { base64url, fromBase64url, fromUtf8, utf8 } from "../../formats/bytes.ts";
import type { SealState } from "../../formats/log-seal.ts";
import type { Database } from "../database/database.ts";
import type { Tables } from "../database/tables.ts";
import type { Secrets } from "../secrets.ts";
import type { GrantTrace } from "./facts.ts";
import { unwatched, type WatchState } from "./watch.ts";

/** How far the monitor has read one log. */
export interface Cursor {
  readonly state: WatchState;
  readonly seal: SealState | null;
  /** Number of the last evidence of the mirror that became a finding. */
  readonly evidence: number;
}

const fromStart: Cursor = { state: unwatched, seal: null, evidence: 0 };

/** Reads where the monitor stands; the first leaf when it never began. */
export async function readCursor(database: Database, secrets: Secrets, origin: string): Promise<Cursor> {
  const row = await database.selectFrom("monitor_cursor").selectAll().where("origin", "=", origin).executeTakeFirst();
  if (row === undefined) {
    return fromStart;
  }
  return {
    // Written by `saveCursor` of this program, under a migration that names its shape.
    state: JSON.parse(row.state) as WatchState,
    seal: row.seal === null ? null : readSeal(secrets.open(sealName(origin), row.seal)),
    evidence: row.evidence,
  };
}

/** Keeps where the monitor stands, in the transaction of what it found. The running seal key lies sealed (rule R3). */
export async function saveCursor(
  change: Transaction<Tables>,
  secrets: Secrets,
  origin: string,
  { state, seal, evidence }: Cursor,
): Promise<void> {
  const values = {
    size: state.size,
    state: JSON.stringify(state),
    seal: seal === null ? null : secrets.seal(sealName(origin), writeSeal(seal)),
    evidence,
  };
  await change
    .insertInto("monitor_cursor")
    .values({ origin, ...values })
    .onConflict((conflict) => conflict.column("origin").doUpdateSet(values))
    .execute();
}

/** Keeps what became of grants. */
export async function saveTraces(
  change: Transaction<Tables>,
  origin: string,
  traces: ReadonlyMap<string, GrantTrace>,
): Promise<void> {
  for (const [grant, { sittings, ...steps }] of traces) {
    const values = { ...steps, sittings: JSON.stringify(sittings) };
    // oxlint-disable-next-line no-await-in-loop -- one connection: the rows go one after another anyway
    await change
      .insertInto("monitor_grant")
      .values({ grant_id: grant, origin, ...values })
      .onConflict((conflict) => conflict.column("grant_id").doUpdateSet(values))
      .execute();
  }
}

function sealName(origin: string): string {
  return `log-seal/${origin}`;
}

function writeSeal({ size, key, aggregate }: SealState): Uint8Array {
  return utf8(`${size} ${base64url(key)} ${base64url(aggregate)}`);
}

function readSeal(bytes: Uint8Array): SealState {
  const [size = "0", key = "", aggregate = ""] = fromUtf8(bytes).split(" ");
  return { size: Number(size), key: fromBase64url(key), aggregate: fromBase64url(aggregate) };
}
