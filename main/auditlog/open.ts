import type { AuditLog, LogOptions } from "./log.ts";

/** Creates a log in an empty or absent folder and writes its genesis. Refuses a folder that already holds one. */
export function createLog(folder: string, options: LogOptions): AuditLog {
  throw new Error(`not yet: ${folder} ${options.origin}`);
}

/**
 * Opens an existing log, begins a new boot and a new signing key.
 *
 * @throws {Breach} when the log contradicts itself or a receipt.
 */
export function openLog(folder: string, options: LogOptions): AuditLog {
  throw new Error(`not yet: ${folder} ${options.origin}`);
}
