import { deadlineIn, waitIn } from './oldRecords.ts';
import type { PostgresClient } from './postgresPool.ts';

/** A change of the tables, and of what they hold. Both are given the quoted name of the schema. */
export interface Migration {
  readonly sql: (schema: string) => string;
  readonly fill?: (client: PostgresClient, schema: string) => Promise<void>;
}

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
export const migrations: readonly Migration[] = [
  {
    sql: (schema) => String.raw`
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
  },
  {
    // Times are milliseconds since the epoch. Leases stand in the row that appending locks and changes anyway.
    sql: (schema) => `
  ALTER TABLE ${schema}.executions
    ADD COLUMN waiting_since bigint,
    ADD COLUMN waiting_deadline bigint,
    ADD COLUMN deadline bigint,
    ADD COLUMN due bigint GENERATED ALWAYS AS (
      CASE WHEN status IN ('running', 'waiting') THEN least(waiting_deadline, deadline) END
    ) STORED,
    ADD COLUMN lease_token text,
    ADD COLUMN lease_owner text,
    ADD COLUMN lease_expires_at bigint;
  CREATE INDEX executions_by_wait ON ${schema}.executions (waiting_since, execution_id) WHERE waiting_since IS NOT NULL;
  CREATE INDEX executions_by_due ON ${schema}.executions (due, execution_id) WHERE due IS NOT NULL;
  `,
    fill: fillWaits,
  },
];

/** Executions that one statement of a migration reads. */
const filledAtOnce = 500;

/** Writes what the first tables did not keep of executions: their deadlines, and the waits that go on. */
async function fillWaits(client: PostgresClient, schema: string): Promise<void> {
  const executions = `${schema}.executions`;
  const records = `${schema}.records`;
  const limited = `SELECT execution_id, record::text AS record FROM ${records}
    WHERE seq = 0 AND execution_id > $1 AND position('"limits"' in record::text) > 0 ORDER BY execution_id LIMIT $2`;
  const setDeadline = `UPDATE ${executions} SET deadline = $2 WHERE execution_id = $1`;
  for (let after: string | undefined = ''; after !== undefined;) {
    const { rows } = await client.query({ text: limited, values: [after, filledAtOnce] });
    after = rows.length < filledAtOnce ? undefined : String(rows.at(-1)?.['execution_id']);
    for (const row of rows) {
      const deadline = deadlineIn(row['record']);
      const values = [String(row['execution_id']), deadline];
      if (deadline !== null) await client.query({ text: setDeadline, values });
    }
  }
  const open = `SELECT execution_id FROM ${executions} WHERE status IN ('running', 'waiting')`;
  const recordsOf = `SELECT record::text AS record FROM ${records} WHERE execution_id = $1 ORDER BY seq`;
  const setWait = `UPDATE ${executions} SET waiting_since = $2, waiting_deadline = $3 WHERE execution_id = $1`;
  for (const row of (await client.query({ text: open })).rows) {
    const id = String(row['execution_id']);
    const { rows } = await client.query({ text: recordsOf, values: [id] });
    const wait = waitIn(rows.map(({ record }) => record));
    if (wait !== null) await client.query({ text: setWait, values: [id, wait.since, wait.deadline] });
  }
}
