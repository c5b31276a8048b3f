/**
 * Reason: a standing order (常备调阅令) is approved ahead, and each viewing under it is granted without a decision of its own.
 * So what may never be exceeded is held by the tables themselves: every viewing bears its own number among all and among
 * those of its day, no number is given twice, none lies above what was approved, and none is ever taken back.
 */
export const standingOrders = `
CREATE TABLE standing_order (
  standing_order TEXT PRIMARY KEY,
  number TEXT NOT NULL UNIQUE,
  year INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  person TEXT NOT NULL,
  nonce TEXT NOT NULL,
  proposed_at INTEGER NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  cms BLOB NOT NULL,
  form TEXT NOT NULL,
  per_day INTEGER NOT NULL,
  total INTEGER NOT NULL,
  UNIQUE (person, nonce)
) STRICT;
CREATE TRIGGER standing_order_stays BEFORE DELETE ON standing_order
BEGIN SELECT RAISE(ABORT, 'a standing order stays'); END;
CREATE TRIGGER standing_order_is_kept BEFORE UPDATE ON standing_order
BEGIN SELECT RAISE(ABORT, 'a standing order is not changed'); END;

CREATE TABLE standing_step (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  standing_order TEXT NOT NULL REFERENCES standing_order (standing_order),
  what TEXT NOT NULL CHECK (what IN ('approve', 'refuse', 'withdraw')),
  person TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  digest TEXT NOT NULL UNIQUE,
  cms BLOB NOT NULL,
  content TEXT NOT NULL,
  UNIQUE (standing_order, what)
) STRICT;
CREATE TRIGGER standing_step_stays BEFORE DELETE ON standing_step
BEGIN SELECT RAISE(ABORT, 'a step of a standing order stays'); END;

CREATE TABLE standing_use (
  standing_order TEXT NOT NULL REFERENCES standing_order (standing_order),
  use INTEGER NOT NULL CHECK (use >= 1),
  day TEXT NOT NULL,
  of_day INTEGER NOT NULL CHECK (of_day >= 1),
  request TEXT NOT NULL UNIQUE,
  asset TEXT NOT NULL,
  person TEXT NOT NULL,
  taken_at INTEGER NOT NULL,
  PRIMARY KEY (standing_order, use),
  UNIQUE (standing_order, day, of_day)
) STRICT;
CREATE TRIGGER standing_use_stays BEFORE DELETE ON standing_use
BEGIN SELECT RAISE(ABORT, 'a viewing stays counted'); END;
CREATE TRIGGER standing_use_is_kept BEFORE UPDATE ON standing_use
BEGIN SELECT RAISE(ABORT, 'a viewing stays counted'); END;
CREATE TRIGGER standing_use_within BEFORE INSERT ON standing_use
WHEN NOT EXISTS (
  SELECT 1 FROM standing_order WHERE standing_order = NEW.standing_order AND NEW.use <= total AND NEW.of_day <= per_day
) OR NOT EXISTS (SELECT 1 FROM standing_step WHERE standing_order = NEW.standing_order AND what = 'approve')
BEGIN SELECT RAISE(ABORT, 'more viewings than were approved'); END;
`;
