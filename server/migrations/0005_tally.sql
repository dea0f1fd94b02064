-- How many records stand in each state, by kind and unit: a list over a million visits tells its
-- counts without reading them. Written in the transaction that writes the records.
CREATE TABLE tally (
    tenant UUID NOT NULL,
    kind TEXT NOT NULL,
    unit UUID NOT NULL,
    -- Empty where the kind has no states.
    state TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (tenant, kind, unit, state)
);
INSERT INTO tally (tenant, kind, unit, state, n)
    SELECT tenant, kind, unit, COALESCE(state, ''), COUNT(*) FROM record WHERE alive = TRUE
    GROUP BY tenant, kind, unit, COALESCE(state, '');
