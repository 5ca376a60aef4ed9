import { DatabaseError } from 'pg';
import { describe, expect, test } from 'vitest';

import { connectError, fateOf, lostError, queryError } from '../../src/memory/postgresErrors.ts';

function refusal(code: string): Error {
  return Object.assign(new DatabaseError('refused', 7, 'error'), { code, severity: 'ERROR' });
}

test('what became of a statement is told by its error', () => {
  for (const code of ['57P01', '57P02', '57P04', '57P05', '25P03', '25P04', '08006']) {
    expect([code, fateOf(refusal(code))]).toEqual([code, 'lost']);
  }
  for (const code of ['40001', '40P01']) expect([code, fateOf(refusal(code))]).toEqual([code, 'conflict']);
  for (const code of ['23505', '42P01', '57014', '57P03'])
    expect([code, fateOf(refusal(code))]).toEqual([code, 'refused']);
  expect(fateOf(new Error('Query read timeout'))).toBe('unanswered');
  expect(fateOf(Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))).toBe('lost');
});

describe('an error', () => {
  const broken = new Error('Connection terminated unexpectedly');

  test('says that something may be stored only where something may be', () => {
    for (const operation of ['append', 'rewrite', 'delete'] as const) {
      expect(lostError(operation, broken)).toMatchObject({ operation, outcome: 'unknown' });
    }
    for (const operation of ['open', 'read', 'list'] as const) {
      expect(lostError(operation, broken)).toMatchObject({ operation, outcome: 'unchanged' });
    }
    expect(connectError('append', broken)).toMatchObject({ outcome: 'unchanged', cause: broken });
    expect(queryError('append', refusal('42501'))).toMatchObject({ outcome: 'unchanged' });
  });

  test('says what to do: for its code, else for its class, else where to look', () => {
    expect(queryError('append', refusal('53100')).message).toContain('Make room on the disk');
    expect(queryError('append', refusal('53200')).message).toContain('run out of a resource');
    expect(queryError('append', refusal('XX000')).message).toContain('SQLSTATE XX000');
    expect(connectError('append', new Error('timeout exceeded when trying to connect')).message).toContain("its 'max'");
  });

  test('of a host with several addresses names what happened at each', () => {
    const both = new AggregateError([new Error('refused at ::1'), new Error('refused at 127.0.0.1')]);
    expect(connectError('read', both).message).toContain('refused at ::1; refused at 127.0.0.1');
  });
});
