import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { openRemotePackage, type RemotePackage } from "../access/index.ts";
import type { TechnicalLog } from "../diagnostics/index.ts";
import { openFileSource } from "../storage/index.ts";
import type { Transport } from "../sync/index.ts";
import { withReports } from "./package-reports.ts";

/**
 * Footage packages that came by stick: `<code>.vitrine` in the folder for arrivals, as headquarters puts them beside an answer.
 *
 * Ciphertext only, and the vault believes none of it: the manifest must be the one that the grant names, and every segment
 * must have the digest that the manifest names.
 */
export interface ArrivedPackages {
  /** `null` when none came. */
  find(asset: string): Promise<RemotePackage | null>;
  remove(asset: string): Promise<void>;
}

/** Looks into the folder whenever somebody asks; nothing is kept open, so that the stick can be pulled. */
export function arrivedPackagesIn(folder: string): ArrivedPackages {
  // The code of a recording has neither dots nor slashes, so that it names a file and never a way.
  const fileOf = (asset: string): string => join(folder, `${asset}.vitrine`);
  const opened = async <T>(asset: string, use: (source: Awaited<ReturnType<typeof openFileSource>>) => Promise<T>) => {
    const source = await openFileSource(fileOf(asset));
    try {
      return await use(source);
    } finally {
      await source.close();
    }
  };
  return {
    find: async (asset) =>
      existsSync(fileOf(asset))
        ? {
            size: await opened(asset, async ({ size }) => size),
            read: (from, to) => opened(asset, (source) => source.read(from, to)),
          }
        : null,
    remove: (asset) => rm(fileOf(asset), { force: true }),
  };
}

/** Fetches packages over the line; where there is none, what came by stick stands in. */
export function packagesOver(
  transport: Transport,
  diagnostics: TechnicalLog,
  arrived: ArrivedPackages,
): (asset: string) => Promise<RemotePackage> {
  const getter = withReports(transport, diagnostics);
  return async (asset) => {
    try {
      return await openRemotePackage(getter, asset);
    } catch (error) {
      const found = await arrived.find(asset);
      if (found === null) {
        throw error;
      }
      return found;
    }
  };
}
