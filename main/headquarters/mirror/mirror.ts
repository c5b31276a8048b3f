import { concatBytes, equalBytes, fromBase64url } from "../../formats/bytes.ts";
import { openCheckpoint, parseCheckpoint, type Checkpoint } from "../../formats/checkpoint.ts";
import { cosign } from "../../formats/cosignature.ts";
import { FormatError } from "../../formats/format-error.ts";
import { readLeaf } from "../../formats/log-entry.ts";
import { emptyRoot, leafHash, treeRoot, verifyConsistency, verifySubtreeConsistency } from "../../formats/merkle.ts";
import {
  formatSignatureLine,
  parseNote,
  parseVerifierKey,
  verifierKey,
  type NoteVerifier,
} from "../../formats/signed-note.ts";
import { edgeRoot, emptyEdge, extendEdge } from "../../formats/tree-edge.ts";
import {
  formatMirrorInfo,
  packageEntries,
  type AddCheckpoint,
  type EntryPackage,
  type PackageBounds,
} from "../../formats/tlog-mirror.ts";
import type { MirroredRow, MirroredTree, MirrorStore } from "./mirror-store.ts";
import type { Cosigned, MirrorCosigner, MirroredLog } from "./index.ts";

/** How far below the end an upload may begin again; what lies deeper is held for certain. */
const furthestBack = 16_384;

/** What the mirror answers; the status codes are those of C2SP tlog-witness and tlog-mirror. */
export type MirrorAnswer =
  | { readonly status: 200; readonly lines: string }
  | { readonly status: 202 | 409; readonly info: string }
  | { readonly status: 409; readonly size: number }
  | { readonly status: 400 | 403 | 404 | 422 };

/** A package and its place. */
export interface BoundPackage {
  readonly bounds: PackageBounds;
  readonly entries: EntryPackage;
}

export interface MirrorParts {
  readonly store: MirrorStore;
  readonly cosigner: MirrorCosigner;
  now(): Date;
  onCosigned(cosigned: Cosigned): void;
  onEvidence(origin: string, kind: string): void;
}

/**
 * The rules of the mirror, apart from HTTP (research note C.3).
 *
 * I1: a size is cosigned only when every leaf below it is durably stored and gives the signed root, and
 * never below the last. Compare and set happen in one transaction, and the answer leaves after it.
 */
export class MirrorRules {
  readonly #parts: MirrorParts;

  constructor(parts: MirrorParts) {
    this.#parts = parts;
  }

  tree(origin: string): MirroredTree {
    return this.#parts.store.tree(origin);
  }

