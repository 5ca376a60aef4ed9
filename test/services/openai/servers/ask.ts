import type { ExecuteOptions } from '../../../../src/pattern/executeOptions.ts';
import type { HandoffEvent, HandoffResult } from '../../../../src/run/result.ts';
import type { TransitionRecord } from '../../../../src/machines/executionTypes.ts';
import type { HandoffPolicy } from '../../../../src/machines/types.ts';
import { createHandoffPattern } from '../../../../src/pattern/createHandoffPattern.ts';
import type { HandoffAgent } from '../../../../src/services/agent.ts';
import { functionAgent } from '../../../../src/services/functionAgent.ts';
import { openaiAgent } from '../../../../src/services/openai/openaiAgent.ts';
import type { OpenAIAgentOptions } from '../../../../src/services/openai/options.ts';
import type { Reply } from '../bodies/reply.ts';
import { asRecord } from '../support.ts';
import { scriptedServer, type Requested, type Scripted } from './scriptedServer.ts';

export type Way = 'execute' | 'stream';
export const ways: readonly Way[] = ['execute', 'stream'];

/** What came of one task. */
export interface Outcome {
  readonly result: HandoffResult | undefined;
  readonly error: unknown;
  readonly records: readonly TransitionRecord[];
  /** Everything an observer was told, the text deltas where the task was streamed included. */
  readonly events: readonly HandoffEvent[];
  /** The text that was shown while it was written. */
  readonly shown: string;
  /** The requests of this task alone. */
  readonly requests: readonly Requested[];
  /** How often the dear tier was asked anything. */
  readonly dearCalls: number;
}

export interface Asked {
  readonly agent?: Partial<OpenAIAgentOptions>;
  readonly policy?: Partial<HandoffPolicy>;
  readonly options?: ExecuteOptions;
}

export const dearResult = 'The dear tier did it.';

/** A server with this script, and a ladder of two tiers: a model there, and an agent that answers everything. */
export async function ladder(
  script: readonly Scripted[] | ((request: Requested) => Reply),
  { agent, policy = {} }: Asked = {},
) {
  const { baseURL, requests, left } = await scriptedServer(script);
  const cheap = openaiAgent({
    agentId: 'm1',
    model: 'm',
    env: {},
    ...(agent?.client === undefined && { baseURL, apiKey: 'local' }),
    maxRetries: 0,
    ...agent,
  });
  return { ...ladderOf(cheap, requests, policy), baseURL, left };
}

/** The same of an agent that talks to a server of its own. */
export function ladderOf(cheap: HandoffAgent, requests: readonly Requested[], policy: Partial<HandoffPolicy> = {}) {
  let dearCalls = 0;
  const dear = functionAgent({
    agentId: 'dear',
    evaluate: () => {
      dearCalls += 1;
      return { canHandle: true, complexityScore: 0.5, reasoning: 'Always.', requiresTier: 2, ...free };
    },
    execute: () => {
      dearCalls += 1;
      return { result: dearResult, confidence: 1, ...free };
    },
  });
  const pattern = createHandoffPattern({ tiers: { 1: cheap, 2: dear }, policy: { retryDelayMs: 1, ...policy } });

  const ask = async (way: Way = 'execute', options: ExecuteOptions = {}): Promise<Outcome> => {
    const executionId = options.executionId ?? crypto.randomUUID();
    const before = { requests: requests.length, dearCalls };
    const events: HandoffEvent[] = [];
    const onEvent = (event: HandoffEvent) => void events.push(event);
    let result: HandoffResult | undefined;
    let error: unknown;
    try {
      if (way === 'execute') {
        result = await pattern.executeWithHandoff('Reset my password', { ...options, executionId, onEvent });
      } else {
        for await (const event of pattern.stream('Reset my password', { ...options, executionId })) {
          onEvent(event);
          if (event.type === 'result') ({ result } = event);
        }
      }
    } catch (thrown) {
      error = thrown;
    }
    return {
      result,
      error,
      events,
      records: await pattern.getTransitions(executionId),
      shown: shownAfter(events),
      requests: requests.slice(before.requests),
      dearCalls: dearCalls - before.dearCalls,
    };
  };
  return { pattern, ask, requests };
}

const free = { usage: { inputTokens: 0, outputTokens: 0 }, costUsd: 0 };

/** The text that somebody sees who follows the events. */
function shownAfter(events: readonly HandoffEvent[]): string {
  let text = '';
  for (const event of events) {
    if (event.type === 'text-reset') text = '';
    if (event.type === 'text-delta') text += event.delta;
  }
  return text;
}

/** One task for a server with this script. */
export async function asked(
  script: readonly Scripted[] | ((request: Requested) => Reply),
  { options, ...more }: Asked = {},
  way: Way = 'execute',
): Promise<Outcome> {
  const { ask } = await ladder(script, more);
  return ask(way, options);
}

/** The failures that stand in the records, oldest first. */
export function failuresIn({ records }: Outcome): readonly Record<string, unknown>[] {
  return records.flatMap(({ event }) => ('error' in event ? [asRecord(event.error)] : []));
}

/** What the calls that succeeded returned, oldest first: evaluations and executions. */
export function outputsIn({ records }: Outcome): readonly Record<string, unknown>[] {
  return records.flatMap(({ event }) => ('output' in event ? [asRecord(event.output)] : []));
}

/** What stands in the metadata of the answer. */
export function metadataOf({ result }: Outcome): Record<string, unknown> {
  if (result?.status !== 'completed') throw new Error('It was not completed.');
  return asRecord(result.executionMetadata);
}
