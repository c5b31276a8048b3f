export { isDurableLease, type DurableLease } from "./lease.ts";
export type { AppendedEntry, AuditLog, LogClock, LogKeyStore, LogOptions, Receipt, VerifyOptions } from "./log.ts";
export { createLog, logExists, openLog } from "./open.ts";
export { bundleExitCode, bundleWords, ruleWords } from "./words.ts";
