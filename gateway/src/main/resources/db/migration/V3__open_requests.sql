-- A request that may run and has no audit row yet. It is written before the first token and goes in the transaction that
-- writes the audit row: what is here while its gateway is gone was cut off, and is closed by what inference-service counted.
CREATE TABLE open_request (
    id            uuid        PRIMARY KEY,
    instance      uuid        NOT NULL,
    request_id    text        NOT NULL,
    key_id        uuid        NOT NULL,
    endpoint      text        NOT NULL,
    model         text        NOT NULL,
    kernel        text,
    streamed      boolean     NOT NULL,
    prompt_digest text        NOT NULL,
    received_at   timestamptz NOT NULL
);

-- Gateways that live: each says so every few seconds.
CREATE TABLE gateway_instance (
    id      uuid        PRIMARY KEY,
    seen_at timestamptz NOT NULL
);

-- Whether counts are another's: those of a request that its gateway did not live to end.
ALTER TABLE audit ADD COLUMN estimated boolean NOT NULL DEFAULT false;
