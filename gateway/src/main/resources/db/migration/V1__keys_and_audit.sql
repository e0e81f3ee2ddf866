-- A virtual key. Only the SHA-256 of its secret is kept (64 hex digits).
CREATE TABLE api_key (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
    hash       text        NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
    scopes     text[]      NOT NULL DEFAULT '{}',
    enabled    boolean     NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz
);

-- One row per authenticated request of /v1. Digests in place of text. key_id refers to no row: the audit outlives keys.
CREATE TABLE audit (
    id                uuid        PRIMARY KEY,
    request_id        text        NOT NULL,
    attempt_id        uuid,
    key_id            uuid        NOT NULL,
    endpoint          text        NOT NULL,
    model             text,
    streamed          boolean     NOT NULL,
    prompt_verdict    text        CHECK (prompt_verdict IN ('allowed', 'deepened', 'blocked', 'unscreened')),
    -- null: the answer was not screened
    answer_verdict    text        CHECK (answer_verdict IN ('allowed', 'deepened', 'blocked', 'unscreened')),
    policy_version    text,
    outcome           text        NOT NULL CHECK (outcome IN ('answered', 'blocked', 'refused', 'failed', 'cancelled')),
    status            integer     NOT NULL,
    error_code        text,
    finish_reason     text,
    prompt_tokens     integer     NOT NULL,
    completion_tokens integer     NOT NULL,
    -- recurrent steps of the answer that was released
    billed_steps      bigint      NOT NULL,
    -- recurrent steps of an answer that was thrown away to think deeper
    discarded_steps   bigint      NOT NULL,
    prompt_digest     text,
    answer_digest     text,
    received_at       timestamptz NOT NULL,
    first_byte_at     timestamptz,
    finished_at       timestamptz NOT NULL
);

CREATE INDEX audit_by_time ON audit (received_at);
CREATE INDEX audit_by_key ON audit (key_id, received_at);
CREATE INDEX audit_by_request_id ON audit (request_id);
