/**
 * Reason: an authority's law changes, and what was decided under an older pack must stay explicable. Each pack that
 * headquarters adopted lies here as the exact bytes that were signed, with the signature; the latest is in force.
 */
export const policy = `
CREATE TABLE policy (
  seq INTEGER PRIMARY KEY,
  pack TEXT NOT NULL,
  version INTEGER NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  signature BLOB NOT NULL,
  adopted_at INTEGER NOT NULL
) STRICT;
CREATE TRIGGER policy_is_kept BEFORE UPDATE ON policy BEGIN SELECT RAISE(ABORT, 'an adopted pack is not changed'); END;
CREATE TRIGGER policy_stays BEFORE DELETE ON policy BEGIN SELECT RAISE(ABORT, 'an adopted pack is not removed'); END;
`;
