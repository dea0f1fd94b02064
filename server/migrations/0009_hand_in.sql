-- What a device seals its changes with that somebody else is to bring; whoever reads this table could seal
-- in its name, and must be able to sign in besides.
ALTER TABLE device ADD COLUMN seal_key BYTEA;
-- Who brought a change in somebody's name that nothing proved to come from them. Such a change takes neither
-- the number nor the id that it names: its author may still send it.
ALTER TABLE quarantine ADD COLUMN brought_by UUID;
CREATE INDEX quarantine_by_bringer ON quarantine (tenant, device) WHERE brought_by IS NOT NULL;
