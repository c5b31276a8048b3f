/**
 * Reason: when two persons lift what an approver withheld, a request gets a second grant that takes the place of the first;
 * so a request may have several. SQLite takes a UNIQUE off a table only with the table, and the tables that point to it with it.
 */
export const replacedGrants = `
CREATE TABLE access_grant_next (
  grant_id TEXT PRIMARY KEY,
  request TEXT NOT NULL REFERENCES request (request),
  station TEXT NOT NULL REFERENCES station (station),
  entry INTEGER NOT NULL,
  not_after INTEGER NOT NULL,
  file TEXT NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO access_grant_next SELECT grant_id, request, station, entry, not_after, file, revoked FROM access_grant;

CREATE TABLE grant_asset_next (
  grant_id TEXT NOT NULL REFERENCES access_grant_next (grant_id),
  asset TEXT NOT NULL REFERENCES footage (asset),
  PRIMARY KEY (grant_id, asset)
) STRICT, WITHOUT ROWID;
INSERT INTO grant_asset_next SELECT grant_id, asset FROM grant_asset;
DROP TABLE grant_asset;
CREATE TABLE monitor_grant_next (
  grant_id TEXT NOT NULL REFERENCES access_grant_next (grant_id),
  origin TEXT NOT NULL,
  imported INTEGER,
  used INTEGER,
  rejected INTEGER,
  revoked INTEGER,
  sittings TEXT NOT NULL,
  PRIMARY KEY (grant_id)
) STRICT, WITHOUT ROWID;
INSERT INTO monitor_grant_next
  SELECT grant_id, origin, imported, used, rejected, revoked, sittings FROM monitor_grant;
DROP TABLE monitor_grant;

DROP TABLE access_grant;
ALTER TABLE access_grant_next RENAME TO access_grant;
ALTER TABLE grant_asset_next RENAME TO grant_asset;
ALTER TABLE monitor_grant_next RENAME TO monitor_grant;
CREATE INDEX access_grant_by_request ON access_grant (request);
CREATE INDEX grant_asset_by_asset ON grant_asset (asset);
`;
