import { appendFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { z } from 'zod';

const callSchema = z.object({ callId: z.string(), phase: z.enum(['started', 'finished']) });

/** A line of the log in which agents note every call, whichever process makes it. */
export type CallNote = z.infer<typeof callSchema>;

/** One write with O_APPEND: a line that was written is whole, and stays when the process is killed. */
export function noteCall(file: string, note: CallNote): void {
  appendFileSync(file, `${JSON.stringify(note)}\n`);
}

/** Oldest first; empty where no call was made. */
export async function readCalls(file: string): Promise<readonly CallNote[]> {
  const text = await readFile(file, { encoding: 'utf8', flag: 'a+' });
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => callSchema.parse(JSON.parse(line)));
}

/** How often each call was started, in the order of the first starts. */
export function startsOf(calls: readonly CallNote[]): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  for (const { callId, phase } of calls) {
    if (phase === 'started') starts.set(callId, (starts.get(callId) ?? 0) + 1);
  }
  return starts;
}
