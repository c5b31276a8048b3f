export { takeAnswer, type AnswerBundle, type AnswerTaken } from "./bundle-in.ts";
export { writeOutward, type OutwardBundle, type OutwardWritten } from "./bundle-out.ts";
export { openTransport, TransportError, type Answer, type Transport, type TransportOptions } from "./transport.ts";
export { createOfflineLimits, type OfflineLimits } from "./offline-limit.ts";
export type { Outbox, OutboxItem } from "./outbox.ts";
export { startSync, type Sync, type SyncOptions, type SyncPace } from "./sync.ts";
export { fetchHead, fetchTail, type FetchedTail, type TailRequest } from "./tail.ts";
