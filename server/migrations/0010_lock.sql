-- For phones with a lock: whoever forgot their PIN has the phone's key opened with this, by their password. The
-- public half is made of it. Whoever reads this table could open what lies on a phone, if they had the phone.
CREATE TABLE lock_key (
    tenant UUID NOT NULL PRIMARY KEY REFERENCES tenant (id),
    id UUID NOT NULL UNIQUE,
    secret BYTEA NOT NULL,
    made BIGINT NOT NULL
);
-- Whether the city wants each phone to have a lock.
ALTER TABLE tenant ADD COLUMN lock_required BOOLEAN NOT NULL DEFAULT FALSE;
