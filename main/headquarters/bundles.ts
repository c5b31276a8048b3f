import type { KeyObject } from "node:crypto";
import { copyFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { BundleRefusal } from "../../shared/refusals.ts";
import { fail, ok, type Result } from "../../shared/result.ts";
import type { AuditLog } from "../auditlog/index.ts";
import { utf8 } from "../formats/bytes.ts";
import { FormatError } from "../formats/format-error.ts";
import { parseGrantFile } from "../formats/grant-file.ts";
import { readLeaf } from "../formats/log-entry.ts";
import { formatProof } from "../formats/tlog-proof.ts";
import { digestAnswer, formatAnswerProof, formatTravelItem, travelCalls } from "../formats/travel-answer.ts";
import {
  openTravelBundle,
  sealTravelBundle,
  TravelRefusal,
  type TravelHeader,
  type TravelReader,
} from "../formats/travel-bundle.ts";
import { openFileSource, writeWhole } from "../storage/index.ts";
import type { Outbox } from "./grants/outbox.ts";
import type { Journal } from "./journal.ts";
import type { CarriedOutcome, Mirror } from "./mirror/index.ts";
import type { Station, Stations } from "./stations.ts";

/** What became of a station's travel bundle. */
export interface BundleTaken {
  readonly station: string;
  readonly name: string;
  readonly origin: string;
  readonly outcome: CarriedOutcome;
  /** Entries the file was about, `[from, to)`. */
  readonly from: number;
  readonly to: number;
  /** How many entries came new, and how many of the log are countersigned now. */
  readonly fresh: number;
  readonly size: number;
  /** Grants and revocations in the answer. */
  readonly items: number;
  /** Packages of what was issued ahead, put beside the answer. */
  readonly packages: number;
}

export interface BundleProgress {
  readonly phase: "checking" | "taking" | "answering";
  /** Bytes; both 0 while answering. */
  readonly done: number;
  readonly total: number;
}

export interface BundleDeskParts {
  readonly stations: Stations;
  readonly outbox: Outbox;
  readonly mirror: Mirror;
  readonly journal: Journal;
  readonly log: AuditLog;
  /** Adds the cosignature that stations know headquarters by. */
  readonly cosigned: (checkpoint: string) => string;
  /** X25519 key that stations seal to. */
  readonly key: KeyObject;
  /** Where the package of a recording lies; absent where nothing is put beside answers. */
  readonly packageOf?: (asset: string) => Promise<string | null>;
}

/** Takes in what stations send on a stick and writes the answer. */
export interface BundleDesk {
  /**
   * Takes one file, and writes the answer to `answer` whatever its outcome, so that the station learns where it
   * stands. Taking a file again changes nothing and answers anew.
   *
   * A refusal means that nothing was taken and no answer written; it is in the log of headquarters.
   */
  take(
    file: string,
    answer: string,
    onProgress?: (progress: BundleProgress) => void,
  ): Promise<Result<BundleTaken, BundleRefusal>>;
}

/** Outcomes after which grants and revocations may travel; otherwise only the countersigned head does. */
const inOrder: ReadonlySet<CarriedOutcome> = new Set(["taken", "known", "behind", "gap"]);

export function createBundleDesk(parts: BundleDeskParts): BundleDesk {
  return {
    async take(file, answer, onProgress = () => undefined) {
      try {
        return ok(await takeFile(parts, { file, answer, onProgress }));
      } catch (error) {
        const reason = reasonOf(error);
        if (reason === null) {
          throw error;
        }
        parts.journal.refuse({ attempt: "bundle.import" }, { code: "bundle-refused", reason });
        return fail(reason);
      }
    },
  };
}

/** A stick that is pulled while it is read fails like one that cannot be read. */
function reasonOf(error: unknown): BundleRefusal | null {
  if (error instanceof TravelRefusal) {
    return error.reason;
  }
  return isOfTheDisk(error) ? "unreadable" : null;
}

interface Order {
  readonly file: string;
  readonly answer: string;
  readonly onProgress: (progress: BundleProgress) => void;
}

async function takeFile(parts: BundleDeskParts, { file, answer, onProgress }: Order): Promise<BundleTaken> {
  const source = await openFileSource(file).catch((cause: unknown) => {
    throw new TravelRefusal(isMissing(cause) ? "missing" : "unreadable", { cause });
  });
  try {
    const recipient = { direction: "outward", privateKey: parts.key, otherwise: "other-headquarters" } as const;
    const reader = await openTravelBundle(source, recipient);
    const station = stationOf(parts.stations, reader.header);
    const calls = await readThrough(reader, (done) => onProgress({ phase: "checking", done, total: reader.size }));
    const before = parts.mirror.head(station.logOrigin).size;
    const outcome = await parts.mirror.feed(
      { origin: station.logOrigin, verifierKey: station.logVerifierKey },
      reader,
      (done) => onProgress({ phase: "taking", done, total: reader.size }),
    );
    await acknowledge(parts, station, calls);
    onProgress({ phase: "answering", done: 0, total: 0 });
    const { from, to, origin } = reader.header;
    const { size } = parts.mirror.head(station.logOrigin);
    const { items, ahead } = await writeAnswer(parts, station, {
      answer,
      header: reader.header,
      outcome,
      after: calls.after,
    });
    const packages = await putBeside(parts, dirname(answer), ahead);
    return {
      station: station.station,
      name: station.name,
      origin,
      outcome,
      from,
      to,
      fresh: size - before,
      size,
      items,
      packages,
    };
  } finally {
    await source.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function stationOf(stations: Stations, { origin }: TravelHeader): Station {
  const station = stations.byOrigin(origin);
  if (station === null) {
    throw new TravelRefusal("unknown-station");
  }
  if (station.logOrigin !== origin) {
    throw new TravelRefusal("ended-log");
  }
  if (station.revoked) {
    throw new TravelRefusal("revoked-station");
  }
  return station;
}

interface Calls {
  readonly acknowledged: { readonly cursor: number; readonly size: number };
  readonly after: number;
}

/** Reads the whole file once before anything is taken: of a damaged one, nothing is. */
async function readThrough(reader: TravelReader, onProgress: (done: number) => void): Promise<Calls> {
  let acknowledged = { cursor: 0, size: 0 };
  let after = 0;
  for await (const { kind, payload, next } of reader.records()) {
    onProgress(next);
    if (kind === "acknowledge") {
      acknowledged = travelCalls.acknowledge.parse(payload);
    } else if (kind === "outbox") {
      ({ after } = travelCalls.outbox.parse(payload));
    }
  }
  return { acknowledged, after };
}

/** Counts an acknowledgement only when the station's own log, mirrored here, says the same. */
async function acknowledge({ outbox, mirror }: BundleDeskParts, station: Station, calls: Calls): Promise<void> {
  const { cursor, size } = calls.acknowledged;
  const leaf = size === 0 ? null : mirror.leaf(station.logOrigin, size - 1);
  const read = leaf === null ? null : readLeaf(leaf);
  if (read === null || typeof read === "string" || read.kind !== "entry" || read.entry.t !== "bundle.export") {
    return;
  }
  if (read.entry.b.cursor === cursor) {
    await outbox.acknowledge(station.station, cursor, size);
  }
}

interface Answering {
  readonly answer: string;
  readonly header: TravelHeader;
  readonly outcome: CarriedOutcome;
  readonly after: number;
}

/**
 * Puts the ciphertext of what was issued ahead beside the answer: a room without a line has no other way to it.
 *
 * A stick that is full loses none of the answer; what is missing is copied by taking the bundle again.
 *
 * @returns how many packages lie there.
 */
async function putBeside({ packageOf }: BundleDeskParts, folder: string, assets: readonly string[]): Promise<number> {
  const copies = [...new Set(assets)].map(async (asset): Promise<number> => {
    const file = (await packageOf?.(asset)) ?? null;
    return file === null ? 0 : copyFile(file, join(folder, basename(file))).then(() => 1, refusedByDisk);
  });
  return (await Promise.all(copies)).reduce((sum, one) => sum + one, 0);
}

function refusedByDisk(error: unknown): number {
  if (isOfTheDisk(error)) {
    return 0;
  }
  throw error;
}

/** Recordings of a grant that was issued under a standing order. */
function aheadIn({ kind, file }: { readonly kind: string; readonly file: string }): string[] {
  if (kind !== "grant") {
    return [];
  }
  try {
    const { leaf } = parseGrantFile(file);
    return leaf.standing === undefined ? [] : leaf.assets.map(({ asset }) => asset);
  } catch (error) {
    if (error instanceof FormatError) {
      return [];
    }
    throw error;
  }
}

/** Writes the answer; how many items it holds, and which recordings were issued ahead. @throws {TravelRefusal} `not-written` */
async function writeAnswer(
  { outbox, mirror, log, journal, cosigned }: BundleDeskParts,
  station: Station,
  { answer, header: { origin, from, to }, outcome, after }: Answering,
): Promise<{ readonly items: number; readonly ahead: readonly string[] }> {
  const header: TravelHeader = { direction: "answer", origin, from, to, recipient: station.kemPublicKey };
  const { size, note } = mirror.head(origin);
  return writeWhole(answer, async (write) => {
    const sealer = sealTravelBundle(header);
    const digest = digestAnswer(header);
    const put = (kind: "receipt" | "item", payload: Uint8Array): void => {
      digest.add(kind, payload);
      write(sealer.record(kind, payload));
    };
    if (note !== null) {
      put("receipt", utf8(note));
    }
    let next = after;
    let count = 0;
    const ahead: string[] = [];
    for (let more = inOrder.has(outcome); more;) {
      // oxlint-disable-next-line no-await-in-loop -- each page begins where the one before ended
      const { items } = await outbox.after(station.station, next);
      for (const item of items) {
        put("item", formatTravelItem(item));
        ahead.push(...aheadIn(item));
      }
      next = items.at(-1)?.cursor ?? next;
      count += items.length;
      more = items.length > 0;
    }
    const b = { station: station.station, origin, from, to, outcome, size, after, next, items: count };
    const [entry] = journal.record({ t: "hq.bundle", b: { ...b, digest: digest.end() } });
    if (entry === undefined) {
      throw new Error("nothing was recorded");
    }
    const proof = formatProof({
      index: entry.index,
      proof: log.proveInclusion(entry.index),
      checkpoint: cosigned(log.checkpoint()),
    });
    write(sealer.record("proof", formatAnswerProof(entry.leaf, proof)));
    write(sealer.finish());
    return { items: count, ahead };
  }).catch((cause: unknown) => {
    throw isOfTheDisk(cause) ? new TravelRefusal("not-written", { cause }) : cause;
  });
}

function isOfTheDisk(error: unknown): boolean {
  const codes = ["ENOENT", "ENOTDIR", "EISDIR", "EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EIO"];
  return error instanceof Error && "code" in error && codes.some((code) => code === error.code);
}
