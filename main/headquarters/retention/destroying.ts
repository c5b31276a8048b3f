import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { isInForce } from "../../../shared/access/policy/destruction.ts";
import type { DestructionList, ListItem } from "../../../shared/model/retention.ts";
import { dateIn } from "../../../shared/time/local-day.ts";
import { encodeDestruction, formatDestruction } from "../../formats/destruction.ts";
import { formatProof } from "../../formats/tlog-proof.ts";
import type { RetentionParts } from "./parts.ts";
import type { RetentionRecords } from "./records.ts";

/**
 * Carries out what was witnessed, one recording after the other: statement in the log, keys and files erased, row closed.
 *
 * Each step may be the last before the power goes; the next start goes on from there. What is erased is the sealed row
 * with the root of the key tree and the key of the original, the package, and the sealed original.
 */
export async function destroyWitnessed(parts: RetentionParts, records: RetentionRecords): Promise<void> {
  for (const list of await records.lists(["destroying"])) {
    let current = list;
    for (const { asset, state } of list.items) {
      if (state === "destroying") {
        // oxlint-disable-next-line no-await-in-loop -- one recording is gone before the next one begins
        current = await destroyOne(parts, records, current, asset);
      }
    }
    // oxlint-disable-next-line no-await-in-loop -- see above
    await records.keepList({ ...current, state: "erased" });
  }
  await closeConfirmed(parts, records);
}

async function destroyOne(
  parts: RetentionParts,
  records: RetentionRecords,
  list: DestructionList,
  asset: string,
): Promise<DestructionList> {
  const { catalogue, custody, sqlite, journal, clock, policy } = parts;
  const stated = await stateDestruction(parts, records, list, asset);
  const entry = await catalogue.find(asset);
  await custody.drop(asset);
  const copies = await dropCopies(parts, asset);
  await eraseFiles(parts.objects, [entry?.packageFile ?? `${asset}.vitrine`, `${asset}.original`, ...copies]);
  await catalogue.change(asset, {
    destroyedOn: dateIn(policy.authority.timeZone, clock.now()),
  });
  // Erased rows were overwritten with zeros in the file; older images of their pages lie in the write-ahead log until now.
  sqlite.checkpoint();
  journal.record({ t: "hq.destroy", b: { asset, list: list.list, number: list.number } });
  const after = withItem(stated, asset, (item) => ({ ...item, state: "erased" }));
  await records.keepList(after);
  return after;
}

/** Copies that were kept of evidence go with the recording (副本与备份一并处置): first their keys. @returns their files. */
async function dropCopies({ database }: RetentionParts, asset: string): Promise<string[]> {
  const kept = await database.selectFrom("extraction").select("extraction").where("asset", "=", asset).execute();
  await database.updateTable("extraction").set({ clip_key: null }).where("asset", "=", asset).execute();
  return kept.map(({ extraction }) => `${extraction}.clip`);
}

/** States the destruction in the log and hands it to every station that was ever given a grant for the recording. */
async function stateDestruction(
  parts: RetentionParts,
  records: RetentionRecords,
  list: DestructionList,
  asset: string,
): Promise<DestructionList> {
  const { database, stations } = parts;
  const row = await database
    .selectFrom("destruction_asset")
    .select("statement")
    .where("list", "=", list.list)
    .where("asset", "=", asset)
    .executeTakeFirstOrThrow();
  const item = list.items.find((one) => one.asset === asset);
  if (row.statement !== null || item === undefined) {
    return list;
  }
  const file = await statementOn(parts, records, list, item);
  const holders = await database
    .selectFrom("access_grant")
    .innerJoin("grant_asset", "grant_asset.grant_id", "access_grant.grant_id")
    .select("station")
    .distinct()
    .where("asset", "=", asset)
    .orderBy("station")
    .execute();
  const named = holders.map(({ station }) => ({ station, name: stations.find(station)?.name ?? station }));
  const stated = withItem(list, asset, (one) => ({ ...one, stations: named }));
  await handOut(parts, stated, { asset, file, to: named.map(({ station }) => station) });
  return (await records.list(list.list)) ?? stated;
}

