/**
 * Reason: an authority changes its law without stopping headquarters. What a legal officer signed waits here, as the exact
 * bytes that were signed, for the administrator who sets its day; what was signed never changes.
 */
export const policyOffers = `
CREATE TABLE policy_offer (
  digest TEXT PRIMARY KEY,
  pack TEXT NOT NULL,
  version INTEGER NOT NULL,
  text TEXT NOT NULL,
  signature BLOB NOT NULL,
  signed_by TEXT NOT NULL,
  signed_at INTEGER NOT NULL,
  offered_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  starts_on TEXT,
  starts_at INTEGER,
  activated_by TEXT,
  refusal TEXT
) STRICT;
CREATE TRIGGER policy_offer_is_kept BEFORE UPDATE OF digest, pack, version, text, signature, signed_by, signed_at ON policy_offer
BEGIN SELECT RAISE(ABORT, 'a signed pack is not changed'); END;
CREATE TRIGGER policy_offer_stays BEFORE DELETE ON policy_offer BEGIN SELECT RAISE(ABORT, 'a signed pack is not removed'); END;
`;
