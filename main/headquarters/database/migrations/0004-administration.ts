/**
 * Reason: administration from the app. Orders lie here with the bytes that were signed, so that a
 * second administrator countersigns exactly those; authorisations keep their history, one row for each
 * change; what is sealed in an order's yield can be opened by its receiver only.
 */
export const administration = `
ALTER TABLE footage ADD COLUMN squad TEXT NOT NULL DEFAULT '';
UPDATE footage SET squad = COALESCE(json_extract(record, '$.squad'), '');

ALTER TABLE station ADD COLUMN floor TEXT NOT NULL DEFAULT '[]';
ALTER TABLE station ADD COLUMN shell TEXT;
ALTER TABLE station ADD COLUMN protections TEXT NOT NULL DEFAULT '[]';
ALTER TABLE station ADD COLUMN seen_at INTEGER;

CREATE TABLE administration_order (
  digest TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  nonce TEXT NOT NULL,
  ordered_at INTEGER NOT NULL,
  cms BLOB NOT NULL,
  content TEXT NOT NULL,
  state TEXT NOT NULL,
  second TEXT,
  second_cms BLOB,
  settled_at INTEGER,
  yield TEXT,
  UNIQUE (person, nonce)
) STRICT;
CREATE INDEX administration_order_by_time ON administration_order (ordered_at DESC);

CREATE TABLE countersignature (
  digest TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  nonce TEXT NOT NULL,
  UNIQUE (person, nonce)
) STRICT;

CREATE TABLE authorisation (
  change INTEGER PRIMARY KEY AUTOINCREMENT,
  person TEXT NOT NULL REFERENCES person (person),
  content TEXT,
  granted_by TEXT,
  granted_at INTEGER NOT NULL
) STRICT;
CREATE INDEX authorisation_by_person ON authorisation (person, change DESC);

CREATE TABLE revoked_certificate (
  serial TEXT PRIMARY KEY,
  certificate TEXT NOT NULL,
  person TEXT NOT NULL,
  revoked_at INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;

CREATE TABLE revocation_list (
  number INTEGER PRIMARY KEY,
  issued_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT;

CREATE TABLE outside_authority (
  certificate TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  issuer_pem TEXT NOT NULL,
  chain_pem TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  accepted_at INTEGER NOT NULL
) STRICT;

CREATE TABLE room (
  room TEXT PRIMARY KEY,
  zh TEXT NOT NULL,
  en TEXT NOT NULL,
  place TEXT NOT NULL
) STRICT;

CREATE TABLE enrolment (
  enrolment TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  asked_at INTEGER NOT NULL,
  address TEXT NOT NULL,
  content TEXT NOT NULL,
  state TEXT NOT NULL,
  answer TEXT
) STRICT;

CREATE TABLE key_backup (
  backup TEXT PRIMARY KEY,
  made_at INTEGER NOT NULL,
  threshold INTEGER NOT NULL,
  custodians TEXT NOT NULL
) STRICT;

CREATE TABLE key_rehearsal (
  rehearsal INTEGER PRIMARY KEY AUTOINCREMENT,
  backup TEXT NOT NULL,
  rehearsed_at INTEGER NOT NULL,
  person TEXT NOT NULL,
  shares INTEGER NOT NULL
) STRICT;
`;
