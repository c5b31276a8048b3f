import { equalBytes, utf8 } from "../../formats/bytes.ts";
import { parseCheckpoint, type Checkpoint } from "../../formats/checkpoint.ts";
import { FormatError } from "../../formats/format-error.ts";
import { consistencyProofFrom, leafHash, treeRoot, type HashReader } from "../../formats/merkle.ts";
import { parseNote } from "../../formats/signed-note.ts";
import { edgeFrom, extendEdge } from "../../formats/tree-edge.ts";
import {
  formatAddCheckpoint,
  packageBounds,
  parseAddCheckpoint,
  readAddEntriesHeader,
  readPackage,
  type AddCheckpoint,
} from "../../formats/tlog-mirror.ts";
import type { TravelReader, TravelRecord } from "../../formats/travel-bundle.ts";
import { unzipped, type CallersLog, type MirrorDoor } from "./door.ts";
import type { MirroredLog } from "./index.ts";
import type { MirrorAnswer } from "./mirror.ts";
import type { MirroredTree } from "./mirror-store.ts";
import { StreamInput } from "./stream-input.ts";

/**
 * What carried requests came to.
 *
 * `taken`: the mirror now holds and has cosigned all of them. `known`: it did before. `behind`: a later head was
 * announced over the line; the station has to write again. `gap`: entries before the first are missing here.
 * `forked`: a signed head contradicts what is held. `refused`: not this log's, not signed by it, or not whole.
 */
export type CarriedOutcome = "taken" | "known" | "behind" | "gap" | "forked" | "refused";

/** More leaves than one epoch ever has are not worked through for a proof. */
const longestLeg = 65_536;

interface Mirroring {
  readonly door: MirrorDoor;
  readonly log: MirroredLog;
  readonly tree: MirroredTree;
  readonly onProgress?: (done: number) => void;
}

/**
 * Feeds the requests of a travel bundle through the mirror's door, one after another.
 *
 * The station wrote them without knowing how far the mirror had come by the time they arrive. Where a client on the
 * line would be told so and prove again from there, the proof is worked out here, from the leaves held and those
 * in the file; the heads stay the station's own, and the door judges all of it as if it had come over the line.
 */
export async function feedCarried(mirroring: Mirroring, reader: TravelReader): Promise<CarriedOutcome> {
  let isNews = false;
  let leg: Leg | null = null;
  for await (const record of reader.records()) {
    mirroring.onProgress?.(record.next);
    const step = await takeRecord(mirroring, reader, record, leg);
    if (typeof step === "string") {
      return step;
    }
    leg = step;
    isNews ||= leg?.state === "open";
  }
  if (leg === null || leg.checkpoint.size !== reader.header.to || !isHeld(mirroring.tree, leg.checkpoint)) {
    return "refused";
  }
  return isNews ? "taken" : "known";
}

/** The leg the file is in after this record, or why the file goes no further. */
async function takeRecord(
  mirroring: Mirroring,
  reader: TravelReader,
  record: TravelRecord,
  leg: Leg | null,
): Promise<Leg | Stopped | null> {
  const { door, log, tree } = mirroring;
  if (record.kind === "checkpoint") {
    // Nothing may be announced past a leg that is not whole.
    return leg === null || isHeld(tree, leg.checkpoint) ? beginLeg(mirroring, reader, record) : "refused";
  }
  if (record.kind === "entries" && leg?.state === "open") {
    const body = unzipped(record.payload);
    const { status } = await door.addEntries(only(log), body);
    // What was not asked for is not unpacked either.
    body.destroy();
    // What came over the line meanwhile is as good.
    return status === 200 || status === 202 || isHeld(tree, leg.checkpoint) ? leg : "refused";
  }
  return leg;
}

interface Leg {
  readonly checkpoint: Checkpoint;
  readonly state: "open" | "held";
}

/** Why a leg does not begin. */
type Stopped = Exclude<CarriedOutcome, "taken" | "known">;
type LegState = Leg["state"] | Stopped;

const only =
  (log: MirroredLog): CallersLog =>
  (origin) =>
    origin === log.origin ? log : 404;

/** The leaves of this very head are held and the mirror has cosigned at least as much. */
function isHeld(tree: MirroredTree, { size, root }: Checkpoint): boolean {
  return size <= (tree.head()?.size ?? 0) && equalBytes(treeRoot(tree, size), root);
}

