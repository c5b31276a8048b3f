/**
 * Reason: what is kept, held and destroyed. Each act lies here with the bytes that were signed; records are JSON, because
 * a form is read and printed whole. How long a recording is kept is worked out from the pack and never stored.
 */
export const retention = `
CREATE TABLE retention_act (
  digest TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  nonce TEXT NOT NULL,
  acted_at INTEGER NOT NULL,
  cms BLOB NOT NULL,
  UNIQUE (person, nonce)
) STRICT;

CREATE TABLE retention_asset (
  asset TEXT PRIMARY KEY REFERENCES footage (asset),
  facts TEXT NOT NULL,
  steps TEXT NOT NULL
) STRICT;

CREATE TABLE hold (
  hold TEXT PRIMARY KEY,
  asset TEXT NOT NULL REFERENCES footage (asset),
  state TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX hold_by_asset ON hold (asset, state);

CREATE TABLE destruction (
  list TEXT PRIMARY KEY,
  year INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  state TEXT NOT NULL,
  drawn_at INTEGER NOT NULL,
  record TEXT NOT NULL,
  UNIQUE (year, seq)
) STRICT;

CREATE TABLE destruction_asset (
  list TEXT NOT NULL REFERENCES destruction (list),
  asset TEXT NOT NULL REFERENCES footage (asset),
  statement TEXT,
  PRIMARY KEY (list, asset)
) STRICT, WITHOUT ROWID;
CREATE INDEX destruction_asset_by_asset ON destruction_asset (asset);

CREATE TABLE retention_cursor (origin TEXT PRIMARY KEY, size INTEGER NOT NULL) STRICT;
`;
