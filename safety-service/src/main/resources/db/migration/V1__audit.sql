-- Decisions, append-only. One chain of hashes per replica (process): hash covers previous_hash and every other column.
CREATE TABLE audit (
  replica        uuid        NOT NULL,
  number         bigint      NOT NULL CHECK (number > 0),
  at             timestamptz NOT NULL,
  request_id     text        NOT NULL,
  stage          text        NOT NULL CHECK (stage IN ('prompt', 'response')),
  digest         bytea       NOT NULL CHECK (octet_length(digest) = 32),
  verdict        text        NOT NULL CHECK (verdict IN ('allowed', 'flagged', 'undecided')),
  action         text        NOT NULL CHECK (action IN ('allow', 'deepen', 'block')),
  categories     text[]      NOT NULL,
  reason         text        NOT NULL,
  policy_version text        NOT NULL,
  previous_hash  bytea       NOT NULL CHECK (octet_length(previous_hash) = 32),
  hash           bytea       NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (replica, number)
);

CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_request_id ON audit (request_id);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit is append-only: % refused', TG_OP;
END
$$;

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
