/**
 * Reason: a station whose log has ended goes on under another one. What it asked with lies here until administrators
 * have signed; the log before keeps its first key, so that what was mirrored of it can be read and verified for good.
 */
export const newLogs = `
CREATE TABLE new_log (
  origin TEXT PRIMARY KEY,
  station TEXT NOT NULL REFERENCES station (station),
  verifier_key TEXT NOT NULL,
  continues TEXT NOT NULL,
  ending TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  asked_by TEXT NOT NULL,
  cms BLOB NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL,
  note TEXT
) STRICT;

CREATE TABLE former_log (
  origin TEXT PRIMARY KEY,
  station TEXT NOT NULL REFERENCES station (station),
  verifier_key TEXT NOT NULL,
  ended_at INTEGER NOT NULL,
  size INTEGER NOT NULL,
  root TEXT NOT NULL
) STRICT;
CREATE TRIGGER former_log_stays BEFORE UPDATE ON former_log BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER former_log_kept BEFORE DELETE ON former_log BEGIN SELECT RAISE(ABORT, 'append only'); END;
`;
