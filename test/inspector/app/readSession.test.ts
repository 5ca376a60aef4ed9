import { describe, expect, test } from 'vitest';

import { readSession } from '../../../inspector/app/state/readSession.ts';
import { exportExecutions } from '../../../src/memory/archive.ts';
import { inMemory } from '../../../src/memory/inMemory.ts';
import { demoSession } from '../support/demoSession.ts';

async function exported(): Promise<string> {
  const memory = inMemory();
  for (const records of (await demoSession()).executions) await memory.append(records);
  let text = '';
  for await (const line of exportExecutions(memory)) text += line;
  return text;
}

describe('a file that is opened', () => {
  test('may be a session', async () => {
    const session = { ...(await demoSession()), note: 'See **step 3**.' };
    expect(readSession(JSON.stringify(session), 'a.json')).toEqual(session);
  });

  test('may be what handoff export wrote', async () => {
    const { executions } = readSession(await exported(), 'all.jsonl');
    expect(executions).toHaveLength(6);
    expect(executions[0]?.[0]?.seal?.hash).toHaveLength(64);
  });

  test('that is neither is refused with words for what to do', async () => {
    const whole = await exported();
    const lines = whole.split('\n');
    const session = await demoSession();
    const [first = [], ...rest] = session.executions;
    const gap = { ...session, executions: [first.filter(({ seq }) => seq !== 1), ...rest] };
    expect(() => readSession('{"a":1}', 'a.json')).toThrow("Open what Export or 'handoff export' wrote");
    expect(() => readSession('', 'empty.json')).toThrow('neither a session nor an export');
    expect(() => readSession(JSON.stringify({ ...session, version: 2 }), 'a.json')).toThrow('reads version 1');
    expect(() => readSession(JSON.stringify(gap), 'a.json')).toThrow('Record 1 in execution 1 of a.json');
    expect(() => readSession([...lines.slice(0, 4), '{"cut', ''].join('\n'), 'cut.jsonl')).toThrow('line 5');
  });
});
