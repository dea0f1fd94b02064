-- Contents of attachments that are kept, by the hash under which a device knows them.
CREATE TABLE blob (
    tenant UUID NOT NULL,
    hash BYTEA NOT NULL,
    -- As told by the content itself.
    media TEXT NOT NULL,
    -- As kept, without what it told of its maker; and as it was sent.
    bytes BIGINT NOT NULL,
    sent_bytes BIGINT NOT NULL,
    kept BIGINT NOT NULL,
    PRIMARY KEY (tenant, hash)
);

-- Who brought a content: an attachment shows what its author has brought, and nothing whose hash
-- they only know.
CREATE TABLE blob_bringer (
    tenant UUID NOT NULL,
    hash BYTEA NOT NULL,
    person UUID NOT NULL,
    PRIMARY KEY (tenant, hash, person)
);

-- Contents on their way.
CREATE TABLE upload (
    tenant UUID NOT NULL,
    hash BYTEA NOT NULL,
    person UUID NOT NULL,
    -- Drawn with each beginning; names its pieces in the store.
    id UUID NOT NULL,
    bytes BIGINT NOT NULL,
    received BIGINT NOT NULL,
    -- When the last piece came.
    touched BIGINT NOT NULL,
    PRIMARY KEY (tenant, hash, person)
);
CREATE INDEX upload_by_person ON upload (tenant, person);
CREATE INDEX upload_by_touch ON upload (touched);
CREATE UNIQUE INDEX upload_by_id ON upload (id);

-- Which attachments name a content. Holds all columns: SQLite would rather go through all tags of a
-- tenant in an index that does.
CREATE INDEX tag_by_blob ON tag (tenant, name, value, record) WHERE name = 'blob';
