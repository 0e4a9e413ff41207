-- Whether a tuning may begin with what is best for similar workloads; and, once it has begun, what that was, as JSON:
-- it is tuned with the same again when a restart interrupts it, whatever has become of those bests.
ALTER TABLE tunings ADD COLUMN warm_start INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tunings ADD COLUMN warm_from TEXT;
