import type { SyncState } from "../../shared/model/evidence.ts";
import type { AuditLog } from "../auditlog/index.ts";
import type { TechnicalLog } from "../diagnostics/index.ts";
import type { Transport } from "./transport.ts";

/** One thing headquarters has issued for this station. */
export interface OutboxItem {
  readonly cursor: number;
  readonly kind: "grant" | "revocation";
  readonly file: string;
}

/** Where items from headquarters go, and how far we have come. */
export interface Outbox {
  /** Cursor of the last item taken; 0 when none. Read at start. */
  readonly after: number;
  /** Takes one item; its log entry is durable on return. Must not mind seeing an item twice. */
  onItem(item: OutboxItem): void | Promise<void>;
  /** Keeps the cursor so that a restart need not fetch everything again; losing it does no harm. */
  keep(cursor: number): void;
}

export interface SyncOptions {
  readonly log: AuditLog;
  readonly transport: Transport;
  /** C2SP verifier key of headquarters' mirror (cosignature/v1, type 0x04). */
  readonly mirrorKey: string;
  readonly outbox?: Outbox;
  readonly diagnostics?: TechnicalLog;
  /** Waiting between rounds; tests shorten it. Defaults: 60 s idle, 5 s … 15 min after failures. */
  readonly pace?: { readonly idleMs: number; readonly firstRetryMs: number; readonly longestRetryMs: number };
}

export interface Sync {
  state(): SyncState;
  /** Begins a round at once, or joins the one under way; resolves when it is over, whatever came of it. */
  now(): Promise<SyncState>;
  onChange(listener: (state: SyncState) => void): () => void;
  /** Stops for good; a round under way is abandoned, which is always safe. */
  close(): Promise<void>;
}

/** Begins carrying the log to headquarters and grants back. */
export function startSync(options: SyncOptions): Sync {
  throw new Error(`not yet: ${options.log.origin}`);
}
