import { assemblePattern } from '../../../src/pattern/assemblePattern.ts';
import type { TransitionRecord } from '../../../src/machines/executionTypes.ts';
import { inMemory } from '../../../src/memory/inMemory.ts';
import type { Clock } from '../../../src/time/clock.ts';
import { functionAgent } from '../../../src/services/functionAgent.ts';
import { humanAgent } from '../../../src/services/humanAgent.ts';
import type { HandoffAgent } from '../../../src/services/agent.ts';
import type { Session } from '../../../inspector/protocol.ts';

/** What a tier does with a task. */
interface Behaviour {
  readonly complexity: number;
  readonly reasoning: string;
  /** The level it thinks the task needs; absent: it can handle it. */
  readonly needs?: number;
  readonly answer?: string;
  readonly confidence?: number;
  readonly fails?: string;
}

interface Scenario {
  readonly executionId: string;
  readonly task: string;
  readonly maxTier?: number;
  readonly tiers: readonly Behaviour[];
}

const scenarios: readonly Scenario[] = [
  {
    executionId: '3f1f0c5e-8a57-4c1e-9d0a-5a7be1d2c901',
    task: 'How do I reset my password?',
    tiers: [
      {
        complexity: 0.12,
        reasoning: 'A known question with a known answer.',
        answer: 'Open **Settings**, then *Security*, and choose “Reset password”. The link is good for 30 minutes.',
        confidence: 0.97,
      },
    ],
  },
  {
    executionId: '7f3a1b2c-11de-4f00-8d5e-2b9a60e0cc21',
    task: 'Queries time out after the migration to the new cluster',
    tiers: [
      { complexity: 0.58, reasoning: 'Needs product internals: I know the settings, not the database.', needs: 2 },
      {
        complexity: 0.71,
        reasoning: 'It may be the statistics, but I cannot read the execution plan.',
        answer: 'Try to analyse the tables again.',
        confidence: 0.44,
      },
      {
        complexity: 0.66,
        reasoning: 'The migration left the statistics behind: the plan falls back to a full scan.',
        answer: 'Run `ANALYZE` on the moved tables, and raise `statement_timeout` until it is done.',
        confidence: 0.91,
      },
    ],
  },
  {
    executionId: 'a90d2f41-5f0b-4c9b-8a53-7a13c6e4f002',
    task: 'Configure SSO with our SAML provider',
    maxTier: 2,
    tiers: [
      { complexity: 0.49, reasoning: 'The identity provider is not one that I know.', needs: 2 },
      {
        complexity: 0.83,
        reasoning: 'Certificates and attribute mapping are for engineering; I can only give the outline.',
        needs: 3,
        answer: 'Create a SAML application with the provider, and send us its metadata URL.',
        confidence: 0.52,
      },
    ],
  },
  {
    executionId: 'c41c9b77-02aa-4b87-9a5e-e7de0b1a7703',
    task: 'Change my email address',
    tiers: [
      { complexity: 0, reasoning: '', fails: 'The knowledge base could not be reached (ECONNRESET).' },
      {
        complexity: 0.2,
        reasoning: 'A change of the profile.',
        answer: 'Change it under Settings, Profile; confirm the link that is sent to the new address.',
        confidence: 0.95,
      },
    ],
  },
  {
    executionId: 'd8e77a20-93cc-4f4e-b1ad-30b5a9c8b904',
    task: 'Refund for a duplicate charge',
    tiers: [
      { complexity: 0.41, reasoning: 'Money is involved.', needs: 4 },
      { complexity: 0.44, reasoning: 'I may not book anything.', needs: 4 },
      { complexity: 0.47, reasoning: 'A person has to approve refunds.', needs: 4 },
    ],
  },
  {
    executionId: 'e5b4c3d2-7711-4d3e-8f60-9a0b1c2d3e05',
    task: 'Exports over 10k rows crash the app',
    tiers: [
      { complexity: 0.62, reasoning: 'Needs product internals: memory use of the export.', needs: 2 },
      {
        complexity: 0.62,
        reasoning:
          'Known pattern: the export buffers the full result set. I can give the streaming workaround and the version with the fix.',
        answer: 'Use the streaming export (`?stream=1`) until 4.12, which writes in batches of 500 rows.',
        confidence: 0.84,
      },
    ],
  },
];

const agentIds = ['frontline_faq', 'technical_support', 'engineering_support'] as const;
const prices = [0, 0.0014, 0.0152] as const;

/** Runs a real pattern with scripted agents and a clock that only they move: six executions that went six ways. */
export async function demoSession(): Promise<Session> {
  let time = Date.UTC(2026, 10, 24, 9, 0, 0);
  const clock: Clock = { now: () => time, schedule: () => () => undefined };
  const scenarioOf = (task: string) => scenarios.find((scenario) => scenario.task === task);
  const memory = inMemory();
  const agents = new Map<number, HandoffAgent>(
    agentIds.map((agentId, index) => [
      index + 1,
      functionAgent({
        agentId,
        evaluate: ({ task }) => {
          const behaviour = scenarioOf(task)?.tiers[index];
          time += 180 + index * 730;
          if (behaviour?.fails !== undefined) throw new Error(behaviour.fails);
          return {
            canHandle: behaviour?.needs === undefined,
            complexityScore: behaviour?.complexity ?? 0.5,
            reasoning: behaviour?.reasoning ?? '',
            requiresTier: behaviour?.needs ?? index + 1,
            costUsd: (prices[index] ?? 0) / 2,
            usage: { inputTokens: 640 + index * 190, outputTokens: 60 + index * 29 },
          };
        },
        execute: ({ task }) => {
          const behaviour = scenarioOf(task)?.tiers[index];
          time += 410 + index * 1_460;
          return {
            result: behaviour?.answer ?? '',
            confidence: behaviour?.confidence ?? 0.5,
            costUsd: prices[index] ?? 0,
            usage: { inputTokens: 1_021 + index * 310, outputTokens: 118 + index * 140 },
          };
        },
      }),
    ]),
  );
  const pattern = assemblePattern({
    agents: agents.set(4, humanAgent({ agentId: 'account_manager' })),
    sharedMemory: memory,
    policy: { minConfidence: 0.6 },
    human: humanAgent(),
    clock,
    callTimeoutMs: undefined,
    returnsOnWaitByDefault: true,
  });
  const executions: (readonly TransitionRecord[])[] = [];
  for (const { executionId, task, maxTier } of scenarios) {
    await pattern.executeWithHandoff(task, { executionId, ...(maxTier !== undefined && { maxTier }) });
    executions.push(await pattern.getTransitions(executionId));
    time += 7 * 60_000;
  }
  return { format: 'xstate-handoff-session', version: 1, title: 'support', executions };
}
