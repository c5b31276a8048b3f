export { openTransport, type Answer, type Transport, type TransportOptions } from "./transport.ts";
export { startSync, type Outbox, type OutboxItem, type Sync, type SyncOptions } from "./sync.ts";
