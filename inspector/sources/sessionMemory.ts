import { z } from 'zod';

import { ConfigurationError } from '../../src/machines/errors.ts';
import { isTransitionRecord, phrases, recordIssues } from '../../src/memory/chain/recordShape.ts';
import { inMemory } from '../../src/memory/inMemory.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import type { Session } from '../protocol.ts';

const record = z.custom<TransitionRecord>(isTransitionRecord, {
  error: ({ input }) => `is not a record: ${recordIssues(input).join('; ')}`,
});

const SessionSchema: z.ZodType<Session> = z.strictObject({
  format: z.literal('xstate-handoff-session'),
  version: z.literal(1),
  title: z.string(),
  executions: z.array(z.array(record).min(1)),
  focus: z.strictObject({ executionId: z.string(), seq: z.int().min(0) }).exactOptional(),
  note: z.string().exactOptional(),
});

/** @throws ConfigurationError naming the first mistakes. */
export function parseSession(value: unknown, name = 'session'): Session {
  const parsed = SessionSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const mistakes = phrases(parsed.error).slice(0, 3).join('; ');
  throw new ConfigurationError('session', `${name} is not a session of the inspector: ${mistakes}. Export it again.`);
}

/** The executions of a session as a memory. @throws MemoryError where their records do not belong together. */
export async function sessionMemory({ executions }: Session): Promise<SharedMemory> {
  const memory = inMemory();
  for (const records of executions) await memory.append(records);
  return memory;
}
