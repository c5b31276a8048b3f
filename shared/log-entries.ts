/**
 * The closed lists of the signed log. No schemas here, so that a screen can walk a list and the
 * compiler sees when a type of entry has no words.
 */

/** Every type of entry, in the order of `entryBodies` in main/formats/log-entry.ts, which the compiler holds to it. */
export const entryTypes = [
  "genesis",
  "boot",
  "clock",
  "key.rotate",
  "heartbeat",
  "recovery",
  "hq.receipt",
  "config",
  "session.open",
  "session.close",
  "session.refuse",
  "request.file",
  "request.decide",
  "grant.import",
  "grant.reject",
  "room.prepare",
  "room.checkIn",
  "room.checkOut",
  "room.confirm",
  "room.notice",
  "key.open",
  "view.intent",
  "view.lease",
  "view.shown",
  "view.stop",
  "view.end",
  "view.receipt",
  "mark.add",
  "refuse",
  "export.try",
  "bundle.export",
  "bundle.import",
  "verify.pass",
  "verify.fail",
  "seal.state",
  "lease.low",
  "migrate",
  "hq.config",
  "hq.enrol",
  "hq.person",
  "hq.ingest",
  "hq.custody",
  "hq.request",
  "hq.decision",
  "hq.release",
  "hq.revoke",
  "hq.policy",
  "hq.cosign",
  "hq.refuse",
  "hq.evidence",
  "hq.admin",
  "hq.bundle",
] as const;
export type EntryTypeName = (typeof entryTypes)[number];

/** Who may read the log line by line; everybody else sees what concerns them in the registers. */
export const logReaderRoles = ["compliance", "administrator", "roomSupervisor"] as const;