async function beginLeg(mirroring: Mirroring, reader: TravelReader, record: TravelRecord): Promise<Leg | Stopped> {
  const { door, log, tree } = mirroring;
  const offered = parseOrNull(record.payload);
  if (offered === null) {
    return "refused";
  }
  const { checkpoint, request } = offered;
  if (request.old > (tree.pending()?.size ?? 0)) {
    // Before its signature is asked about: the key of its epoch may be among what is missing.
    return "gap";
  }
  const first = door.addCheckpoint(only(log), record.payload);
  const standing = "size" in first ? { record, held: first.size, ...offered } : null;
  const state =
    standing === null
      ? stateOf(first)
      : (settledAt(tree, checkpoint, standing.held) ?? (await joinLeg(mirroring, reader, standing)));
  return state === "open" || state === "held" ? { checkpoint, state } : state;
}

function stateOf({ status }: MirrorAnswer): LegState {
  if (status === 200) {
    return "open";
  }
  return status === 409 || status === 422 ? "forked" : "refused";
}

/** What is clear from what is held, when the last head announced here is of size `held`; null when it is open. */
function settledAt(tree: MirroredTree, checkpoint: Checkpoint, held: number): LegState | null {
  const { size, root } = checkpoint;
  if (size <= tree.next() && !equalBytes(treeRoot(tree, size), root)) {
    return "forked";
  }
  if (isHeld(tree, checkpoint)) {
    return "held";
  }
  return held > size ? "behind" : null;
}

/** Announces the head again with a proof from the size that is held. */
async function joinLeg(mirroring: Mirroring, reader: TravelReader, standing: Standing): Promise<LegState> {
  const proof = await proofFrom(mirroring, reader, standing);
  if (proof === null) {
    return "refused";
  }
  const body = utf8(formatAddCheckpoint({ old: standing.held, proof, note: standing.request.note }));
  return stateOf(mirroring.door.addCheckpoint(only(mirroring.log), body));
}

function parseOrNull(body: Uint8Array): { readonly request: AddCheckpoint; readonly checkpoint: Checkpoint } | null {
  try {
    const request = parseAddCheckpoint(body);
    return { request, checkpoint: parseCheckpoint(parseNote(request.note).text) };
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

interface Standing {
  readonly record: TravelRecord;
  readonly held: number;
  readonly request: AddCheckpoint;
  readonly checkpoint: Checkpoint;
}

/** Consistency of the head at `held` with the one in the file; null when the file's leaves do not reach. */
async function proofFrom(
  { tree }: Mirroring,
  reader: TravelReader,
  { record, held, checkpoint: { size } }: Standing,
): Promise<Uint8Array[] | null> {
  if (held === 0 || held === size) {
    return [];
  }
  const next = tree.next();
  if (size - next > longestLeg) {
    return null;
  }
  const fresh = new Map<string, Uint8Array>();
  let edge = edgeFrom(next, (level, index) => tree.hash(level, index));
  for await (const later of reader.records({ at: record.next, after: "checkpoint" })) {
    if (later.kind !== "entries" || edge.size >= size) {
      break;
    }
    for await (const { index, leaf } of leavesIn(later.payload)) {
      if (index === edge.size && index < size) {
        edge = extendEdge(edge, leafHash(leaf), (level, at, digest) => void fresh.set(`${level}/${at}`, digest));
      }
    }
  }
  const hashes: HashReader = {
    hash: (level, index) => fresh.get(`${level}/${index}`) ?? tree.hash(level, index),
  };
  return edge.size < size ? null : consistencyProofFrom(hashes, held, size);
}

/** Leaves of one `add-entries` body with their places; what is malformed ends it, and the door will say so. */
async function* leavesIn(body: Uint8Array): AsyncGenerator<{ readonly index: number; readonly leaf: Uint8Array }> {
  const stream = unzipped(body);
  try {
    const input = new StreamInput(stream);
    const header = await orNull(() => readAddEntriesHeader(input));
    for (const bounds of header === null ? [] : packageBounds(header.start, header.end)) {
      // oxlint-disable-next-line no-await-in-loop -- packages of a stream come one after another
      const entries = await orNull(() => readPackage(input, bounds.end - bounds.start));
      if (entries === null) {
        return;
      }
      for (const [offset, leaf] of entries.leaves.entries()) {
        yield { index: bounds.start + offset, leaf };
      }
    }
  } finally {
    stream.destroy();
  }
}

async function orNull<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}
