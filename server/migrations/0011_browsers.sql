-- Two browsers of one phone are two devices: by this their owner tells them apart.
ALTER TABLE device ADD COLUMN browser TEXT;
