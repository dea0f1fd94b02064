-- The list of visits is ordered by day and id, which no review changes.
DROP INDEX record_by_unit;
CREATE INDEX record_by_unit ON record (tenant, kind, unit, alive, day, id, state, chain);
