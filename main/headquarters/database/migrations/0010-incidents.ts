/**
 * Reason: an incident (form F20) is a signed act at headquarters, and so is everything that is done about it. Each lies
 * here as it was signed and is never removed.
 */
export const incidents = `
CREATE TABLE incident (
  incident TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  year INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  person TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  cms BLOB NOT NULL,
  form TEXT NOT NULL
) STRICT;
CREATE TRIGGER incident_stays BEFORE DELETE ON incident BEGIN SELECT RAISE(ABORT, 'an incident stays'); END;
CREATE TRIGGER incident_is_kept BEFORE UPDATE ON incident BEGIN SELECT RAISE(ABORT, 'an incident is not changed'); END;

CREATE TABLE incident_step (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  digest TEXT NOT NULL UNIQUE,
  incident TEXT NOT NULL REFERENCES incident (incident),
  person TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  cms BLOB NOT NULL,
  form TEXT NOT NULL
) STRICT;
CREATE TRIGGER incident_step_stays BEFORE DELETE ON incident_step BEGIN SELECT RAISE(ABORT, 'a step stays'); END;
`;
