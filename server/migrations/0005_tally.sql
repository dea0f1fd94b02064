-- How many records stand in each state, by kind, unit and day: a list over a million visits tells its
-- counts without reading them. Written in the transaction that writes the records.
CREATE TABLE tally (
    tenant UUID NOT NULL,
    kind TEXT NOT NULL,
    unit UUID NOT NULL,
    -- Empty where a record has no day.
    day TEXT NOT NULL,
    -- Empty where the kind has no states.
    state TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (tenant, kind, unit, day, state)
);
INSERT INTO tally (tenant, kind, unit, day, state, n)
    SELECT tenant, kind, unit, day, COALESCE(state, ''), COUNT(*) FROM record WHERE alive = TRUE
    GROUP BY tenant, kind, unit, day, COALESCE(state, '');
