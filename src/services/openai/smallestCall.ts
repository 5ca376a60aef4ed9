import type { CallReport } from '../../machines/types.ts';
import type { AgentCallOptions } from '../agent.ts';
import type { Ask } from './conversation.ts';
import { evaluationForm } from './modelOutput.ts';
import { evaluationMessages } from './prompts.ts';

const task = { task: 'Add one and one.', tierLevel: 1, context: '', previousAttempts: [] };

/** Has the model judge a trivial task, with the settings and through the path of every other call. Says what it cost. */
export async function smallestCall(
  ask: Ask,
  instructions: string | undefined,
  { abortSignal, idempotencyKey }: AgentCallOptions,
): Promise<CallReport> {
  const messages = evaluationMessages(task, instructions);
  const { report } = await ask({ messages, form: evaluationForm(task.tierLevel), abortSignal, idempotencyKey });
  return report;
}
