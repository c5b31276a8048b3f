import type { KeyObject } from "node:crypto";
import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { AuditLog } from "../auditlog/index.ts";
import { readTravelHeader, TravelRefusal } from "../formats/travel-bundle.ts";
import { openFileSource, writeWhole, type FileSource } from "../storage/index.ts";
import { takeAnswer, writeOutward, type AnswerTaken, type Outbox, type OutwardWritten } from "../sync/index.ts";
import type { Failure } from "../../shared/failure.ts";
import type { BundleArrival } from "../../shared/model/evidence.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import type { Enrolment } from "./enrolment.ts";

/** What the travel bundles of a station are made from and taken into: the same log and outbox that the line serves. */
export interface BundleParts {
  readonly log: AuditLog;
  readonly outbox: Outbox;
  readonly enrolment: Enrolment;
  /** The station's X25519 key. */
  readonly privateKey: KeyObject;
  /** Key of headquarters; null while the station does not know it. */
  readonly travelKey: () => Promise<string | null>;
  /** Who is signed in. */
  readonly person: () => string | null;
}

export interface BundleOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * The station's end of the way by stick. Works while headquarters cannot be reached, beside the line, and on a sealed
 * station; each file written, taken or refused is an entry in the log (rule R12).
 */
export interface Bundles {
  /** Writes the outward file. `everything` begins at the first entry, for a headquarters that lost what it had. */
  write(
    file: string,
    options?: BundleOptions & { readonly everything?: boolean },
  ): Promise<Result<OutwardWritten, Failure>>;
  /** Takes in an answer. A refusal means that nothing of it was taken. */
  take(file: string, options?: BundleOptions): Promise<Result<AnswerTaken, Failure>>;
}

export function createBundles(parts: BundleParts): Bundles {
  const { log, outbox, enrolment, privateKey } = parts;
  // One at a time: both read the cursor of the outbox, and a person may press twice.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(attempt: string, subject: string, work: () => Promise<T>): Promise<Result<T, Failure>> => {
    const run = last.then(async () => answered(parts, attempt, subject, work));
    last = run.catch(() => undefined);
    return run;
  };
  return {
    write: (file, { everything = false, ...options } = {}) =>
      inTurn("bundle:export", nameOf(file), async () => {
        const recipient = await parts.travelKey();
        if (recipient === null) {
          throw new TravelRefusal("no-key");
        }
        const order = { log, recipient, cursor: outbox.after, everything, ...asPerson(parts), ...options };
        return writeWhole(file, (write) => writeOutward(order, write)).catch((cause: unknown) => {
          throw isOfTheDisk(cause) ? new TravelRefusal("not-written", { cause }) : cause;
        });
      }),
    take: (file, { onProgress } = {}) =>
      inTurn("bundle:import", nameOf(file), () =>
        withFile(file, (source) =>
          takeAnswer(source, {
            log,
            outbox,
            privateKey,
            mirrorKey: enrolment.cosignerVerifierKey,
            headquarters: {
              origin: enrolment.headquarters.origin,
              verifierKeys: [enrolment.headquarters.verifierKey, enrolment.cosignerVerifierKey],
            },
            ...asPerson(parts),
            ...(onProgress === undefined ? {} : { onProgress }),
          }),
        ),
      ),
  };
}

const nameOf = (file: string): string => (file.split(/[/\\]/u).at(-1) ?? "").slice(0, 128);

function asPerson({ person }: BundleParts): { readonly person?: string } {
  const signedIn = person();
  return signedIn === null ? {} : { person: signedIn };
}

async function answered<T>(
  parts: BundleParts,
  attempt: string,
  subject: string,
  work: () => Promise<T>,
): Promise<Result<T, Failure>> {
  try {
    return ok(await work());
  } catch (error) {
    if (!(error instanceof TravelRefusal)) {
      throw error;
    }
    const { reason } = error;
    const b = { attempt, failure: "bundle-refused", detail: reason, subject: subject.toWellFormed() };
    parts.log.append({ t: "refuse", b, ...asPerson(parts) });
    return fail({ code: "bundle-refused", reason });
  }
}

async function withFile<T>(file: string, work: (source: FileSource) => Promise<T>): Promise<T> {
  const source = await openFileSource(file).catch((cause: unknown) => {
    throw new TravelRefusal(codeOf(cause) === "ENOENT" ? "missing" : "unreadable", { cause });
  });
  try {
    return await work(source);
  } catch (cause) {
    throw isOfTheDisk(cause) ? new TravelRefusal("unreadable", { cause }) : cause;
  } finally {
    await source.close();
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

const diskCodes: ReadonlySet<unknown> = new Set([
  "ENOENT",
  "ENOTDIR",
  "EISDIR",
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOSPC",
  "EDQUOT",
  "EIO",
]);

/** The stick's own trouble: named by the error itself, never by one that the log wrapped. */
function isOfTheDisk(error: unknown): boolean {
  return diskCodes.has(codeOf(error));
}

const mostArrivals = 50;

/** Files that somebody put into the folder for arrivals, newest first. */
export async function arrivalsIn(folder: string): Promise<BundleArrival[]> {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith(".") && entry.name.length <= 200)
    .map(({ name }) => ({ name, found: lstatSync(join(folder, name)) }))
    .toSorted((a, b) => b.found.mtimeMs - a.found.mtimeMs)
    .slice(0, mostArrivals);
  return Promise.all(
    files.map(async ({ name, found }) => ({
      name: name.toWellFormed(),
      bytes: found.size,
      at: found.mtime.toISOString(),
      kind: await kindOf(join(folder, name)),
    })),
  );
}

async function kindOf(file: string): Promise<BundleArrival["kind"]> {
  try {
    return await withFile(file, async (source) => (await readTravelHeader(source)).direction);
  } catch (error) {
    if (error instanceof TravelRefusal) {
      return "other";
    }
    throw error;
  }
}
