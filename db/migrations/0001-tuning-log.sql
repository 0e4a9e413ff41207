-- Who holds this database as its writer. The lock itself is on the file beside it; this row only says whose it is.
CREATE TABLE owner (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  pid  INTEGER NOT NULL,
  url  TEXT
) STRICT;

-- The accelerators that tunings ran on, by name, with VTA's configuration as JSON.
CREATE TABLE hardware (
  name   TEXT PRIMARY KEY,
  config TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What is to be computed, in normal form. Pages go by number, the order of arrival.
CREATE TABLE workloads (
  number     INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  kind       TEXT NOT NULL,
  m          INTEGER NOT NULL,
  n          INTEGER NOT NULL,
  k          INTEGER NOT NULL,
  epilogue   TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

-- Tunings, which are the queue too. Times in milliseconds since 1970; counts, progress and result as JSON.
CREATE TABLE tunings (
  number      INTEGER PRIMARY KEY AUTOINCREMENT,
  workload_id TEXT NOT NULL REFERENCES workloads (id),
  hardware    TEXT NOT NULL REFERENCES hardware (name),
  strategy    TEXT NOT NULL,
  seed        INTEGER NOT NULL,
  trials      INTEGER,
  seconds     REAL,
  priority    INTEGER NOT NULL,
  state       TEXT NOT NULL CHECK (state IN ('queued', 'running', 'finished', 'failed', 'cancelled')),
  created_at  INTEGER NOT NULL,
  started_at  INTEGER,
  finished_at INTEGER,
  counts      TEXT NOT NULL,
  progress    TEXT,
  result      TEXT,
  error       TEXT
) STRICT;
CREATE INDEX tunings_by_request ON tunings (workload_id, hardware, strategy, seed);
CREATE INDEX tunings_by_workload ON tunings (workload_id, number);
CREATE INDEX tunings_by_state ON tunings (state, number);
CREATE INDEX tunings_in_line ON tunings (priority DESC, number) WHERE state = 'queued';

-- Keys that clients sent to make a POST repeatable, with the request each stood for.
CREATE TABLE idempotency_keys (
  key     TEXT PRIMARY KEY,
  request TEXT NOT NULL,
  tuning  INTEGER NOT NULL REFERENCES tunings (number)
) STRICT, WITHOUT ROWID;

-- Lists of knob names, so that a measurement stores the values alone and stays readable when knobs are added.
CREATE TABLE schedule_forms (
  number INTEGER PRIMARY KEY,
  names  TEXT NOT NULL UNIQUE
) STRICT;

-- The tuning log: one row a candidate, numbered from 1 within its tuning, clustered in that order so that an
-- insert is an append. Its tuning knows workload and hardware. No foreign keys here: a check a row costs more
-- than the row.
CREATE TABLE measurements (
  tuning   INTEGER NOT NULL,
  number   INTEGER NOT NULL,
  form     INTEGER NOT NULL,
  schedule TEXT NOT NULL,
  status   TEXT NOT NULL,
  cycles   INTEGER,
  verified INTEGER NOT NULL,
  seed     INTEGER NOT NULL,
  worker   INTEGER NOT NULL,
  seconds  REAL NOT NULL,
  detail   TEXT,
  program  INTEGER,
  PRIMARY KEY (tuning, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX measurements_by_status ON measurements (status, tuning, number);

-- The best verified schedule of each workload on each hardware, kept as measurements arrive.
CREATE TABLE best (
  workload_id TEXT NOT NULL,
  hardware    TEXT NOT NULL,
  tuning      INTEGER NOT NULL,
  schedule    TEXT NOT NULL,
  cycles      INTEGER NOT NULL,
  lower_bound INTEGER,
  certified   INTEGER NOT NULL,
  found_at    INTEGER NOT NULL,
  PRIMARY KEY (workload_id, hardware)
) STRICT, WITHOUT ROWID;
