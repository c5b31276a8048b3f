import { z } from "zod";
import {
  caseFactsSchema,
  destructionListSchema,
  holdSchema,
  signedStepSchema,
  type CaseFacts,
  type DestructionList,
  type Hold,
  type SignedStep,
} from "../../../shared/model/retention.ts";
import type { Database } from "../database/database.ts";

/** What was established about one recording, and who handed it over and accepted it. */
export interface AssetRecord {
  readonly facts: CaseFacts;
  readonly steps: readonly SignedStep[];
}

const stepsSchema = z.array(signedStepSchema);
const unknown: AssetRecord = { facts: { evidence: false }, steps: [] };

/** The rows of keeping and destroying. Whoever changes one has written to the log before. */
export interface RetentionRecords {
  asset(asset: string): Promise<AssetRecord>;
  keepAsset(asset: string, record: AssetRecord): Promise<void>;
  hold(hold: string): Promise<Hold | null>;
  /** Holds of one recording, or the latest of all. */
  holds(asset?: string): Promise<readonly Hold[]>;
  /** `at` is when it was set, in milliseconds since the epoch; it does not change afterwards. */
  keepHold(hold: Hold, at: number): Promise<void>;
  list(list: string): Promise<DestructionList | null>;
  /** The latest lists first, of these states or of all. */
  lists(states?: readonly DestructionList["state"][]): Promise<readonly DestructionList[]>;
  keepList(list: DestructionList): Promise<void>;
  /** Lists that are neither refused nor closed and name this recording. */
  openListsWith(asset: string): Promise<readonly DestructionList[]>;
}

/** Opens the rows. */
export function openRetentionRecords(database: Database): RetentionRecords {
  return {
    async asset(asset: string): Promise<AssetRecord> {
      const row = await database
        .selectFrom("retention_asset")
        .selectAll()
        .where("asset", "=", asset)
        .executeTakeFirst();
      return row === undefined
        ? unknown
        : { facts: caseFactsSchema.parse(JSON.parse(row.facts)), steps: stepsSchema.parse(JSON.parse(row.steps)) };
    },
    async keepAsset(asset: string, { facts, steps }: AssetRecord): Promise<void> {
      const values = { facts: JSON.stringify(facts), steps: JSON.stringify(steps) };
      await database
        .insertInto("retention_asset")
        .values({ asset, ...values })
        .onConflict((conflict) => conflict.column("asset").doUpdateSet(values))
        .execute();
    },

    async hold(hold: string): Promise<Hold | null> {
      const row = await database.selectFrom("hold").select("record").where("hold", "=", hold).executeTakeFirst();
      return row === undefined ? null : toHold(row);
    },
    async holds(asset?: string): Promise<readonly Hold[]> {
      const all = database.selectFrom("hold").select("record").orderBy("set_at", "desc").orderBy("hold");
      const rows = await (asset === undefined ? all.limit(500) : all.where("asset", "=", asset)).execute();
      return rows.map(toHold);
    },
    async keepHold(hold: Hold, at: number): Promise<void> {
      const values = { state: hold.state, record: JSON.stringify(hold) };
      await database
        .insertInto("hold")
        .values({ hold: hold.hold, asset: hold.asset, set_at: at, ...values })
        .onConflict((conflict) => conflict.column("hold").doUpdateSet(values))
        .execute();
    },

    async list(list: string): Promise<DestructionList | null> {
      const row = await database.selectFrom("destruction").select("record").where("list", "=", list).executeTakeFirst();
      return row === undefined ? null : toList(row);
    },
    async lists(states?: readonly DestructionList["state"][]): Promise<readonly DestructionList[]> {
      const all = database.selectFrom("destruction").select("record").orderBy("drawn_at", "desc").limit(200);
      const rows = await (states === undefined ? all : all.where("state", "in", states)).execute();
      return rows.map(toList);
    },
    async keepList(list: DestructionList): Promise<void> {
      await database
        .updateTable("destruction")
        .set({ state: list.state, record: JSON.stringify(list) })
        .where("list", "=", list.list)
        .execute();
    },
    async openListsWith(asset: string): Promise<readonly DestructionList[]> {
      const rows = await database
        .selectFrom("destruction_asset")
        .innerJoin("destruction", "destruction.list", "destruction_asset.list")
        .select("destruction.record")
        .where("destruction_asset.asset", "=", asset)
        .where("destruction.state", "not in", ["refused", "closed"])
        .execute();
      return rows.map(toList);
    },
  };
}

function toHold({ record }: { readonly record: string }): Hold {
  return holdSchema.parse(JSON.parse(record));
}

function toList({ record }: { readonly record: string }): DestructionList {
  return destructionListSchema.parse(JSON.parse(record));
}
