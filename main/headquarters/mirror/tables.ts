import type { Migration } from "../../storage/index.ts";

/** Tables of the mirror. What was cosigned is never changed or removed; only the head moves, and only forward. */
export const mirrorTables: readonly Migration[] = [
  {
    name: "mirrored logs",
    sql: `
CREATE TABLE mirror_entry(origin TEXT NOT NULL, seq INTEGER NOT NULL, leaf BLOB NOT NULL, PRIMARY KEY(origin, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE mirror_node(origin TEXT NOT NULL, level INTEGER NOT NULL, idx INTEGER NOT NULL, digest BLOB NOT NULL,
  PRIMARY KEY(origin, level, idx)) STRICT, WITHOUT ROWID;
CREATE TABLE mirror_pending(origin TEXT NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY(origin, size)) STRICT, WITHOUT ROWID;
CREATE TABLE mirror_head(origin TEXT PRIMARY KEY, size INTEGER NOT NULL, note TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE mirror_key(origin TEXT NOT NULL, epoch INTEGER NOT NULL, start INTEGER NOT NULL, public TEXT NOT NULL,
  PRIMARY KEY(origin, epoch)) STRICT, WITHOUT ROWID;
CREATE TABLE mirror_evidence(id INTEGER PRIMARY KEY, origin TEXT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,
  held TEXT NOT NULL, offered TEXT NOT NULL, request BLOB NOT NULL) STRICT;

CREATE TRIGGER mirror_entry_stays BEFORE UPDATE ON mirror_entry BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_entry_kept BEFORE DELETE ON mirror_entry BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_node_stays BEFORE UPDATE ON mirror_node BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_node_kept BEFORE DELETE ON mirror_node BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_key_stays BEFORE UPDATE ON mirror_key BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_key_kept BEFORE DELETE ON mirror_key BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_evidence_stays BEFORE UPDATE ON mirror_evidence BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_evidence_kept BEFORE DELETE ON mirror_evidence BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_head_forward BEFORE UPDATE ON mirror_head WHEN NEW.size <= OLD.size BEGIN SELECT RAISE(ABORT, 'a mirror never goes back'); END;
CREATE TRIGGER mirror_head_kept BEFORE DELETE ON mirror_head BEGIN SELECT RAISE(ABORT, 'append only'); END;
`,
  },
  {
    // Whether a receipt that a log speaks of was ever given; the head alone forgets. `first` is 1 where earlier
    // ones may have been given before they were kept.
    name: "receipts given",
    sql: `
CREATE TABLE mirror_given(origin TEXT NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL, first INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(origin, size)) STRICT, WITHOUT ROWID;
INSERT INTO mirror_given(origin, size, note, first) SELECT origin, size, note, 1 FROM mirror_head;
CREATE TRIGGER mirror_head_begins_given AFTER INSERT ON mirror_head
  BEGIN INSERT INTO mirror_given(origin, size, note) VALUES (NEW.origin, NEW.size, NEW.note); END;
CREATE TRIGGER mirror_head_given AFTER UPDATE ON mirror_head
  BEGIN INSERT INTO mirror_given(origin, size, note) VALUES (NEW.origin, NEW.size, NEW.note); END;
CREATE TRIGGER mirror_given_stays BEFORE UPDATE ON mirror_given BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_given_kept BEFORE DELETE ON mirror_given BEGIN SELECT RAISE(ABORT, 'append only'); END;
`,
  },
  {
    // As in a station's log: a leaf and the digests of the nodes it completes in one row, at the end of one table.
    name: "one row per entry",
    sql: `
CREATE TABLE mirror_line(origin INTEGER NOT NULL, seq INTEGER NOT NULL, leaf BLOB NOT NULL, nodes BLOB NOT NULL, UNIQUE(origin, seq)) STRICT;
CREATE TABLE mirror_origin(id INTEGER PRIMARY KEY, origin TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO mirror_origin(origin) SELECT DISTINCT origin FROM mirror_key ORDER BY origin;
WITH RECURSIVE step(level) AS (SELECT 0 UNION ALL SELECT level + 1 FROM step WHERE level < 52)
INSERT INTO mirror_line(origin, seq, leaf, nodes)
  SELECT id, seq, leaf,
    (SELECT coalesce(unhex(group_concat(hex(digest), '' ORDER BY node.level)), x'') FROM step JOIN mirror_node AS node
       ON node.origin = entry.origin AND node.level = step.level AND node.idx = ((entry.seq + 1) >> step.level) - 1
       WHERE (entry.seq + 1) % (1 << step.level) = 0)
  FROM mirror_entry AS entry JOIN mirror_origin USING (origin) ORDER BY id, seq;
DROP TABLE mirror_entry;
DROP TABLE mirror_node;

CREATE TRIGGER mirror_line_stays BEFORE UPDATE ON mirror_line BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_line_kept BEFORE DELETE ON mirror_line BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_origin_stays BEFORE UPDATE ON mirror_origin BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER mirror_origin_kept BEFORE DELETE ON mirror_origin BEGIN SELECT RAISE(ABORT, 'append only'); END;
`,
  },
];
