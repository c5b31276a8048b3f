/**
 * Reason: what the monitor finds in the stations' logs lies beside how far it has read, so that one transaction
 * moves both and a restart neither misses a line nor tells of it twice. A finding is never removed; a person
 * settles it with a reason.
 *
 * Persons revoked before this migration count as revoked at its time: earlier entries of theirs were lawful.
 */
export const findings = `
CREATE TABLE finding (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  origin TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT,
  grant_id TEXT,
  entries TEXT NOT NULL,
  count INTEGER NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'open',
  settled_by TEXT,
  settled_at INTEGER,
  reason TEXT,
  settlement BLOB
) STRICT;
CREATE INDEX finding_by_subject ON finding (origin, kind, subject, id);
CREATE INDEX finding_by_state ON finding (state, id);
CREATE TRIGGER finding_kept BEFORE DELETE ON finding BEGIN SELECT RAISE(ABORT, 'a finding stays'); END;

CREATE TABLE finding_person (
  finding INTEGER NOT NULL REFERENCES finding (id),
  person TEXT NOT NULL,
  PRIMARY KEY (finding, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE monitor_cursor (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL,
  state TEXT NOT NULL,
  seal BLOB,
  evidence INTEGER NOT NULL
) STRICT;

CREATE TABLE monitor_grant (
  grant_id TEXT NOT NULL REFERENCES access_grant (grant_id),
  origin TEXT NOT NULL,
  imported INTEGER,
  used INTEGER,
  rejected INTEGER,
  revoked INTEGER,
  sittings TEXT NOT NULL,
  PRIMARY KEY (grant_id)
) STRICT, WITHOUT ROWID;

ALTER TABLE person ADD COLUMN revoked_at INTEGER;
UPDATE person SET revoked_at = unixepoch() * 1000 WHERE revoked = 1;
`;
