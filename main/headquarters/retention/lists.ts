import { randomBytes } from "node:crypto";
import type { Failure } from "../../../shared/failure.ts";
import type { Footage } from "../../../shared/model/footage.ts";
import {
  destructionIdSchema,
  type DestructionList,
  type ListItem,
  type RetentionOrder,
  type RetentionRow,
  type SignedStep,
} from "../../../shared/model/retention.ts";
import { fail, ok, type Result } from "../../../shared/result.ts";
import { destructionContent } from "../../formats/destruction.ts";
import { formNumber, yearOf } from "../form-number.ts";
import type { Application, Applied } from "./applying.ts";
import { recordedOn, rowOf } from "./due.ts";
import type { RetentionParts } from "./parts.ts";
import type { RetentionRecords } from "./records.ts";

type Order<K extends RetentionOrder["order"]> = Extract<RetentionOrder, { order: K }>;

const refused = (reason: Extract<Failure, { code: "retention" }>["reason"]): Result<never, Failure> =>
  fail({ code: "retention", reason });

/**
 * Draws a destruction list (form F14, O-100). What something stands in the way of is left out, with the reason.
 *
 * Refuses when nothing is left: the first impediment is the answer, with its provision.
 */
export const drawList: Application<Order<"list.draw">> = async (parts, records, { assets, reason }, step) => {
  const rows = await rowsOf(parts, records, [...new Set(assets)]);
  const free = rows.filter(({ impediments }) => impediments.length === 0);
  if (free.length === 0) {
    return impeded(rows);
  }
  const list = destructionIdSchema.parse(`d-${randomBytes(10).toString("hex")}`);
  const { policy, clock, database } = parts;
  const year = yearOf(policy, clock.now());
  return ok({
    logged: { list, assets: free.map(({ footage }) => footage.asset) },
    apply: async () => {
      await database.transaction().execute(async (change) => {
        const { last } = await change
          .selectFrom("destruction")
          .select(({ fn }) => fn.max<number | null>("seq").as("last"))
          .where("year", "=", year)
          .executeTakeFirstOrThrow();
        const seq = (last ?? 0) + 1;
        const drawn: DestructionList = {
          list,
          number: formNumber(policy, "F14", year, seq),
          state: "drawn",
          reason,
          items: free.map((row) => itemOf(parts, row)),
          leftOut: rows.filter((row) => !free.includes(row)).map((row) => leftOutOf(row)),
          steps: [step],
        };
        await change
          .insertInto("destruction")
          .values({ list, year, seq, state: drawn.state, drawn_at: clock.now(), record: JSON.stringify(drawn) })
          .execute();
        await change
          .insertInto("destruction_asset")
          .values(drawn.items.map(({ asset }) => ({ list, asset, statement: null })))
          .execute();
      });
    },
  });
};

/** The head consents (O-101), to exactly what was read. */
export const approveList: Application<Order<"list.approve">> = async (parts, records, order, step) => {
  const found = await inState(records, order, "drawn");
  if (!found.ok) {
    return found;
  }
  if (!order.agree) {
    return ok(advanced(records, { ...found.value, state: "refused" }, step));
  }
  const checked = await checkAgain(parts, records, found.value);
  return checked.ok ? ok(advanced(records, { ...checked.value, state: "approved" }, step)) : checked;
};

/** Whoever carries the destruction out names the place and signs; nothing is erased before the witness has signed too. */
export const executeList: Application<Order<"list.execute">> = async (parts, records, order, step) => {
  const found = await inState(records, order, "approved");
  const checked = found.ok ? await checkAgain(parts, records, found.value) : found;
  return checked.ok
    ? ok(advanced(records, { ...checked.value, state: "executing", place: order.place }, step))
    : checked;
};

/** The witness (监销人) signs on the spot; with this signature the keys go. */
export const witnessList: Application<Order<"list.witness">> = async (parts, records, order, step) => {
  const found = await inState(records, order, "executing");
  const checked = found.ok ? await checkAgain(parts, records, found.value) : found;
  if (!checked.ok) {
    return checked;
  }
  const items = checked.value.items.map((item): ListItem =>
    item.state === "listed" ? { ...item, state: "destroying" } : item,
  );
  return ok(advanced(records, { ...checked.value, state: "destroying", items }, step));
};

