import { z } from "zod";
import { markKindSchema } from "../../../shared/model/mark.ts";
import { triggerSchema } from "../../../shared/model/policy/periods.ts";
import type { ListItem } from "../../../shared/model/retention.ts";
import type { Trigger } from "../../../shared/model/policy/periods.ts";
import { dateIn } from "../../../shared/time/local-day.ts";
import { parseDestruction } from "../../formats/destruction.ts";
import { sha256Hex } from "../../formats/digest.ts";
import { readLeaf, type LogEntry } from "../../formats/log-entry.ts";
import { withItem } from "./destroying.ts";
import { holdFromStation } from "./holds.ts";
import type { RetentionParts } from "./parts.ts";
import type { RetentionRecords } from "./records.ts";

const atOnce = 256;

/** What of a mark matters here. */
const markSchema = z.looseObject({
  mark: z.string().regex(/^m-[0-9a-z]{6,40}$/u),
  asset: z.string(),
  frame: z.int(),
  kind: markKindSchema,
});
const holdSetSchema = z.looseObject({
  hold: z.string().regex(/^h-[0-9a-z]{6,40}$/u),
  asset: z.string(),
  trigger: triggerSchema,
  mark: z.string().optional(),
  frame: z.int().optional(),
});

/** A station that was told to destroy, and has holds of its own that the statement does not name. */
const keepsSchema = z.looseObject({
  attempt: z.literal("asset.destroy"),
  failure: z.literal("kept"),
  subject: z.string(),
  holds: z.array(z.string().max(64)).min(1).max(200),
});

/** Kinds of mark that propose a hold or set one (O-96). */
const markTriggers: Readonly<Partial<Record<z.infer<typeof markKindSchema>, Trigger>>> = {
  evidence: "evidence",
  objection: "objection",
};

/**
 * Reads on in a mirrored log: marks that propose a hold, holds set in a room, and confirmations of destruction.
 *
 * Reading the same entry twice changes nothing, so a stop at any moment costs nothing.
 */
export async function followLog(parts: RetentionParts, records: RetentionRecords, origin: string): Promise<void> {
  const { database, mirror } = parts;
  const row = await database
    .selectFrom("retention_cursor")
    .select("size")
    .where("origin", "=", origin)
    .executeTakeFirst();
  let size = row?.size ?? 0;
  for (;;) {
    const leaves = mirror.leaves(origin, size, size + atOnce);
    if (leaves.length === 0) {
      return;
    }
    for (const [offset, leaf] of leaves.entries()) {
      const read = readLeaf(leaf);
      if (typeof read !== "string" && read.kind === "entry") {
        // oxlint-disable-next-line no-await-in-loop -- entries follow one another
        await takeEntry(parts, records, origin, read.entry, size + offset);
      }
    }
    size += leaves.length;
    // oxlint-disable-next-line no-await-in-loop -- see above
    await database
      .insertInto("retention_cursor")
      .values({ origin, size })
      .onConflict((conflict) => conflict.column("origin").doUpdateSet({ size }))
      .execute();
  }
}

async function takeEntry(
  parts: RetentionParts,
  records: RetentionRecords,
  origin: string,
  entry: LogEntry,
  index: number,
): Promise<void> {
  const place = { origin, index, wall: entry.wall };
  if (entry.t === "mark.add") {
    const mark = markSchema.safeParse(entry.b);
    const trigger = mark.success ? markTriggers[mark.data.kind] : undefined;
    if (mark.success && trigger !== undefined) {
      const { mark: id, asset, frame } = mark.data;
      // An objection keeps the recording whether or not the station said so in an entry of its own.
      const state = trigger === "objection" ? "inForce" : "proposed";
      await setHold(parts, records, place, { hold: `h-${id.slice(2)}`, asset, trigger, state, mark: id, frame });
    }
  } else if (entry.t === "hold.set") {
    const set = holdSetSchema.safeParse(entry.b);
    if (set.success) {
      await setHold(parts, records, place, { ...set.data, state: "inForce" });
    }
  } else if (entry.t === "asset.destroyed") {
    const { asset, statement } = entry.b;
    await confirm(parts, records, origin, { asset, statement, index, wall: entry.wall });
  } else if (entry.t === "refuse") {
    const keeps = keepsSchema.safeParse(entry.b);
    if (keeps.success) {
      const { subject, holds } = keeps.data;
      await noteKept(parts, records, origin, { asset: subject, keeps: { entry: index, at: entry.wall, holds } });
    }
  }
}

async function setHold(
  { policy, catalogue, clock, journal }: RetentionParts,
  records: RetentionRecords,
  { origin, index, wall }: { readonly origin: string; readonly index: number; readonly wall: string },
  set: {
    readonly hold: string;
    readonly asset: string;
    readonly trigger: Trigger;
    readonly state: "proposed" | "inForce";
    readonly mark?: string | undefined;
    readonly frame?: number | undefined;
  },
): Promise<void> {
  const { hold, asset, trigger, state, mark, frame } = set;
  if ((await records.hold(hold)) !== null || (await catalogue.find(asset)) === null) {
    return;
  }
  const source = {
    kind: "station" as const,
    station: origin,
    entry: index,
    ...(mark === undefined ? {} : { mark }),
    ...(frame === undefined ? {} : { frame }),
  };
  const from = dateIn(policy.authority.timeZone, Date.parse(wall));
  journal.record({
    t: "hq.retention",
    b: { order: `hold.${state}`, digest: sha256Hex(Buffer.from(hold)), asset, hold, origin, entry: index },
  });
  await records.keepHold(
    holdFromStation(policy, source, { hold, asset, trigger, state, from, evidence: "" }),
    clock.now(),
  );
}

/** Writes down why a station's part of a destruction stays open: what it holds was not known here. */
async function noteKept(
  { stations }: RetentionParts,
  records: RetentionRecords,
  origin: string,
  { asset, keeps }: { readonly asset: string; readonly keeps: NonNullable<ListItem["stations"][number]["keeps"]> },
): Promise<void> {
  const station = stations.byOrigin(origin)?.station;
  const open = await records.openListsWith(asset);
  for (const list of station === undefined ? [] : open) {
    // oxlint-disable-next-line no-await-in-loop -- one connection: the rows go one after another anyway
    await records.keepList(
      withItem(list, asset, (item) => ({
        ...item,
        stations: item.stations.map((one) =>
          one.station === station && one.entry === undefined ? { ...one, keeps } : one,
        ),
      })),
    );
  }
}

/** Only the very statement that headquarters made is confirmed, by the log of the station it was given to. */
async function confirm(
  { database, stations }: RetentionParts,
  records: RetentionRecords,
  origin: string,
  {
    asset,
    statement,
    index,
    wall,
  }: { readonly asset: string; readonly statement: string; readonly index: number; readonly wall: string },
): Promise<void> {
  const station = stations.byOrigin(origin)?.station;
  const rows = await database
    .selectFrom("destruction_asset")
    .select(["list", "statement"])
    .where("asset", "=", asset)
    .where("statement", "is not", null)
    .execute();
  const meant = rows.find(
    (row) => row.statement !== null && sha256Hex(parseDestruction(row.statement).leaf) === statement,
  );
  const list = meant === undefined ? null : await records.list(meant.list);
  if (station === undefined || list === null) {
    return;
  }
  await records.keepList(
    withItem(list, asset, (item) => ({
      ...item,
      stations: item.stations.map((one) =>
        one.station === station && one.entry === undefined ? { ...one, entry: index, at: wall } : one,
      ),
    })),
  );
}
