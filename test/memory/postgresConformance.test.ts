import { Pool } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';

import { postgresMemory } from '../../src/memory/postgresMemory.ts';
import { memoryConformance } from '../../src/testing/memoryConformance.ts';
import { startPostgres } from '../support/postgres.ts';

const server = await startPostgres();
const pool = new Pool(server.database);
let schemas = 0;

afterAll(async () => {
  await pool.end();
  await server.stop();
});

describe('postgresMemory()', () => {
  const cases = memoryConformance(() => {
    schemas += 1;
    return postgresMemory({ pool, schema: `conformance_${schemas}` });
  });

  test.each(cases)('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