/** Somebody signs that a station which cannot answer any more was destroyed as a machine. */
export const noteWiped: Application<Order<"list.wiped">> = async (_parts, records, { list: id, station }, step) => {
  const list = await records.list(id);
  const waits = list?.items.some(({ stations }) =>
    stations.some((one) => one.station === station && one.entry === undefined && one.wiped !== true),
  );
  if (list === null || waits !== true) {
    return refused(list === null ? "list-unknown" : "wrong-state");
  }
  const items = list.items.map((item) => ({
    ...item,
    stations: item.stations.map((one) =>
      one.station === station && one.entry === undefined ? { ...one, wiped: true, at: step.at } : one,
    ),
  }));
  return ok(advanced(records, { ...list, items }, { ...step, note: `${station}: ${step.note ?? ""}` }));
};

async function inState(
  records: RetentionRecords,
  { list: id, content }: { readonly list: string; readonly content: string },
  state: DestructionList["state"],
): Promise<Result<DestructionList, Failure>> {
  const list = await records.list(id);
  if (list === null || list.state !== state) {
    return refused(list === null ? "list-unknown" : "wrong-state");
  }
  return content === destructionContent(list) ? ok(list) : refused("list-changed");
}

/** Looks again at what is listed: what has come to stand in the way meanwhile is left out, and if nothing is left, all is refused. */
async function checkAgain(
  parts: RetentionParts,
  records: RetentionRecords,
  list: DestructionList,
): Promise<Result<DestructionList, Failure>> {
  const listed = list.items.filter(({ state }) => state === "listed").map(({ asset }) => asset);
  const rows = await rowsOf(parts, records, listed, list.list);
  const found = new Map(rows.map((row) => [row.footage.asset, row]));
  if (rows.every(({ impediments }) => impediments.length > 0)) {
    return impeded(rows);
  }
  const items = list.items.map((item): ListItem => {
    const [first] = found.get(item.asset)?.impediments ?? [];
    return item.state === "listed" && first !== undefined ? { ...item, ...first, state: "leftOut" } : item;
  });
  return ok({ ...list, items });
}

function advanced(records: RetentionRecords, list: DestructionList, step: SignedStep): Applied {
  return {
    logged: { list: list.list, state: list.state, content: destructionContent(list) },
    apply: () => records.keepList({ ...list, steps: [...list.steps, step] }),
  };
}

async function rowsOf(
  parts: RetentionParts,
  records: RetentionRecords,
  assets: readonly string[],
  ownList?: string,
): Promise<RetentionRow[]> {
  const entries = await Promise.all(assets.map((asset) => parts.catalogue.find(asset)));
  const footage = entries.flatMap((entry): Footage[] => (entry === null ? [] : [entry.footage]));
  return Promise.all(footage.map((one) => rowOf(parts, records, one, ownList)));
}

function impeded(rows: readonly RetentionRow[]): Result<never, Failure> {
  const [row] = rows;
  const [first] = row?.impediments ?? [];
  return row === undefined || first === undefined
    ? refused("nothing-left")
    : fail({ code: "kept", asset: row.footage.asset, ...first });
}

function itemOf({ policy }: RetentionParts, { footage, due }: RetentionRow): ListItem {
  const { asset, title, originalDigest, manifestDigest } = footage;
  if (due.kept.kind !== "until") {
    throw new Error("a listed recording has no end of its period");
  }
  return {
    asset,
    title,
    originalDigest,
    manifestDigest,
    recordedOn: recordedOn(policy, footage),
    articles: due.articles,
    dueOn: due.kept.date,
    state: "listed",
    stations: [],
  };
}

function leftOutOf({
  footage: { asset, title },
  impediments: [first],
}: RetentionRow): DestructionList["leftOut"][number] {
  if (first === undefined) {
    throw new Error("a recording is left out for no reason");
  }
  return { asset, title, ...first };
}
