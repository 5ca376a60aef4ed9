import { ConcurrentExecutionError, MemoryError } from './errors.ts';
import { heldError, keepsOut, type LeaseClaim } from './lease.ts';
import { postgresStore } from './postgresErrors.ts';
import type { PostgresClient } from './postgresPool.ts';
import type { PostgresStatements } from './postgresStatements.ts';
import type { RecordBatch } from './recordBatch.ts';
import { heldIn } from './rowReader.ts';

export interface PostgresAppend {
  readonly batch: RecordBatch;
  readonly texts: readonly string[];
  /** Tells whether the records that are there are those of an attempt whose answer was lost. */
  readonly appendId: string;
  readonly claim: LeaseClaim | undefined;
  readonly retried: boolean;
}

/** How often an append is tried whose reason to be refused is gone when it is looked for. */
const attempts = 5;

/** Stores the texts of a batch in one statement. */
export async function postgresAppend(
  client: PostgresClient,
  statements: PostgresStatements,
  { batch, texts, appendId, claim, retried }: PostgresAppend,
): Promise<void> {
  const { executionId, firstSeq } = batch;
  for (let attempt = 1; ; attempt += 1) {
    const { rowCount } = await client.query(statements.append(batch, texts, appendId, claim));
    if (rowCount === texts.length) return;
    if (retried) {
      const { rows } = await client.query(statements.appended(executionId, firstSeq, appendId));
      if (rows.length > 0) return;
    }
    const [row] = (await client.query(statements.standing(executionId))).rows;
    const held = heldIn(row);
    if (claim !== undefined && keepsOut(held, claim.token, Number(row?.['now']))) throw heldError(executionId, held);
    const nextSeq = Number(row?.['length'] ?? 0);
    if (nextSeq !== firstSeq) throw new ConcurrentExecutionError(executionId, firstSeq, nextSeq);
    if (attempt === attempts) {
      const message = `Execution '${executionId}': other processes kept taking it and giving it up. Try again.`;
      throw new MemoryError(postgresStore, 'append', message);
    }
  }
}
