export { openTransport, TransportError, type Answer, type Transport, type TransportOptions } from "./transport.ts";
export type { Outbox, OutboxItem } from "./outbox.ts";
export { startSync, type Sync, type SyncOptions, type SyncPace } from "./sync.ts";
