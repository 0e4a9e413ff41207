-- What a tuning is: a search of ours, a re-measurement of what somebody else's log claims, or one whose candidates are
-- handed out to be measured outside. And who asked for it, so that the queue can be fair.
ALTER TABLE tunings ADD COLUMN kind TEXT NOT NULL DEFAULT 'search' CHECK (kind IN ('search', 'remeasure', 'outside'));
ALTER TABLE tunings ADD COLUMN client TEXT NOT NULL DEFAULT '';
CREATE INDEX tunings_by_client ON tunings (client, started_at);

-- Many workloads asked for at once; the key is the client's, to make its POST repeatable.
CREATE TABLE batches (
  number     INTEGER PRIMARY KEY AUTOINCREMENT,
  key        TEXT UNIQUE,
  request    TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE batch_items (
  batch    INTEGER NOT NULL REFERENCES batches (number),
  position INTEGER NOT NULL,
  name     TEXT NOT NULL,
  tuning   INTEGER NOT NULL REFERENCES tunings (number),
  PRIMARY KEY (batch, position)
) STRICT, WITHOUT ROWID;

-- Candidates that crossed the border: handed out to be measured elsewhere, or read from somebody else's log. What was
-- told of them stays here and never reaches measurements or best, which hold simulated numbers alone.
CREATE TABLE candidates (
  tuning       INTEGER NOT NULL,
  number       INTEGER NOT NULL,
  form         INTEGER NOT NULL,
  schedule     TEXT NOT NULL,
  point        INTEGER,
  told_status  TEXT,
  told_cycles  REAL,
  told_seconds REAL,
  told_detail  TEXT,
  PRIMARY KEY (tuning, number)
) STRICT, WITHOUT ROWID;
