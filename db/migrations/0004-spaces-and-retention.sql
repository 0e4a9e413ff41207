-- Which space a tuning draws from; nothing for what is not drawn from one (claims that are measured again).
ALTER TABLE tunings ADD COLUMN space TEXT;
UPDATE tunings SET space = CASE strategy WHEN 'certified' THEN 'sequences' ELSE 'equal-tiles' END WHERE kind <> 'remeasure';

-- How many rows of its log a tuning keeps beside its best and its sample, when it is over; and what was dropped then,
-- as JSON, by status.
ALTER TABLE tunings ADD COLUMN retain INTEGER;
ALTER TABLE tunings ADD COLUMN dropped TEXT;
CREATE INDEX tunings_to_trim ON tunings (number) WHERE retain IS NOT NULL AND dropped IS NULL;

-- How a measurement was verified: full or fingerprint; nothing where that was not come to.
ALTER TABLE measurements ADD COLUMN checked TEXT;
