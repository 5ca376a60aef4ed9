import { describe, expect, test } from 'vitest';

import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import { sqliteMemory } from '../../src/memory/sqliteMemory.ts';
import { memoryConformance } from '../../src/testing/store/memoryConformance.ts';
import { alternating, keepsOrder } from './alternating.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const stores: Readonly<Record<string, () => SharedMemory>> = {
  'inMemory()': () => inMemory(),
  "sqliteMemory(':memory:')": () => sqliteMemory(':memory:'),
  'sqliteMemory(file)': () => sqliteMemory(temporaryDirectory.file(), { durability: 'full' }),
  "sqliteMemory(file, { durability: 'normal' })": () =>
    sqliteMemory(temporaryDirectory.file(), { durability: 'normal' }),
};

describe.each(Object.entries(stores))('%s', (_, createMemory) => {
  test.each(memoryConformance(createMemory))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe('two connections to one SQLite file', () => {
  const createMemory = () => {
    const file = temporaryDirectory.file();
    return alternating(sqliteMemory(file, { durability: 'normal' }), sqliteMemory(file, { durability: 'normal' }));
  };
  test.each(memoryConformance(createMemory).filter(keepsOrder))('$name', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});
