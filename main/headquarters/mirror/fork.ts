import { equalBytes } from "../../formats/bytes.ts";
import { openCheckpoint, type Checkpoint } from "../../formats/checkpoint.ts";
import { encodeForkProof, forkPrefix, type ForkProof } from "../../formats/fork-proof.ts";
import { FormatError } from "../../formats/format-error.ts";
import { consistencyProofFrom, treeRoot } from "../../formats/merkle.ts";
import { formatNote, parseNote, parseVerifierKey, verifierKey } from "../../formats/signed-note.ts";
import type { Evidence, MirroredTree } from "./mirror-store.ts";

type SignedHead = ForkProof["held"] & { readonly checkpoint: Checkpoint };

/**
 * Makes the transferable proof of a fork out of stored evidence (research note C.3, I8).
 *
 * Two heads of one size with different roots prove it by themselves. For another size the proof shows what the mirrored
 * leaves give at the size that was offered; no leaf is in it, so it may be handed to anybody.
 *
 * @returns `null` when the evidence does not prove a fork: a missing proof alone proves nothing.
 */
export function forkProofOf(tree: MirroredTree, origin: string, { held, offered }: Evidence): Uint8Array | null {
  const contradicting = signedHead(tree, origin, offered);
  if (contradicting === null) {
    return null;
  }
  const candidates = [held, tree.head()?.note ?? ""].flatMap((note) => signedHead(tree, origin, note) ?? []);
  for (const candidate of candidates) {
    const proof = proofBetween(tree, origin, candidate, contradicting);
    if (proof !== null) {
      return encodeForkProof(proof);
    }
  }
  return null;
}

function proofBetween(tree: MirroredTree, origin: string, held: SignedHead, offered: SignedHead): ForkProof | null {
  const { size, root } = offered.checkpoint;
  const common = { v: 1, t: "log.fork", origin, held: plain(held), offered: plain(offered) } as const;
  if (held.checkpoint.size === size) {
    return equalBytes(held.checkpoint.root, root) ? null : common;
  }
  const isMirrored = held.checkpoint.size <= tree.next() && size < held.checkpoint.size && size > 0;
  if (!isMirrored || equalBytes(treeRoot(tree, size), root)) {
    return null;
  }
  const proof = consistencyProofFrom(tree, size, held.checkpoint.size);
  return { ...common, prefix: forkPrefix(treeRoot(tree, size), proof) };
}

function plain({ note, key, epoch }: SignedHead): ForkProof["held"] {
  return { note, key, epoch };
}

/** The note with the one signature that counts, and the key of its epoch; `null` when it has none. */
function signedHead(tree: MirroredTree, origin: string, note: string): SignedHead | null {
  try {
    const { text, signatures } = parseNote(note);
    for (const { epoch, publicKey } of tree.keys()) {
      const key = verifierKey(origin, publicKey);
      const own = signatures.filter(({ name }) => name === origin);
      const opened = own.map((line) => formatNote(text, [line])).find((one) => isOpened(one, key));
      if (opened !== undefined) {
        const checkpoint = openCheckpoint(opened, parseVerifierKey(key));
        return checkpoint === null ? null : { note: opened, key, epoch, checkpoint };
      }
    }
    return null;
  } catch (error) {
    if (error instanceof FormatError) {
      return null;
    }
    throw error;
  }
}

function isOpened(note: string, key: string): boolean {
  try {
    return openCheckpoint(note, parseVerifierKey(key)) !== null;
  } catch (error) {
    if (error instanceof FormatError) {
      return false;
    }
    throw error;
  }
}
