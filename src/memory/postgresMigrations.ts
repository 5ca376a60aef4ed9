/**
 * In order, each run once per schema, whose quoted name is given; the table `migrations` tells which ran. Never change
 * one that was released.
 *
 * A record is kept as JSON text, of the type `json`: JSONB would sort its keys, and cannot hold NUL characters and lone
 * surrogates, so that a record would not come back as it went in. The view `transitions` shows records as JSONB, to
 * query them, with U+FFFD in the place of what JSONB cannot hold.
 *
 * `append_id` tells a repeated append, whose first answer was lost, that it was done already.
 */
export const migrations: readonly ((schema: string) => string)[] = [
  (schema) => String.raw`
  CREATE TABLE ${schema}.migrations (
    version integer PRIMARY KEY,
    migrated_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE ${schema}.executions (
    execution_id text COLLATE "C" PRIMARY KEY,
    status text NOT NULL,
    tier_level bigint NOT NULL,
    length bigint NOT NULL,
    escalation_count bigint NOT NULL,
    started_at text COLLATE "C" NOT NULL,
    updated_at text NOT NULL,
    task text NOT NULL,
    task_lower_case text NOT NULL
  ) WITH (fillfactor = 80);
  CREATE INDEX executions_by_start ON ${schema}.executions (started_at, execution_id);
  CREATE INDEX executions_by_status ON ${schema}.executions (status, started_at, execution_id);
  CREATE TABLE ${schema}.records (
    execution_id text COLLATE "C" NOT NULL REFERENCES ${schema}.executions ON DELETE CASCADE,
    seq bigint NOT NULL,
    append_id uuid NOT NULL,
    record json NOT NULL,
    PRIMARY KEY (execution_id, seq)
  );
  CREATE VIEW ${schema}.transitions AS
    SELECT execution_id, seq,
      regexp_replace(record::text, '\\u(0000|[dD][89abAB][0-9a-fA-F]{2}|[dD][c-fC-F][0-9a-fA-F]{2})', '\\ufffd', 'g')::jsonb
        AS record
    FROM ${schema}.records;
  `,
];
