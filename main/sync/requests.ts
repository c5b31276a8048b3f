import { gzip } from "node:zlib";
import { promisify } from "node:util";
import type { AuditLog } from "../auditlog/index.ts";
import { concatBytes } from "../formats/bytes.ts";
import {
  formatAddCheckpoint,
  formatAddEntriesHeader,
  formatPackage,
  mostPackagesPerRequest,
  packageBounds,
} from "../formats/tlog-mirror.ts";

const compress = promisify(gzip);
/** A request ends with the package that passes this many bytes; the mirror takes what came and asks for the rest. */
const fullRequestBytes = 4 * 1024 * 1024;

/** Body of `add-checkpoint` for a head of this log. */
export function checkpointRequest(log: AuditLog, old: number, size: number): string {
  const note = log.checkpointAt(size);
  if (note === null) {
    throw new Error("no checkpoint of this size");
  }
  const proof = old === 0 || old === size ? [] : log.proveConsistency(old, size);
  return formatAddCheckpoint({ old, proof, note });
}

export interface EntriesRequest {
  /** Body of `add-entries`, gzip-encoded. */
  readonly body: Uint8Array;
  /** First entry that is not in it. */
  readonly next: number;
}

export interface EntriesWanted {
  readonly start: number;
  readonly end: number;
  readonly ticket: Uint8Array;
  /** Most packages in the request. Default: as many as one may hold, 32. */
  readonly packages?: number;
}

/** Body of `add-entries` for the head at `end`, from `start` on. */
export async function entriesRequest(
  log: AuditLog,
  { start, end, ticket, packages = mostPackagesPerRequest }: EntriesWanted,
): Promise<EntriesRequest> {
  const parts = [formatAddEntriesHeader({ origin: log.origin, start, end, ticket })];
  let bytes = 0;
  let next = start;
  for (const piece of packageBounds(start, end)) {
    if (parts.length > packages || bytes >= fullRequestBytes) {
      break;
    }
    const part = formatPackage(log.leaves(piece.start, piece.end), log.proveSubtree(piece.tile, piece.end, end));
    parts.push(part);
    bytes += part.byteLength;
    next = piece.end;
  }
  return { body: await compress(concatBytes(...parts)), next };
}
