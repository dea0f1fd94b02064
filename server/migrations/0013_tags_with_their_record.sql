-- The tags of a record lie with it, as JSON: [["kind","visit"],["need","land"]]. A visit has four or five, and each
-- cost a push as much as an index does; whoever reads a list had to look each up.
ALTER TABLE record ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
UPDATE record SET tags = told.tags
FROM (
    SELECT tenant, record, '[' || string_agg(
        '["' || name || '","' || replace(replace(value, '\', '\\'), '"', '\"') || '"]', ',' ORDER BY name, value
    ) || ']' AS tags
    FROM tag GROUP BY tenant, record
) AS told
WHERE record.tenant = told.tenant AND record.id = told.record;
-- What is left are those by which records are looked for.
DELETE FROM tag WHERE name <> 'blob';
