-- What a device says that it runs on, when it was last heard of (an hour late at most), and since when
-- it may only hand in what it holds. That never ends.
ALTER TABLE device ADD COLUMN system TEXT;
ALTER TABLE device ADD COLUMN seen BIGINT NOT NULL DEFAULT 0;
ALTER TABLE device ADD COLUMN revoked BIGINT;
UPDATE device SET seen = first_seen;
CREATE INDEX device_by_person ON device (tenant, person);

-- The devices for which a session has spoken. A session that has spoken for a revoked one is confined:
-- nothing is read under it any more.
CREATE TABLE session_device (
    token BYTEA NOT NULL REFERENCES session (token) ON DELETE CASCADE,
    device UUID NOT NULL,
    PRIMARY KEY (token, device)
);
CREATE INDEX session_by_device ON session_device (device);
-- The one for which it spoke last: most never speak for another.
ALTER TABLE session ADD COLUMN device UUID;
ALTER TABLE session ADD COLUMN confined BOOLEAN NOT NULL DEFAULT FALSE;
