import { describe, expect, test } from 'vitest';

import { assemblePattern, type PatternParts } from '../../src/pattern/assemblePattern.ts';
import type { HandoffPattern } from '../../src/pattern/handoffPattern.ts';
import type { HandoffDecision } from '../../src/machines/executionTypes.ts';
import { isObject } from '../../src/machines/checks.ts';
import type { HandoffMachineOptions } from '../../src/machines/types.ts';
import type { HandoffAgent } from '../../src/services/agent.ts';
import { PolicyViolationError } from '../../src/testing/policy/errors.ts';
import type { VerifyOptions } from '../../src/testing/policy/verifyOptions.ts';
import { verifyPolicy } from '../../src/testing/policy/verifyPolicy.ts';
import { mistaken } from './doubles.ts';
import { ladder, quick } from './ladders.ts';

const options = ladder(3);
type Assemble = (parts: PatternParts) => HandoffPattern;

/** What `verifyPolicy` says of a pattern with a defect. */
async function violationOf(assemble: Assemble, source: HandoffMachineOptions = options, more: VerifyOptions = {}) {
  const error: unknown = await verifyPolicy(source, { ...quick, ...more, assemble }).catch((thrown: unknown) => thrown);
  return PolicyViolationError.isInstance(error) ? error.message : `no violation: ${String(error)}`;
}

/** The same agents, with something changed about what they are made to say. */
const withAgents =
  (change: (agent: HandoffAgent) => HandoffAgent): Assemble =>
  (parts) =>
    assemblePattern({ ...parts, agents: new Map([...parts.agents].map(([level, agent]) => [level, change(agent)])) });

describe('a defect that the reference implementation has is caught by verifyPolicy:', () => {
  test('none, where there is none', async () => {
    expect(await violationOf(assemblePattern)).toContain('no violation');
  });

  test('decisions of other executions in the history', async () => {
    const everything: HandoffDecision[] = [];
    const message = await violationOf((parts) => {
      const pattern = assemblePattern(parts);
      return {
        ...pattern,
        getHandoffHistory: async (executionId) => {
          everything.push(...(await pattern.getHandoffHistory(executionId)));
          return everything;
        },
      };
    });
    expect(message).toMatch(/The history holds a decision of execution driven-\d+\./);
  });

  test.for(['executionId', 'timestamp'] as const)('a decision without its %s', async (missing) => {
    const without = (decisions: readonly HandoffDecision[]): readonly HandoffDecision[] =>
      JSON.parse(JSON.stringify(decisions, (key, value: unknown) => (key === missing ? undefined : value)));
    const message = await violationOf((parts) => {
      const pattern = assemblePattern(parts);
      return { ...pattern, getHandoffHistory: async (id) => without(await pattern.getHandoffHistory(id)) };
    });
    expect(message).toContain('The history holds a decision');
    expect(message).toContain('tier1.evaluating (agent-1): ');
  });

  test('a record stored without times', async () => {
    const message = await violationOf((parts) => {
      const { sharedMemory } = parts;
      const append: typeof sharedMemory.append = (records, claim) =>
        sharedMemory.append(
          records.map((record) => ({
            ...record,
            ...(record.decision && { decision: { ...record.decision, timestamp: '' } }),
          })),
          claim,
        );
      return assemblePattern({ ...parts, sharedMemory: { ...sharedMemory, append } });
    });
    expect(message).toContain('without its time');
  });

  test('the required tier is discarded, by the pattern', async () => {
    const discards = withAgents((agent) => ({
      ...agent,
      evaluateTask: async (input, callOptions) => {
        const evaluation = await agent.evaluateTask(input, callOptions);
        return 'requiresTier' in evaluation ? { ...evaluation, requiresTier: input.tierLevel } : evaluation;
      },
    }));
    const message = await violationOf(discards, ladder(3, { routing: 'direct' }));
    expect(message).toContain('A real pattern makes the records, the snapshots and the answer of the pure path.');
    expect(message).toContain('needs tier 3');
  });

  test('the required tier is discarded, by the machine', async () => {
    const machine = mistaken(ladder(3, { routing: 'direct' }), {
      change: (right, { context }, { to }) =>
        to === 'escalating' ? { ...right, tierLevel: context.tierLevel + 1 } : right,
    });
    const verified = verifyPolicy(machine, quick);
    await expect(verified).rejects.toThrow('(replay-equals-live)');
    await expect(verified).rejects.toThrow('cannot handle it, needs tier 3');
  });

  test('an execution above the cap, in the pattern', async () => {
    const message = await violationOf(
      (parts) => {
        const pattern = assemblePattern(parts);
        const executeWithHandoff: typeof pattern.executeWithHandoff = (task, { maxTier, ...rest } = {}) =>
          pattern.executeWithHandoff(task, rest);
        return { ...pattern, executeWithHandoff };
      },
      options,
      { maxTier: 2 },
    );
    expect(message).toContain('maxTier 2');
  });

  test('an execution above the cap, in the machine', async () => {
    const machine = mistaken(options, { input: ({ maxTier, ...input }) => input });
    await expect(verifyPolicy(machine, quick)).rejects.toThrow(
      'No tier above maxTier is ever called, and none that is not there. (never-above-max-tier)',
    );
  });

  test('a wrong tier count, in the pattern and in the result', async () => {
    const missesOne = await violationOf((parts) =>
      assemblePattern({ ...parts, agents: new Map([...parts.agents].filter(([level]) => level < 3)) }),
    );
    expect(missesOne).toContain('Tier 2 is\n  missing\nand should be');
    const miscounts = await violationOf((parts) => {
      const pattern = assemblePattern(parts);
      return {
        ...pattern,
        executeWithHandoff: async (task, executeOptions) => {
          const result = await pattern.executeWithHandoff(task, executeOptions);
          return { ...result, escalationCount: result.escalationCount + 1 };
        },
      };
    });
    expect(miscounts).toContain('"escalationCount":1');
    const machine = mistaken(options, {
      change: (right) => (right.escalationCount === 2 ? { ...right, escalationCount: 3 } : right),
    });
    await expect(verifyPolicy(machine, quick)).rejects.toThrow('(bounded-escalations)');
  });

  test.for(['evaluate', 'execute'] as const)('what cannot be read of %s becomes a default in silence', async (kind) => {
    const readable = (raw: unknown) => isObject(raw) && raw['canHandle'] !== 'perhaps' && raw['confidence'] !== 'high';
    const guesses = withAgents((agent) => ({
      ...agent,
      evaluateTask: async (input, callOptions) => {
        const output = await agent.evaluateTask(input, callOptions);
        if (kind === 'execute' || readable(output)) return output;
        return { canHandle: false, complexityScore: 0.5, reasoning: '', requiresTier: input.tierLevel };
      },
      executeTask: async (input, callOptions) => {
        const output = await agent.executeTask(input, callOptions);
        if (kind === 'evaluate' || readable(output)) return output;
        return { result: 'Nothing to say.', confidence: 0.5, executionMetadata: {} };
      },
    }));
    expect(await violationOf(guesses)).toContain(': says something malformed → ');
  });
});
