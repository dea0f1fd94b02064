-- What the office last decided over a change that was set aside; `raw` stays as it came.
ALTER TABLE quarantine ADD COLUMN decision TEXT;
-- Counts the decisions over it: the first is 1.
ALTER TABLE quarantine ADD COLUMN turn BIGINT;
ALTER TABLE quarantine ADD COLUMN decided_by UUID;
ALTER TABLE quarantine ADD COLUMN decided BIGINT;
ALTER TABLE quarantine ADD COLUMN words TEXT;
-- What was mended, as the decision named it: JSON.
ALTER TABLE quarantine ADD COLUMN mended TEXT;
-- The head number under which the author's devices hear of it; that of the change where it was applied.
ALTER TABLE quarantine ADD COLUMN position BIGINT;
-- What a pull asks: whether there is news for its reader.
CREATE INDEX quarantine_by_news ON quarantine (tenant, author, position) WHERE position IS NOT NULL;