/** The statement on one recording: in the log of headquarters before anybody gets it, with every hold that is known here. */
async function statementOn(
  { log, cosigned, clock, policy }: RetentionParts,
  records: RetentionRecords,
  { list, number }: DestructionList,
  { asset, manifestDigest }: ListItem,
): Promise<string> {
  const leaf = encodeDestruction({
    v: 1,
    t: "asset.destroy",
    asset,
    manifest: manifestDigest,
    list,
    number,
    article: policy.retention.destruction.articles[0] ?? "",
    holds: (await records.holds(asset)).map(({ hold }) => hold as string).slice(0, 200),
    issuedAt: new Date(clock.now()).toISOString(),
  });
  const { index } = log.appendStatement(leaf);
  const checkpoint = cosigned(log.checkpoint());
  return formatDestruction(leaf, formatProof({ index, proof: log.proveInclusion(index), checkpoint }));
}

async function handOut(
  { database }: RetentionParts,
  list: DestructionList,
  { asset, file, to }: { readonly asset: string; readonly file: string; readonly to: readonly string[] },
): Promise<void> {
  await database.transaction().execute(async (change) => {
    await change
      .updateTable("destruction_asset")
      .set({ statement: file })
      .where("list", "=", list.list)
      .where("asset", "=", asset)
      .execute();
    await change
      .updateTable("destruction")
      .set({ record: JSON.stringify(list) })
      .where("list", "=", list.list)
      .execute();
    if (to.length > 0) {
      await change
        .insertInto("outbox")
        .values(to.map((station) => ({ station, kind: "destroy", file })))
        .execute();
    }
  });
}

/**
 * Tells the stations once more that kept a recording because of holds nobody here knew, when two hands have released
 * all of these: the new statement names them. Whoever has not confirmed gets it, because only the latest is confirmed.
 */
export async function stateReleased(parts: RetentionParts, records: RetentionRecords): Promise<void> {
  for (const list of await records.lists(["erased"])) {
    let current = list;
    for (const item of list.items) {
      const waiting = item.stations.filter(({ entry, wiped }) => entry === undefined && wiped !== true);
      const kept = waiting.flatMap(({ keeps }) => keeps?.holds ?? []);
      // oxlint-disable-next-line no-await-in-loop -- one connection: the rows go one after another anyway
      const holds = await Promise.all(kept.map((hold) => records.hold(hold)));
      if (kept.length > 0 && holds.every((hold) => hold !== null && !isInForce(hold))) {
        const stations = item.stations.map(({ keeps: _keeps, ...one }) => one);
        current = withItem(current, item.asset, (one) => ({ ...one, stations }));
        // oxlint-disable-next-line no-await-in-loop -- see above
        const file = await statementOn(parts, records, current, item);
        // oxlint-disable-next-line no-await-in-loop -- see above
        await handOut(parts, current, { asset: item.asset, file, to: waiting.map(({ station }) => station) });
      }
    }
  }
}

/** Closes every list whose keys are gone and whose stations have all confirmed. */
export async function closeConfirmed({ journal }: RetentionParts, records: RetentionRecords): Promise<void> {
  for (const list of await records.lists(["erased"])) {
    const waits = list.items.some(({ stations }) =>
      stations.some(({ entry, wiped }) => entry === undefined && wiped !== true),
    );
    if (!waits) {
      const [first] = list.steps;
      journal.record({ t: "hq.retention", b: { order: "list.closed", digest: first?.digest ?? "", list: list.list } });
      // oxlint-disable-next-line no-await-in-loop -- one connection: the rows go one after another anyway
      await records.keepList({ ...list, state: "closed" });
    }
  }
}

/** Notes that a station's log says it destroyed what it held; another statement than ours confirms nothing. */
export function withItem(list: DestructionList, asset: string, change: (item: ListItem) => ListItem): DestructionList {
  return { ...list, items: list.items.map((item) => (item.asset === asset ? change(item) : item)) };
}

async function eraseFiles(folder: string, names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
  // The names must be gone after a power cut too.
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
