import type { Database } from "./database/database.ts";
import type { AssetKeys } from "./ingest/index.ts";
import type { Secrets } from "./secrets.ts";

const keyBytes = 32;

/** Keeps the keys of recordings. They leave it one asset at a time, for a grant that is being issued. */
export interface Custody {
  take(asset: string, keys: AssetKeys): Promise<void>;
  /** @returns `null` when the keys were destroyed or never taken. */
  keysOf(asset: string): Promise<AssetKeys | null>;
  /** Forgets the keys of a recording that was not listed after all. */
  drop(asset: string): Promise<void>;
}

/**
 * Opens the custody of keys over the table `asset_key`.
 *
 * Each row is sealed under the master key and bound to its asset, so a row copied to another asset
 * does not open (rule R3).
 */
export function openCustody(database: Database, secrets: Secrets): Custody {
  return {
    async take(asset, { treeRoot, original }) {
      if (treeRoot.length !== keyBytes || original.length !== keyBytes) {
        throw new Error("asset keys have the wrong length");
      }
      const sealed = secrets.seal(`asset/${asset}`, Buffer.concat([treeRoot, original]));
      await database.insertInto("asset_key").values({ asset, sealed }).execute();
    },
    async keysOf(asset) {
      const row = await database.selectFrom("asset_key").select("sealed").where("asset", "=", asset).executeTakeFirst();
      if (row === undefined) {
        return null;
      }
      const plain = secrets.open(`asset/${asset}`, row.sealed);
      return { treeRoot: plain.slice(0, keyBytes), original: plain.slice(keyBytes) };
    },
    async drop(asset) {
      await database.deleteFrom("asset_key").where("asset", "=", asset).execute();
    },
  };
}
