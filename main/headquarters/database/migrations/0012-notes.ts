/**
 * Reason: notes on pictures are signed at the stations and travel inside their logs. Headquarters keeps each revision
 * as it was signed, so that the other stations get it; it is never changed and never removed.
 */
export const notes = `
CREATE TABLE note_act (
  digest TEXT PRIMARY KEY,
  cms BLOB NOT NULL
) STRICT;
CREATE TRIGGER note_act_stays BEFORE DELETE ON note_act BEGIN SELECT RAISE(ABORT, 'a signature stays'); END;
CREATE TRIGGER note_act_is_kept BEFORE UPDATE ON note_act BEGIN SELECT RAISE(ABORT, 'a signature is not changed'); END;

CREATE TABLE note_revision (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  digest TEXT NOT NULL UNIQUE,
  note TEXT NOT NULL,
  asset TEXT NOT NULL,
  act TEXT NOT NULL REFERENCES note_act (digest),
  content TEXT NOT NULL
) STRICT;
CREATE INDEX note_revision_by_asset ON note_revision (asset, seq);
CREATE INDEX note_revision_by_note ON note_revision (note, seq);
CREATE TRIGGER note_revision_stays BEFORE DELETE ON note_revision BEGIN SELECT RAISE(ABORT, 'a revision stays'); END;
CREATE TRIGGER note_revision_is_kept BEFORE UPDATE ON note_revision
BEGIN SELECT RAISE(ABORT, 'a revision is not changed'); END;

CREATE TABLE note_mention (
  person TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (person, note)
) STRICT, WITHOUT ROWID;

CREATE TABLE note_cursor (
  origin TEXT PRIMARY KEY,
  size INTEGER NOT NULL
) STRICT;
`;
