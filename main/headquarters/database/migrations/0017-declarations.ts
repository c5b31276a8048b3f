/**
 * Reason: that a camera was not used (form F15) and that recordings are handed in late (form F19) are signed acts, and so is
 * the leader's word on each. They lie here as they were signed and stay; a declaration is decided once.
 */
export const declarations = `
CREATE TABLE declaration (
  declaration TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  number TEXT NOT NULL UNIQUE,
  year INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  person TEXT NOT NULL,
  device TEXT NOT NULL,
  filed_at INTEGER NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  cms BLOB NOT NULL,
  form TEXT NOT NULL,
  UNIQUE (kind, year, seq)
) STRICT;
CREATE INDEX declaration_of_device ON declaration (device);
CREATE TRIGGER declaration_stays BEFORE DELETE ON declaration BEGIN SELECT RAISE(ABORT, 'a declaration stays'); END;
CREATE TRIGGER declaration_is_kept BEFORE UPDATE ON declaration BEGIN SELECT RAISE(ABORT, 'a declaration is not changed'); END;

CREATE TABLE declaration_decision (
  declaration TEXT PRIMARY KEY REFERENCES declaration (declaration),
  digest TEXT NOT NULL UNIQUE,
  person TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  cms BLOB NOT NULL,
  form TEXT NOT NULL
) STRICT;
CREATE TRIGGER declaration_decision_stays BEFORE DELETE ON declaration_decision BEGIN SELECT RAISE(ABORT, 'a decision stays'); END;
CREATE TRIGGER declaration_decision_is_kept BEFORE UPDATE ON declaration_decision BEGIN SELECT RAISE(ABORT, 'a decision is not changed'); END;
`;
