-- What the target's weights were held in: where it differs, so may an answer. Null in runs from before.
ALTER TABLE run ADD COLUMN kernel text;
