import { createGunzip } from "node:zlib";
import { Readable } from "node:stream";
import { parseCheckpoint } from "../../formats/checkpoint.ts";
import { FormatError } from "../../formats/format-error.ts";
import { parseNote } from "../../formats/signed-note.ts";
import { parseAddCheckpoint, readAddEntriesHeader } from "../../formats/tlog-mirror.ts";
import type { MirroredLog } from "./index.ts";
import type { MirrorAnswer, MirrorRules } from "./mirror.ts";
import { StreamInput } from "./stream-input.ts";
import { takePackages } from "./take-packages.ts";

export const largestCheckpointBody = 65_536;

/** Says whose log a request is about may be: the log when it is enrolled and the caller's own, else why not. */
export type CallersLog = (origin: string) => MirroredLog | 403 | 404;

/** The mirror's rules for whole requests, whichever way their bytes came. */
export interface MirrorDoor {
  /** Body of `add-checkpoint`; null stands for one that is too long. */
  addCheckpoint(callersLog: CallersLog, body: Uint8Array | null): MirrorAnswer;
  /** Body of `add-entries`, decoded; what had been proved when the stream broke off is kept. */
  addEntries(callersLog: CallersLog, body: Readable): Promise<MirrorAnswer>;
}

export function openDoor(rules: MirrorRules): MirrorDoor {
  return {
    addCheckpoint: (callersLog, body) => {
      const offered = body === null ? null : orNull(() => parseAddCheckpoint(body));
      const origin = offered === null ? null : orNull(() => parseCheckpoint(parseNote(offered.note).text).origin);
      if (body === null || offered === null || origin === null) {
        return { status: 400 };
      }
      const log = callersLog(origin);
      return typeof log === "number" ? { status: log } : rules.addCheckpoint(log, offered, body);
    },
    addEntries: async (callersLog, body) => {
      const input = new StreamInput(body);
      try {
        return await takeEntries(rules, callersLog, input);
      } catch (error) {
        if (error instanceof FormatError) {
          return { status: 400 };
        }
        throw error;
      } finally {
        // What was not read is let go, so that an answer can leave on the same connection.
        input.drain();
      }
    },
  };
}

/** A gzip-encoded body as `addEntries` takes it. */
export function unzipped(body: Uint8Array): Readable {
  return Readable.from([body]).pipe(createGunzip());
}

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

async function takeEntries(rules: MirrorRules, callersLog: CallersLog, input: StreamInput): Promise<MirrorAnswer> {
  const header = await readAddEntriesHeader(input);
  if (header === null) {
    return { status: 400 };
  }
  const log = callersLog(header.origin);
  if (typeof log === "number") {
    return { status: log };
  }
  return rules.beginEntries(log, header.start, header.end) ?? takePackages(rules, log, header, input);
}
