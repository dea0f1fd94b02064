-- A tag is nothing but its key, and each visit has several: a table beside the index of the key would
-- hold everything twice.
CREATE TABLE tag_in_key (
    tenant UUID NOT NULL,
    record UUID NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (tenant, record, name, value)
) WITHOUT ROWID;
INSERT INTO tag_in_key (tenant, record, name, value) SELECT tenant, record, name, value FROM tag;
DROP TABLE tag;
ALTER TABLE tag_in_key RENAME TO tag;
-- Which attachments name a content. Holds all columns: SQLite would rather go through all tags of a
-- tenant in an index that does.
CREATE INDEX tag_by_blob ON tag (tenant, name, value, record) WHERE name = 'blob';
