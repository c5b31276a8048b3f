export { LogEnded } from "./ended.ts";
export { isDurableLease, type DurableLease } from "./lease.ts";
export { detailsOf, proveEntry } from "./entry-proof.ts";
export type {
  AppendedEntry,
  AuditLog,
  ContinuedHead,
  LogClock,
  LogKeyStore,
  LogOptions,
  Receipt,
  VerifyOptions,
} from "./log.ts";
export { createLog, exportAtRest, logExists, openLog } from "./open.ts";
export { createLogReader, rowOf, type LogReader } from "./reader.ts";
export { headAtRest, rehydrate, sizeAtRest, type MirroredTail } from "./rehydrate.ts";
export { createVerifier, type Verifier } from "./verifier.ts";
export { bundleExitCode, bundleWords, ruleWords } from "./words.ts";
