-- The tuning log in groups of rows: what a worker measured together lies side by side in `data`
-- (src/measure/row-group.ts), so that a candidate costs some 70 bytes and no row of its own. Rows of a group are
-- numbered `first`, `first` + 1, ... within the tuning.
CREATE TABLE row_groups (
  tuning INTEGER NOT NULL,
  first  INTEGER NOT NULL,
  length INTEGER NOT NULL,
  form   INTEGER NOT NULL,
  seed   INTEGER NOT NULL,
  worker INTEGER NOT NULL,
  data   BLOB NOT NULL,
  PRIMARY KEY (tuning, first)
) STRICT;

-- Which groups have rows of a status.
CREATE TABLE row_group_statuses (
  status TEXT NOT NULL,
  tuning INTEGER NOT NULL,
  first  INTEGER NOT NULL,
  PRIMARY KEY (status, tuning, first)
) STRICT, WITHOUT ROWID;

-- How schedules are written as bytes (src/compiler/schedule-form.ts): names of knobs and words, as JSON lists. Lists of
-- values were text; src/store/earlier-rows.ts writes them anew, and then they are gone.
ALTER TABLE schedule_forms RENAME TO earlier_schedule_forms;
CREATE TABLE schedule_forms (
  number INTEGER PRIMARY KEY,
  names  TEXT NOT NULL,
  words  TEXT NOT NULL,
  UNIQUE (names, words)
) STRICT;

ALTER TABLE candidates RENAME TO earlier_candidates;
CREATE TABLE candidates (
  tuning       INTEGER NOT NULL,
  number       INTEGER NOT NULL,
  form         INTEGER NOT NULL,
  schedule     BLOB NOT NULL,
  point        INTEGER,
  told_status  TEXT,
  told_cycles  REAL,
  told_seconds REAL,
  told_detail  TEXT,
  PRIMARY KEY (tuning, number)
) STRICT, WITHOUT ROWID;
