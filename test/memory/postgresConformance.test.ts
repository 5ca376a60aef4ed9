import { Pool } from 'pg';
import { afterAll, describe, expect, test } from 'vitest';

import { postgresMemory } from '../../src/memory/postgresMemory.ts';
import { memoryConformance } from '../../src/testing/store/memoryConformance.ts';
import { startPostgres } from '../support/postgres.ts';
import { alternating, keepsOrder } from './alternating.ts';

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

describe('two memories on one schema', () => {
  const cases = memoryConformance(() => {
    schemas += 1;
    const schema = `conformance_${schemas}`;
    return alternating(postgresMemory({ pool, schema }), postgresMemory({ pool, schema }));
  });

  test.each(cases.filter(keepsOrder))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
