import type { FastifyInstance, FastifyRequest } from "fastify";
import type { KeyObject } from "node:crypto";
import type { Sqlite } from "../../storage/index.ts";

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

/** What headquarters knows about a mirrored log. */
export interface Mirror {
  /** C2SP verifier key of the cosigner, for the stations. */
  readonly verifierKey: string;
  /** Latest cosigned head; size 0 when none. */
  head(origin: string): { readonly size: number; readonly root: Uint8Array; readonly note: string | null };
  leaf(origin: string, index: number): Uint8Array | null;
  evidence(origin: string): readonly { readonly id: number; readonly kind: string; readonly at: Date }[];
}

/** Serves `/tlog/…` (C2SP tlog-mirror) for the enrolled stations. */
export function registerMirror(fastify: FastifyInstance, options: MirrorOptions): Mirror {
  throw new Error(`not yet: ${fastify.prefix} ${options.cosigner.name}`);
}
