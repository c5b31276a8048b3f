/**
 * Reason: the first tables. What the log of headquarters says in order, these say by subject, so
 * that a question is one query. No key and no footage lies here in the clear (rule R3): `asset_key`
 * holds blobs sealed by custody.
 */
export const start = `
CREATE TABLE person (
  person TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  record TEXT NOT NULL,
  roles TEXT NOT NULL,
  outside INTEGER NOT NULL DEFAULT 0,
  certificate TEXT UNIQUE,
  certificate_pem TEXT,
  revoked INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE station (
  station TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  room TEXT NOT NULL,
  certificate TEXT NOT NULL UNIQUE,
  kem_public_key TEXT NOT NULL,
  log_origin TEXT NOT NULL UNIQUE,
  log_verifier_key TEXT NOT NULL,
  enrolled_at TEXT NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE session (
  digest TEXT PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (person),
  station TEXT NOT NULL REFERENCES station (station),
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE footage (
  asset TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  unit TEXT NOT NULL,
  device TEXT NOT NULL,
  case_no TEXT NOT NULL,
  secrecy TEXT NOT NULL,
  volume TEXT NOT NULL,
  recorded_from INTEGER NOT NULL,
  recorded_to INTEGER NOT NULL,
  words TEXT NOT NULL,
  record TEXT NOT NULL,
  package_file TEXT NOT NULL,
  tree_depth INTEGER NOT NULL,
  segments TEXT NOT NULL
) STRICT;
CREATE INDEX footage_by_time ON footage (recorded_from DESC, asset);
CREATE INDEX footage_by_case ON footage (case_no);

CREATE TABLE footage_wearer (
  asset TEXT NOT NULL REFERENCES footage (asset),
  person TEXT NOT NULL,
  PRIMARY KEY (asset, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX footage_wearer_by_person ON footage_wearer (person);

CREATE TABLE asset_key (
  asset TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT;

CREATE TABLE request (
  request TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  year INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  person TEXT NOT NULL REFERENCES person (person),
  station TEXT NOT NULL REFERENCES station (station),
  state TEXT NOT NULL,
  filed_at INTEGER NOT NULL,
  nonce TEXT NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  cms BLOB NOT NULL,
  form TEXT NOT NULL,
  checks TEXT NOT NULL,
  grant_id TEXT,
  UNIQUE (year, seq),
  UNIQUE (person, nonce)
) STRICT;

CREATE TABLE request_asset (
  request TEXT NOT NULL REFERENCES request (request),
  asset TEXT NOT NULL REFERENCES footage (asset),
  PRIMARY KEY (request, asset)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_asset_by_asset ON request_asset (asset);

CREATE TABLE decision (
  digest TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES request (request),
  person TEXT NOT NULL REFERENCES person (person),
  decided_at INTEGER NOT NULL,
  cms BLOB NOT NULL,
  form TEXT NOT NULL
) STRICT;
CREATE INDEX decision_by_request ON decision (request);

CREATE TABLE access_grant (
  grant_id TEXT PRIMARY KEY,
  request TEXT NOT NULL UNIQUE REFERENCES request (request),
  station TEXT NOT NULL REFERENCES station (station),
  entry INTEGER NOT NULL,
  not_after INTEGER NOT NULL,
  file TEXT NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE grant_asset (
  grant_id TEXT NOT NULL REFERENCES access_grant (grant_id),
  asset TEXT NOT NULL REFERENCES footage (asset),
  PRIMARY KEY (grant_id, asset)
) STRICT, WITHOUT ROWID;
CREATE INDEX grant_asset_by_asset ON grant_asset (asset);

CREATE TABLE outbox (
  cursor INTEGER PRIMARY KEY AUTOINCREMENT,
  station TEXT NOT NULL REFERENCES station (station),
  kind TEXT NOT NULL,
  file TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_by_station ON outbox (station, cursor);

CREATE TABLE acknowledgement (
  station TEXT PRIMARY KEY REFERENCES station (station),
  cursor INTEGER NOT NULL,
  size INTEGER NOT NULL
) STRICT;
`;
