-- Statements that SQLite and PostgreSQL both take. Instants are milliseconds since 1970 (UTC),
-- JSON is text, hashes are SHA-256. Everything but sessions and the login names is keyed by tenant.

CREATE TABLE tenant (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    -- Drawn anew when a database is restored from a backup: cursors of the time after it are void.
    epoch UUID NOT NULL,
    -- The last position given to a change. The row is locked from the first to the last statement
    -- of a write, so that positions appear in the order of their numbers.
    head BIGINT NOT NULL,
    -- The last number given to a change that was set aside.
    set_aside BIGINT NOT NULL,
    founded BIGINT NOT NULL
);

CREATE TABLE account (
    tenant UUID NOT NULL REFERENCES tenant (id),
    -- The record of kind person; name, unit and role stand there.
    person UUID NOT NULL,
    login TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    disabled BOOLEAN NOT NULL,
    created BIGINT NOT NULL,
    PRIMARY KEY (tenant, person)
);

CREATE TABLE session (
    -- The hash of the token: whoever reads this table cannot sign in with it.
    token BYTEA NOT NULL PRIMARY KEY,
    tenant UUID NOT NULL,
    person UUID NOT NULL,
    created BIGINT NOT NULL,
    used BIGINT NOT NULL,
    FOREIGN KEY (tenant, person) REFERENCES account (tenant, person)
);
CREATE INDEX session_by_person ON session (tenant, person);

CREATE TABLE device (
    tenant UUID NOT NULL,
    device UUID NOT NULL,
    person UUID NOT NULL,
    first_seen BIGINT NOT NULL,
    PRIMARY KEY (tenant, device)
);

-- The records as they stand. Beside the body the columns of `zoufang_core::domain::Facets`.
CREATE TABLE record (
    tenant UUID NOT NULL,
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    unit UUID NOT NULL,
    author UUID NOT NULL,
    -- The position of the last change.
    pos BIGINT NOT NULL,
    alive BOOLEAN NOT NULL,
    -- When the last change came.
    arrived BIGINT NOT NULL,
    -- Fields that hold several values which nobody has settled.
    conflicts BIGINT NOT NULL,
    title TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    -- Empty where a record has no day: the two databases sort NULL differently.
    day TEXT NOT NULL,
    state TEXT,
    company UUID,
    chain UUID,
    about UUID,
    amount BIGINT,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, id)
);
-- Holds what tells whether somebody may see a row, so that a pull passes over the others unread.
CREATE INDEX record_by_position ON record (tenant, pos, kind, unit, alive);
-- What a first sync delivers before everything else; the condition is that of the query.
CREATE INDEX record_city_list ON record (tenant, pos, alive) WHERE kind IN ('unit', 'person', 'chain');
CREATE INDEX record_by_day ON record (tenant, kind, day);
-- Holds all that a list is narrowed and ordered by, so that a page is found without reading the
-- records that are not on it.
CREATE INDEX record_by_unit ON record (tenant, kind, unit, alive, day, arrived, id, state, chain);
CREATE INDEX record_by_company ON record (tenant, company, kind, day) WHERE company IS NOT NULL;
CREATE INDEX record_by_about ON record (tenant, about) WHERE about IS NOT NULL;

CREATE TABLE tag (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant, record, name, value)
);

-- Every change that was applied, as it was applied.
CREATE TABLE change_log (
    tenant UUID NOT NULL,
    device UUID NOT NULL,
    seq BIGINT NOT NULL,
    id UUID NOT NULL,
    record UUID NOT NULL,
    pos BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    author UUID NOT NULL,
    received BIGINT NOT NULL,
    fate TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (tenant, device, seq)
);
CREATE UNIQUE INDEX change_by_id ON change_log (tenant, id);
CREATE INDEX change_by_record ON change_log (tenant, record, pos);

-- Changes that were kept and not applied, as they came.
CREATE TABLE quarantine (
    tenant UUID NOT NULL,
    number BIGINT NOT NULL,
    device UUID NOT NULL,
    -- NULL where it could not be read.
    seq BIGINT,
    hash BYTEA NOT NULL,
    author UUID NOT NULL,
    -- The unit of the author at that time.
    unit UUID NOT NULL,
    received BIGINT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    path TEXT,
    -- The record whose arrival releases the change.
    waits_for UUID,
    raw TEXT NOT NULL,
    PRIMARY KEY (tenant, number)
);
CREATE UNIQUE INDEX quarantine_by_number ON quarantine (tenant, device, seq);
CREATE UNIQUE INDEX quarantine_by_hash ON quarantine (tenant, device, hash);
CREATE INDEX quarantine_by_waiting ON quarantine (tenant, waits_for) WHERE waits_for IS NOT NULL;

-- For each unit, itself and all units above it; `depth` counts the steps between.
CREATE TABLE unit_tree (
    tenant UUID NOT NULL,
    ancestor UUID NOT NULL,
    unit UUID NOT NULL,
    depth BIGINT NOT NULL,
    PRIMARY KEY (tenant, ancestor, unit)
);

CREATE TABLE audit (
    id UUID NOT NULL PRIMARY KEY,
    -- NULL for an attempt with a name that no account has.
    tenant UUID,
    person UUID,
    at BIGINT NOT NULL,
    event TEXT NOT NULL,
    address TEXT,
    detail TEXT
);
CREATE INDEX audit_by_time ON audit (tenant, at);
