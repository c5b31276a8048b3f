import { Breach } from "../diagnostics/index.ts";
import { base64, equalBytes, fromBase64url, fromUtf8, hex } from "../formats/bytes.ts";
import { openCheckpoint, type Checkpoint } from "../formats/checkpoint.ts";
import { FormatError } from "../formats/format-error.ts";
import { cosignatureTime } from "../formats/log-receipt.ts";
import { leafHash, verifyConsistency, verifyInclusion } from "../formats/merkle.ts";
import { parseVerifierKey, verifierKey } from "../formats/signed-note.ts";
import type { EntryProof, LogDetails } from "../../shared/model/log.ts";
import type { AuditLog } from "./log.ts";
import { rowOf, type LogReader } from "./reader.ts";

/** The part of a log that proofs are made from. */
export type ProvableLog = Pick<
  AuditLog,
  | "origin"
  | "size"
  | "leaf"
  | "root"
  | "checkpointAt"
  | "epochStart"
  | "lastReceipt"
  | "proveInclusion"
  | "proveConsistency"
>;

/** The key under which a tree was signed, as the log's own entries name it. */
interface Epoch {
  readonly number: number;
  readonly publicKey: Uint8Array;
  /** Entry that made it the signing key. */
  readonly entry: number;
  readonly since: string;
}

/**
 * Everything needed to hash one entry up to a signed root: under headquarters' last countersigned checkpoint
 * when that covers the entry, under the log's latest otherwise.
 *
 * Null past the end. What it answers has been checked here already; whoever gets it checks it again.
 *
 * @throws {Breach} when the stored parts do not fit together.
 */
export function proveEntry(log: ProvableLog, reader: LogReader, index: number, cosigner: string): EntryProof | null {
  const leaf = index < log.size ? log.leaf(index) : null;
  if (leaf === null) {
    return null;
  }
  const { epoch, checkpoint, note, isReceipt } = headOver(log, reader, index);
  const path = log.proveInclusion(index, checkpoint.size);
  if (!verifyInclusion(index, checkpoint.size, leafHash(leaf), path, checkpoint.root)) {
    throw new Breach("log", "an entry does not lead to a signed root");
  }
  return {
    row: rowOf(reader.entry(index)),
    leaf: fromUtf8(leaf),
    path: path.map(hex),
    size: checkpoint.size,
    checkpoint: note,
    key: { name: log.origin, publicKey: hex(epoch.publicKey), epoch: epoch.number, entry: epoch.entry },
    ...(isReceipt ? { receipt: receiptOf(note, checkpoint.size, cosigner) } : {}),
  };
}

interface SignedHead {
  readonly epoch: Epoch;
  readonly checkpoint: Checkpoint;
  readonly note: string;
  readonly isReceipt: boolean;
}

/** The signed head that an entry is proved under; the log as it stands now continues it. */
function headOver(log: ProvableLog, reader: LogReader, index: number): SignedHead {
  const receipt = log.lastReceipt();
  const isReceipt = receipt !== null && receipt.size > index;
  const size = isReceipt ? receipt.size : log.size;
  const note = isReceipt ? receipt.note : log.checkpointAt(size);
  const epoch = epochOf(log, reader, size);
  const checkpoint = note === null ? null : opened(note, log.origin, epoch.publicKey);
  if (note === null || checkpoint?.size !== size || !isExtended(log, checkpoint)) {
    throw new Breach("log", "the log does not continue a signed head");
  }
  return { epoch, checkpoint, note, isReceipt };
}

/** What the log page says beyond the station's status. @throws {Breach} when stored keys do not follow from the log. */
export function detailsOf(log: ProvableLog, reader: LogReader): LogDetails {
  const genesis = reader.entry(0);
  const epoch = epochOf(log, reader, log.size);
  const receipt = log.lastReceipt();
  return {
    since: genesis.wall,
    epoch: { number: epoch.number, since: epoch.since, entry: epoch.entry, publicKey: hex(epoch.publicKey) },
    sealedTo: genesis.t === "genesis" ? genesis.b.seal.map(({ to }) => to) : [],
    ...(receipt === null
      ? {}
      : {
          receipt: {
            size: receipt.size,
            root: base64(log.root(receipt.size)),
            signer: receipt.signer,
            time: receipt.time.toISOString(),
          },
        }),
  };
}

/** The stored row only points; which key it is comes from the entry itself. */
function epochOf(log: ProvableLog, reader: LogReader, size: number): Epoch {
  const start = log.epochStart(size);
  const entry = Math.max(start - 1, 0);
  const named = reader.entry(entry);
  const signed = reader.entry(size - 1);
  if (start === 0 && named.t === "genesis" && signed.ep === 0) {
    return { number: 0, publicKey: fromBase64url(named.b.key), entry, since: named.wall };
  }
  if (named.t === "key.rotate" && named.b.epoch === signed.ep) {
    return { number: named.b.epoch, publicKey: fromBase64url(named.b.key), entry, since: named.wall };
  }
  throw new Breach("keys", "stored keys do not follow from the log");
}

function opened(note: string, origin: string, publicKey: Uint8Array): Checkpoint | null {
  try {
    return openCheckpoint(note, parseVerifierKey(verifierKey(origin, publicKey)));
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

/** Whether the log as it stands now continues that checkpoint. */
function isExtended(log: ProvableLog, { size, root }: Checkpoint): boolean {
  return size === log.size
    ? equalBytes(root, log.root())
    : verifyConsistency(size, log.size, log.proveConsistency(size), root, log.root());
}

function receiptOf(note: string, size: number, cosigner: string): EntryProof["receipt"] {
  const verifier = parseVerifierKey(cosigner);
  const time = cosignatureTime(note, verifier);
  if (time === null) {
    throw new Breach("log", "a receipt is not signed by headquarters");
  }
  return { signer: verifier.name, publicKey: hex(verifier.publicKey), time: time.toISOString(), size };
}
