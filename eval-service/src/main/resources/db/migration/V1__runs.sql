-- Evaluation runs. state is what callers see; a run that is not over belongs to whoever holds its lease.
CREATE TABLE run (
  id            uuid             PRIMARY KEY,
  number        bigint           GENERATED ALWAYS AS IDENTITY UNIQUE,
  suite         text             NOT NULL,
  suite_version integer          NOT NULL,
  fingerprint   text             NOT NULL,
  state         text             NOT NULL CHECK (state IN ('queued', 'running', 'finished', 'failed', 'cancelled')),
  plan          jsonb            NOT NULL,
  model         text,
  weights_hash  text,
  done          integer          NOT NULL DEFAULT 0 CHECK (done >= 0),
  total         integer          NOT NULL CHECK (total >= done),
  chance        double precision NOT NULL CHECK (chance BETWEEN 0 AND 1),
  error         text,
  created_at    timestamptz      NOT NULL,
  started_at    timestamptz,
  finished_at   timestamptz,
  lease_owner   uuid,
  lease_until   timestamptz,
  CHECK ((finished_at IS NOT NULL) = (state IN ('finished', 'failed', 'cancelled')))
);

CREATE INDEX run_waiting ON run (number) WHERE state IN ('queued', 'running');

-- One row for each item at each depth or threshold of a run. steps: fixed depth; exit_threshold: adaptive.
CREATE TABLE item_result (
  id                bigint           PRIMARY KEY,
  run_id            uuid             NOT NULL REFERENCES run ON DELETE CASCADE,
  item              text             NOT NULL,
  task              text             NOT NULL,
  level             integer          NOT NULL,
  steps             integer          CHECK (steps > 0),
  exit_threshold    double precision CHECK (exit_threshold > 0 AND exit_threshold <= 1),
  outcome           text             NOT NULL CHECK (outcome IN ('right', 'wrong', 'timed_out', 'too_long')),
  answer            text,
  attempt           uuid             NOT NULL,
  completion_tokens integer          NOT NULL CHECK (completion_tokens >= 0),
  exit_steps_sum    bigint           NOT NULL CHECK (exit_steps_sum >= 0),
  exit_steps        jsonb            NOT NULL,
  billed_steps      bigint           NOT NULL CHECK (billed_steps >= 0),
  recorded_at       timestamptz      NOT NULL,
  CHECK (num_nonnulls(steps, exit_threshold) = 1),
  UNIQUE NULLS NOT DISTINCT (run_id, item, steps, exit_threshold)
);

CREATE SEQUENCE item_result_seq INCREMENT BY 50;

-- What the rows of a finished run come to, for each level of each task at each depth or threshold.
CREATE TABLE aggregate (
  id                bigint           PRIMARY KEY,
  run_id            uuid             NOT NULL REFERENCES run ON DELETE CASCADE,
  task              text             NOT NULL,
  level             integer          NOT NULL,
  steps             integer,
  exit_threshold    double precision,
  n                 bigint           NOT NULL CHECK (n > 0),
  hits              bigint           NOT NULL CHECK (hits BETWEEN 0 AND n),
  failures          bigint           NOT NULL CHECK (failures BETWEEN 0 AND n - hits),
  accuracy          double precision NOT NULL,
  stderr            double precision NOT NULL,
  completion_tokens bigint           NOT NULL,
  exit_steps_sum    bigint           NOT NULL,
  CHECK (num_nonnulls(steps, exit_threshold) = 1),
  UNIQUE NULLS NOT DISTINCT (run_id, task, level, steps, exit_threshold)
);

CREATE SEQUENCE aggregate_seq INCREMENT BY 50;