  addCheckpoint(log: MirroredLog, request: AddCheckpoint, body: Uint8Array): MirrorAnswer {
    return this.#parts.store.transaction(() => {
      const tree = this.#known(log);
      const checkpoint = this.#openSigned(tree, log, request.note);
      if (checkpoint === null) {
        return { status: 403 };
      }
      if (request.old > checkpoint.size) {
        return { status: 400 };
      }
      return this.#compareAndSet(tree, log.origin, { request, checkpoint, body });
    });
  }

  #compareAndSet(tree: MirroredTree, origin: string, offer: Offer): MirrorAnswer {
    const { request, checkpoint } = offer;
    const pending = tree.pending();
    const held = pending === null ? { size: 0, root: emptyRoot } : parseCheckpoint(parseNote(pending.note).text);
    if (this.#contradictsLeaves(tree, checkpoint)) {
      this.#keepEvidence(tree, origin, "fork", offer);
    }
    if (request.old !== held.size) {
      return { status: 409, size: held.size };
    }
    if (checkpoint.size === held.size) {
      return equalBytes(checkpoint.root, held.root) ? { status: 200, lines: "" } : { status: 409, size: held.size };
    }
    const isConsistent =
      held.size === 0
        ? request.proof.length === 0
        : verifyConsistency(held.size, checkpoint.size, request.proof, held.root, checkpoint.root);
    if (!isConsistent) {
      this.#keepEvidence(tree, origin, "inconsistent", offer);
      return { status: 422 };
    }
    tree.addPending(checkpoint.size, request.note);
    return { status: 200, lines: "" };
  }

  /** A validly signed head that the leaves held here refute: both signatures together prove the fork to anybody. */
  #contradictsLeaves(tree: MirroredTree, { size, root }: Checkpoint): boolean {
    const pending = tree.pending();
    const isSamePending = pending !== null && parseCheckpoint(parseNote(pending.note).text).size === size;
    if (isSamePending) {
      return !equalBytes(parseCheckpoint(parseNote(pending.note).text).root, root);
    }
    return size <= tree.next() && !equalBytes(treeRoot(tree, size), root);
  }

  #keepEvidence(tree: MirroredTree, origin: string, kind: string, { request, body }: Offer): void {
    const held = tree.pending()?.note ?? "";
    if (this.#parts.store.evidence(origin).some((kept) => kept.kind === kind && kept.offered === request.note)) {
      return;
    }
    tree.addEvidence({ at: this.#parts.now().toISOString(), kind, held, offered: request.note, request: body });
    queueMicrotask(() => this.#parts.onEvidence(origin, kind));
  }

  /** The tree of an enrolled log; on first sight its genesis key is taken from the enrolment. */
  #known(log: MirroredLog): MirroredTree {
    const tree = this.tree(log.origin);
    if (tree.keys().length === 0) {
      tree.addKey({ epoch: 0, start: 0, publicKey: parseVerifierKey(log.verifierKey).publicKey });
    }
    return tree;
  }

  /** I5: a checkpoint counts only under the key of the epoch that its last entry belongs to. */
  #openSigned(tree: MirroredTree, log: MirroredLog, note: string): Checkpoint | null {
    try {
      const { size, origin } = parseCheckpoint(parseNote(note).text);
      const key = tree.keys().findLast(({ start }) => start < Math.max(size, 1));
      return key === undefined || origin !== log.origin
        ? null
        : openCheckpoint(note, verifierOf(log.origin, key.publicKey));
    } catch (error) {
      if (error instanceof FormatError) {
        return null;
      }
      throw error;
    }
  }

  /** Null when the upload may go on; `end` must be a known head, `start` within reach of what is held. */
  beginEntries(log: MirroredLog, start: number, end: number): MirrorAnswer | null {
    return this.#parts.store.transaction(() => {
      const tree = this.#known(log);
      if (start > end) {
        return { status: 400 };
      }
      const next = tree.next();
      const isKnownEnd = tree.pendingAt(end) !== null && end >= (tree.head()?.size ?? 0);
      const isReachable = start <= next && start >= next - furthestBack;
      return isKnownEnd && isReachable ? null : this.#conflict(tree, isKnownEnd ? end : null);
    });
  }

  #conflict(tree: MirroredTree, end: number | null): MirrorAnswer {
    return { status: 409, info: this.#info(tree, end ?? tree.pending()?.size ?? 0) };
  }

  #info(tree: MirroredTree, pending: number): string {
    // A next entry past the size named would have the client begin after its end.
    return formatMirrorInfo({ pending, next: Math.min(tree.next(), pending), ticket: new Uint8Array() });
  }

  /**
   * Authenticates packages that follow one another against the signed head at `end` and keeps them, in one
   * transaction. Those before one that is refused are kept.
   */
  addPackages(log: MirroredLog, packages: readonly BoundPackage[], end: number): MirrorAnswer | null {
    return this.#parts.store.transaction(() => {
      const tree = this.#known(log);
      for (const { bounds, entries } of packages) {
        const refusal = this.#addPackage(tree, log, bounds, entries, end);
        if (refusal !== null) {
          return refusal;
        }
      }
      return null;
    });
  }

  #addPackage(
    tree: MirroredTree,
    log: MirroredLog,
    bounds: PackageBounds,
    entries: EntryPackage,
    end: number,
  ): MirrorAnswer | null {
    const note = tree.pendingAt(end);
    const next = tree.next();
    if (note === null || bounds.start > next) {
      return this.#conflict(tree, null);
    }
    const { root } = parseCheckpoint(parseNote(note).text);
    const { subtree, fresh } = grown(tree, bounds, next, entries.leaves);
    if (!verifySubtreeConsistency(bounds.tile, bounds.end, end, entries.proof, subtree, root)) {
      return { status: 422 };
    }
    const leaves = fresh.map(({ leaf }) => leaf);
    if (!this.#learnKeys(tree, log.origin, leaves, { first: bounds.end - fresh.length, end, note })) {
      return { status: 422 };
    }
    tree.extend(fresh);
    return null;
  }

  /** Takes in rotations; false when one is not the last entry under the key it replaces, or is malformed. */
  #learnKeys(
    tree: MirroredTree,
    origin: string,
    leaves: readonly Uint8Array[],
    at: { readonly first: number; readonly end: number; readonly note: string },
  ): boolean {
    for (const [offset, leaf] of leaves.entries()) {
      if (!mayRotate(leaf)) {
        continue;
      }
      const read = readLeaf(leaf);
      if (typeof read === "string" || read.kind !== "entry" || read.entry.t !== "key.rotate") {
        continue;
      }
      const start = at.first + offset + 1;
      const { epoch, key } = read.entry.b;
      const isNext = epoch === (tree.keys().at(-1)?.epoch ?? 0) + 1;
      if (start !== at.end || !isNext || !isUsable(origin, key)) {
        this.#keepEvidence(tree, origin, "rotation", {
          request: { old: 0, proof: [], note: at.note },
          body: leaf,
          checkpoint: parseCheckpoint(parseNote(at.note).text),
        });
        return false;
      }
      tree.addKey({ epoch, start, publicKey: fromBase64url(key) });
    }
    return true;
  }

  /** Answers an upload that went as far as it went: 200 with cosignatures when complete, else 202. */
  finishEntries(log: MirroredLog, end: number, anySaved: boolean): MirrorAnswer {
    const answer = this.#parts.store.transaction(() => this.#cosign(log, end, anySaved));
    if ("cosigned" in answer) {
      this.#parts.onCosigned(answer.cosigned);
      return { status: 200, lines: answer.lines };
    }
    return answer;
  }

  #cosign(
    log: MirroredLog,
    end: number,
    anySaved: boolean,
  ): MirrorAnswer | { readonly cosigned: Cosigned; readonly lines: string } {
    const tree = this.#known(log);
    const note = tree.pendingAt(end);
    const head = tree.head();
    if (note === null || (head !== null && end < head.size)) {
      return this.#conflict(tree, null);
    }
    if (tree.next() < end) {
      return anySaved ? { status: 202, info: this.#info(tree, end) } : { status: 400 };
    }
    if (head?.size === end) {
      return { status: 200, lines: cosignatureLines(head.note, this.#parts.cosigner.name) };
    }
    const { text } = parseNote(note);
    const { root } = parseCheckpoint(text);
    if (!equalBytes(treeRoot(tree, end), root)) {
      return { status: 422 };
    }
    const time = new Date(Math.floor(this.#parts.now().getTime() / 1000) * 1000);
    const { name, privateKey } = this.#parts.cosigner;
    const lines = `${formatSignatureLine(cosign(text, name, privateKey, time.getTime() / 1000))}\n`;
    tree.advance(end, ownLines(note, log.origin) + lines);
    tree.forgetPendingBelow(end);
    return { cosigned: { origin: log.origin, size: end, root, note: ownLines(note, log.origin) + lines, time }, lines };
  }
}

interface Offer {
  readonly request: AddCheckpoint;
  readonly checkpoint: Checkpoint;
  readonly body: Uint8Array;
}

function verifierOf(origin: string, publicKey: Uint8Array): NoteVerifier {
  return parseVerifierKey(verifierKey(origin, publicKey));
}

function isUsable(origin: string, key: string): boolean {
  try {
    verifierOf(origin, fromBase64url(key));
    return true;
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}

/** A package is a subtree of at most 2^8 leaves. */
const tileLevel = Math.log2(packageEntries);
const rotationMark = Buffer.from('"t":"key.rotate"');

/** Whether a leaf can be a `key.rotate`: canonical JSON spells that member in one way only. */
function mayRotate(leaf: Uint8Array): boolean {
  return Buffer.from(leaf.buffer, leaf.byteOffset, leaf.byteLength).includes(rotationMark);
}

/** Root over `[tile, end)` with these leaves, and the rows that they add to those held. */
function grown(
  tree: MirroredTree,
  { tile, start, end }: PackageBounds,
  next: number,
  leaves: readonly Uint8Array[],
): { readonly subtree: Uint8Array; readonly fresh: MirroredRow[] } {
  const digests = leaves.map(leafHash);
  let edge = tree.edge();
  const fresh: MirroredRow[] = [];
  for (const [at, leaf] of leaves.entries()) {
    const digest = digests[at];
    if (start + at >= next && digest !== undefined) {
      const nodes: Uint8Array[] = [];
      edge = extendEdge(edge, digest, (_level, _index, node) => nodes.push(node));
      fresh.push({ leaf, nodes: concatBytes(...nodes) });
    }
  }
  if (start < next) {
    // What is sent again may differ from what is held: it is hashed for itself.
    const before = Array.from({ length: start - tile }, (_, offset) => tree.hash(0, tile + offset));
    return {
      subtree: edgeRoot([...before, ...digests].reduce((part, digest) => extendEdge(part, digest), emptyEdge)),
      fresh,
    };
  }
  // What continues the tree has its nodes there: one of the tile's level when it is full, else those below.
  const whole = fresh.at(-1)?.nodes.subarray(32 * tileLevel, 32 * (tileLevel + 1));
  const isWhole = end - tile === packageEntries && whole?.byteLength === 32;
  return { subtree: isWhole ? whole : edgeRoot({ size: end - tile, full: edge.full.slice(0, tileLevel) }), fresh };
}

/** The note with the log's own signature lines only: foreign lines are not ours to pass on. */
function ownLines(note: string, origin: string): string {
  const { text, signatures } = parseNote(note);
  return `${text}\n${signatures
    .filter(({ name }) => name === origin)
    .map((line) => `${formatSignatureLine(line)}\n`)
    .join("")}`;
}

function cosignatureLines(note: string, name: string): string {
  return parseNote(note)
    .signatures.filter((line) => line.name === name)
    .map((line) => `${formatSignatureLine(line)}\n`)
    .join("");
}
