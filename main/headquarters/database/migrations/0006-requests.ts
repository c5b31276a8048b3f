/**
 * Reason: requests with several steps. A decision has its place in the chain and names the exact form it was on, since
 * a returned request is filed anew; everything else that happens to a request is a signed row of its own. Papers lie
 * sealed under custody, found by the digest that the signed form names.
 */
export const requests = `
ALTER TABLE decision ADD COLUMN request_digest TEXT NOT NULL DEFAULT '';
UPDATE decision SET request_digest = (SELECT digest FROM request WHERE request.request = decision.request);
ALTER TABLE decision ADD COLUMN step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE decision ADD COLUMN deputy_for TEXT;
ALTER TABLE decision ADD COLUMN delegation TEXT;
ALTER TABLE decision ADD COLUMN entry INTEGER;

ALTER TABLE request ADD COLUMN first_filed_at INTEGER;

CREATE TABLE request_step (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  request TEXT NOT NULL REFERENCES request (request),
  request_digest TEXT NOT NULL,
  what TEXT NOT NULL,
  at INTEGER NOT NULL,
  entry INTEGER NOT NULL,
  person TEXT,
  digest TEXT,
  nonce TEXT,
  cms BLOB,
  content TEXT NOT NULL,
  UNIQUE (person, nonce)
) STRICT;
CREATE INDEX request_step_by_request ON request_step (request, seq);

CREATE TABLE delegation (
  digest TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  nonce TEXT NOT NULL,
  deputy TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  reason TEXT NOT NULL,
  cms BLOB NOT NULL,
  ended_at INTEGER,
  UNIQUE (person, nonce)
) STRICT;

CREATE TABLE attachment (
  digest TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  pages INTEGER NOT NULL,
  added_at INTEGER NOT NULL,
  sealed BLOB NOT NULL
) STRICT;
`;
