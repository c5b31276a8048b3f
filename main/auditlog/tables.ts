import type { Migration } from "../storage/index.ts";

/** Tables of one log. The triggers stop bugs, not attackers; attackers are stopped by signatures and receipts. */
export const logTables: readonly Migration[] = [
  {
    name: "signed log",
    sql: `
CREATE TABLE entry(seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL) STRICT;
CREATE TABLE checkpoint(size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;
CREATE TABLE node(level INTEGER NOT NULL, idx INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY(level, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE receipt(id INTEGER PRIMARY KEY, size INTEGER NOT NULL, signer TEXT NOT NULL, time TEXT NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE signing_key(epoch INTEGER PRIMARY KEY, start INTEGER NOT NULL, public BLOB NOT NULL, private BLOB,
  store TEXT NOT NULL CHECK(store IN ('platform', 'file'))) STRICT;
CREATE TABLE seal(id INTEGER PRIMARY KEY CHECK(id = 1), size INTEGER NOT NULL, key BLOB NOT NULL, aggregate BLOB NOT NULL) STRICT;
CREATE TABLE ending(id INTEGER PRIMARY KEY CHECK(id = 1), clean INTEGER NOT NULL) STRICT;

CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER entry_next BEFORE INSERT ON entry WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM entry)
  BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER checkpoint_stays BEFORE UPDATE ON checkpoint BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER checkpoint_kept BEFORE DELETE ON checkpoint BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER node_stays BEFORE UPDATE ON node BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER node_kept BEFORE DELETE ON node BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER receipt_stays BEFORE UPDATE ON receipt BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER receipt_kept BEFORE DELETE ON receipt BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER key_only_erased BEFORE UPDATE ON signing_key
  WHEN NEW.private IS NOT NULL OR NEW.public <> OLD.public OR NEW.start <> OLD.start OR NEW.epoch <> OLD.epoch
  BEGIN SELECT RAISE(ABORT, 'a signing key is only ever erased'); END;
CREATE TRIGGER key_kept BEFORE DELETE ON signing_key BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER seal_forward BEFORE UPDATE ON seal WHEN NEW.size <= OLD.size BEGIN SELECT RAISE(ABORT, 'a seal only advances'); END;
CREATE TRIGGER seal_kept BEFORE DELETE ON seal BEGIN SELECT RAISE(ABORT, 'append only'); END;
`,
  },
  {
    // Everything that a commit adds to the tree lies beside its leaf: one page to write instead of three.
    name: "one row per entry",
    sql: `
CREATE TABLE line(seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL, nodes BLOB NOT NULL, note TEXT) STRICT;
WITH RECURSIVE step(level) AS (SELECT 0 UNION ALL SELECT level + 1 FROM step WHERE level < 52)
INSERT INTO line(seq, leaf, nodes, note)
  SELECT seq, leaf,
    (SELECT coalesce(unhex(group_concat(hex(digest), '' ORDER BY node.level)), x'') FROM step JOIN node
       ON node.level = step.level AND node.idx = ((entry.seq + 1) >> step.level) - 1
       WHERE (entry.seq + 1) % (1 << step.level) = 0),
    (SELECT note FROM checkpoint WHERE size = entry.seq + 1)
  FROM entry ORDER BY seq;
DROP TABLE entry;
DROP TABLE checkpoint;
DROP TABLE node;
ALTER TABLE line RENAME TO entry;

CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER entry_kept BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER entry_next BEFORE INSERT ON entry WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM entry)
  BEGIN SELECT RAISE(ABORT, 'append only'); END;
`,
  },
];
