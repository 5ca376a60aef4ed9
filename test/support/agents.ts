import type { EvaluationOutput, ExecutionOutput } from '../../src/machines/types.ts';
import type { HandoffAgent, TaskEvaluationInput, TaskExecutionInput } from '../../src/services/agent.ts';

export interface Seen {
  readonly evaluations: TaskEvaluationInput[];
  readonly executions: TaskExecutionInput[];
}

export interface AgentBehaviour {
  readonly canHandle?: boolean;
  readonly complexityScore?: number;
  readonly requiresTier?: number;
  readonly confidence?: number;
  readonly result?: string;
  readonly evaluate?: (input: TaskEvaluationInput, signal: AbortSignal) => Promise<EvaluationOutput>;
  readonly execute?: (input: TaskExecutionInput, signal: AbortSignal) => Promise<ExecutionOutput>;
}

/** An agent that does what it is told, and keeps what it was asked. */
export function agentThat(agentId: string, behaviour: AgentBehaviour = {}): HandoffAgent & Seen {
  const { canHandle = true, complexityScore = 0.5, confidence = 0.9, result = `${agentId} says hello` } = behaviour;
  const seen: Seen = { evaluations: [], executions: [] };
  return {
    agentId,
    ...seen,
    evaluateTask: (input, { abortSignal }) => {
      seen.evaluations.push(input);
      if (behaviour.evaluate) return behaviour.evaluate(input, abortSignal);
      const requiresTier = behaviour.requiresTier ?? (canHandle ? input.tierLevel : input.tierLevel + 1);
      return Promise.resolve({ canHandle, complexityScore, reasoning: `${agentId} thinks so`, requiresTier });
    },
    executeTask: (input, { abortSignal }) => {
      seen.executions.push(input);
      if (behaviour.execute) return behaviour.execute(input, abortSignal);
      return Promise.resolve({ result, confidence, executionMetadata: {} });
    },
  };
}

/** A call that only ends when it is aborted. */
export function hanging(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}
