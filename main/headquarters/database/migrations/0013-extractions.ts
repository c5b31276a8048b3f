/**
 * Reason: evidence is marked, consented to, cut, checked and handed on by signed acts. Each act lies here as it was signed
 * and stays; the key of the copy that headquarters keeps lies sealed beside its piece of evidence.
 */
export const extractions = `
CREATE TABLE extraction (
  extraction TEXT PRIMARY KEY,
  asset TEXT NOT NULL,
  year INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  state TEXT NOT NULL,
  marked_at INTEGER NOT NULL,
  record TEXT NOT NULL,
  clip_key BLOB,
  UNIQUE (year, seq)
) STRICT;
CREATE INDEX extraction_asset ON extraction (asset);

CREATE TABLE extraction_act (
  digest TEXT PRIMARY KEY,
  extraction TEXT NOT NULL REFERENCES extraction (extraction),
  person TEXT NOT NULL,
  nonce TEXT NOT NULL,
  acted_at INTEGER NOT NULL,
  cms BLOB NOT NULL,
  UNIQUE (person, nonce)
) STRICT;
CREATE TRIGGER extraction_act_stays BEFORE DELETE ON extraction_act BEGIN SELECT RAISE(ABORT, 'an act stays'); END;
CREATE TRIGGER extraction_act_is_kept BEFORE UPDATE ON extraction_act BEGIN SELECT RAISE(ABORT, 'an act is not changed'); END;

CREATE TABLE transfer_number (
  number TEXT PRIMARY KEY,
  year INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  extraction TEXT NOT NULL REFERENCES extraction (extraction),
  UNIQUE (year, seq)
) STRICT;
`;
