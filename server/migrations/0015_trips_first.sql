-- A first sync delivers somebody's own trips before most of the rest; the condition is that of the query.
CREATE INDEX record_trips ON record (tenant, pos, unit, alive) WHERE kind = 'trip';
