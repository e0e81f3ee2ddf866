-- What the model's weights are held in: where it differs, so may an answer. Null in rows from before.
ALTER TABLE audit ADD COLUMN kernel text;
