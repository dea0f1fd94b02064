-- The id of a change that was set aside, where it could be read: a device that numbers its changes
-- anew sends the same one under another number.
ALTER TABLE quarantine ADD COLUMN change UUID;
CREATE INDEX quarantine_by_change ON quarantine (tenant, change) WHERE change IS NOT NULL;
