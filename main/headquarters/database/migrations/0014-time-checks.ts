/** Reason: a verdict on the times of a recording (O-63) is a signed act; it lies here as it was signed and stays. */
export const timeChecks = `
CREATE TABLE time_check (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  digest TEXT NOT NULL UNIQUE,
  asset TEXT NOT NULL,
  person TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  cms BLOB NOT NULL,
  form TEXT NOT NULL
) STRICT;
CREATE INDEX time_check_of_asset ON time_check (asset);
CREATE TRIGGER time_check_stays BEFORE DELETE ON time_check BEGIN SELECT RAISE(ABORT, 'a verdict stays'); END;
CREATE TRIGGER time_check_is_kept BEFORE UPDATE ON time_check BEGIN SELECT RAISE(ABORT, 'a verdict is not changed'); END;
`;
