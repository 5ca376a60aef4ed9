import { describe, expect, test } from 'vitest';

import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { functionAgent } from '../../src/services/functionAgent.ts';
import { humanAgent } from '../../src/services/humanAgent.ts';

const maxTextLength = 1_000;
const family = '👨‍👩‍👧‍👦';
const evaluation = { canHandle: true, complexityScore: 0.5, reasoning: 'r', requiresTier: 1 };
const answer = { result: 'Yes.', confidence: 1, executionMetadata: {} };

interface Said {
  readonly evaluation?: object;
  readonly execution?: object;
}

/** The record of an execution whose only agent says this. */
async function recorded(said: Said) {
  const agent = functionAgent({
    agentId: 'long',
    evaluate: () => ({ ...evaluation, ...said.evaluation }),
    execute: () => ({ ...answer, ...said.execution }),
  });
  const pattern = createHandoffPattern({ tiers: { 1: agent }, maxTextLength });
  await pattern.executeWithHandoff('t', { executionId: 'e' });
  return pattern.getTransitions('e');
}

describe('a text that is too long', () => {
  test('is cut between two characters, and the record says so', async () => {
    const records = await recorded({ evaluation: { reasoning: `${'x'.repeat(990)}${family}${'y'.repeat(50_000)}` } });
    expect(records[1]?.event).toMatchObject({
      output: {
        reasoning: `${'x'.repeat(990)}…`,
        coercions: ['reasoning: cut to 1,000 of 51,001 characters'],
      },
    });
  });

  test('is cut as an answer, too', async () => {
    const records = await recorded({ execution: { result: 'z'.repeat(5_000) } });
    expect(records.at(-1)?.event).toMatchObject({
      output: { result: `${'z'.repeat(999)}…`, coercions: ['result: cut to 1,000 of 5,000 characters'] },
    });
  });

  test('is left out of metadata, of which its length is left', async () => {
    const records = await recorded({ execution: { executionMetadata: { text: 'm'.repeat(5_000) } } });
    expect(records.at(-1)?.event).toMatchObject({
      output: {
        executionMetadata: { cut: 5_011 },
        coercions: ['executionMetadata: cut, its JSON has 5,011 characters'],
      },
    });
  });

  test('is cut where it is a coercion', async () => {
    const records = await recorded({ execution: { coercions: ['c'.repeat(5_000)] } });
    expect(records.at(-1)?.event).toMatchObject({ output: { coercions: [`${'c'.repeat(999)}…`] } });
  });

  test('is cut as the message of an error, and no part of a key is left at its end', async () => {
    const key = `sk-proj-${'k'.repeat(60)}`;
    const agent = functionAgent({
      agentId: 'long',
      evaluate: () => {
        throw new Error(`${'e '.repeat(480)}${key} ${'e '.repeat(9_000)}`);
      },
      execute: () => answer,
    });
    const pattern = createHandoffPattern({ tiers: { 1: agent }, maxTextLength });
    await expect(pattern.executeWithHandoff('t', { executionId: 'e' })).rejects.toThrow('No tier could answer');
    const [, failed] = await pattern.getTransitions('e');
    expect(JSON.stringify(failed)).not.toContain('sk-proj-k');
    expect(JSON.stringify(failed).length).toBeLessThan(6_000);
  });

  test('is cut in what a person answers', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: humanAgent() }, maxTextLength });
    await pattern.executeWithHandoff('t', { executionId: 'e', returnOnWait: true });
    expect(await pattern.respond('e', { result: 'p'.repeat(2_000) })).toMatchObject({ result: `${'p'.repeat(999)}…` });
  });

  test('of 50 MB keeps nothing of it in the record', async () => {
    const huge = 'h'.repeat(50_000_000);
    const records = await recorded({
      evaluation: { reasoning: huge },
      execution: { result: huge, executionMetadata: { huge } },
    });
    expect(JSON.stringify(records).length).toBeLessThan(10_000);
  });
});
