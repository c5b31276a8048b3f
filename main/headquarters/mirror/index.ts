import type { FastifyInstance, FastifyRequest } from "fastify";
import type { KeyObject } from "node:crypto";
import { base64 } from "../../formats/bytes.ts";
import { parseCheckpoint } from "../../formats/checkpoint.ts";
import { cosignatureTime } from "../../formats/log-receipt.ts";
import { emptyRoot, treeRoot } from "../../formats/merkle.ts";
import { noteSignatureType, parseNote, parseVerifierKey, verifierKey } from "../../formats/signed-note.ts";
import type { Sqlite } from "../../storage/index.ts";
import type { TravelReader } from "../../formats/travel-bundle.ts";
import { feedCarried, type CarriedOutcome } from "./carried.ts";
import { openDoor } from "./door.ts";
import { forkProofOf } from "./fork.ts";
import { MirrorRules } from "./mirror.ts";
import { openMirrorStore } from "./mirror-store.ts";
import { serveMirror } from "./routes.ts";

export type { CarriedOutcome } from "./carried.ts";

/** A log that this mirror keeps. */
export interface MirroredLog {
  readonly origin: string;
  /** C2SP verifier key of the log's first epoch, from its enrolment. */
  readonly verifierKey: string;
}

/** Who cosigns what the mirror holds; a key of its own, used for nothing else. */
export interface MirrorCosigner {
  readonly name: string;
  readonly privateKey: KeyObject;
  readonly publicKey: Uint8Array;
}

export interface Cosigned {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
  readonly time: Date;
}

export interface MirrorOptions {
  /** Headquarters' database; the mirror adds its own tables. */
  readonly store: Sqlite;
  readonly cosigner: MirrorCosigner;
  /** The log with this origin if it is enrolled. */
  logOf(origin: string): MirroredLog | null;
  /** Origin of the station whose device certificate the request carries; null when none. */
  stationOf(request: FastifyRequest): string | null;
  /** True when the caller may read this log: by default its own station only. */
  mayRead?(request: FastifyRequest, origin: string): boolean;
  now?(): Date;
  /** After a checkpoint has been cosigned and persisted. */
  onCosigned?(cosigned: Cosigned): void;
  /** After evidence of a fork or a broken rule has been stored. */
  onEvidence?(origin: string, kind: string): void;
}

export interface MirrorEvidence {
  readonly id: number;
  readonly kind: string;
  readonly at: Date;
  readonly held: string;
  readonly offered: string;
}

/** What headquarters knows about a mirrored log. */
export interface Mirror {
  /** C2SP verifier key of the cosigner, for the stations. */
  readonly verifierKey: string;
  /** Latest cosigned head; size 0 when none. */
  head(origin: string): { readonly size: number; readonly root: Uint8Array; readonly note: string | null };
  /** Root over the first `size` entries, of all that are held when there are fewer. */
  root(origin: string, size: number): Uint8Array;
  leaf(origin: string, index: number): Uint8Array | null;
  /** Exact leaf bytes of `[from, to)`, within what is cosigned. */
  leaves(origin: string, from: number, to: number): Uint8Array[];
  /** Whether this head was cosigned at this time; `null` when it was before such notes were kept. */
  hasCosigned(origin: string, size: number, root: string, time: Date): boolean | null;
  /**
   * Takes requests that came on a stick, by the rules of the line. May be repeated, in any order.
   *
   * @throws {TravelRefusal} when the file stops being readable; what was proved until then is kept.
   */
  feed(log: MirroredLog, carried: TravelReader, onProgress?: (done: number) => void): Promise<CarriedOutcome>;
  /** What proves that the log broke its promise: two checkpoints, both signed by it, that cannot both be true. */
  evidence(origin: string): readonly MirrorEvidence[];
  /** The evidence with this number as a file that verifies on its own; `null` when there is none or it proves no fork. */
  forkProof(evidence: number): Uint8Array | null;
}

/** Serves `/tlog/…` (C2SP tlog-witness, tlog-mirror and tlog-tiles) for the enrolled stations. */
export function registerMirror(fastify: FastifyInstance, options: MirrorOptions): Mirror {
  const store = openMirrorStore(options.store);
  const rules = new MirrorRules({
    store,
    cosigner: options.cosigner,
    now: () => options.now?.() ?? new Date(),
    onCosigned: (cosigned) => options.onCosigned?.(cosigned),
    onEvidence: (origin, kind) => options.onEvidence?.(origin, kind),
  });
  const key = verifierKey(options.cosigner.name, options.cosigner.publicKey, noteSignatureType.cosignature);
  const door = openDoor(rules);
  serveMirror(fastify, { rules, door, store, options });
  return {
    verifierKey: key,
    head: (origin) => {
      const head = store.tree(origin).head();
      return head === null
        ? { size: 0, root: emptyRoot, note: null }
        : { size: head.size, root: parseCheckpoint(parseNote(head.note).text).root, note: head.note };
    },
    root: (origin, size) => {
      const tree = store.tree(origin);
      return treeRoot(tree, Math.min(size, tree.head()?.size ?? 0));
    },
    leaf: (origin, index) => {
      const tree = store.tree(origin);
      return index < (tree.head()?.size ?? 0) ? tree.leaf(index) : null;
    },
    leaves: (origin, from, to) => {
      const tree = store.tree(origin);
      return tree.leaves(from, Math.min(to, tree.head()?.size ?? 0));
    },
    hasCosigned: (origin, size, root, time) => {
      const given = store.given(origin, size);
      if (typeof given === "string") {
        return given === "unknown" ? null : false;
      }
      const isRoot = base64(parseCheckpoint(parseNote(given.note).text).root) === root;
      return isRoot && cosignatureTime(given.note, parseVerifierKey(key))?.getTime() === time.getTime();
    },
    feed: (log, carried, onProgress) =>
      feedCarried(
        { door, log, tree: store.tree(log.origin), ...(onProgress === undefined ? {} : { onProgress }) },
        carried,
      ),
    forkProof: (id) => {
      for (const origin of store.origins()) {
        const evidence = store.evidence(origin).find((one) => one.id === id);
        if (evidence !== undefined) {
          return forkProofOf(store.tree(origin), origin, evidence);
        }
      }
      return null;
    },
    evidence: (origin) =>
      store.evidence(origin).map(({ id, kind, at, held, offered }) => ({ id, kind, at: new Date(at), held, offered })),
  };
}
