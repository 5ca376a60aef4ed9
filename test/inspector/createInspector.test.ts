import { describe, expect, test } from 'vitest';

import { parseInspectorOptions } from '../../inspector/options.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../support/agents.ts';
import { runNode } from '../support/runNode.ts';
import { connect, testInspector } from './viewer.ts';

describe('an inspector', () => {
  test.for<readonly [object, string]>([
    [{ prot: 1 }, "unknown option 'prot'"],
    [{ port: 70_000 }, "option 'port'"],
    [{ port: Number.NaN }, "option 'port'"],
    [{ redact: 'all' }, "option 'redact'"],
    [{ onDisconnect: 'explode' }, "option 'onDisconnect'"],
    [{ maxBufferedRecords: 1 }, "option 'maxBufferedRecords'"],
    [{ title: '' }, "option 'title'"],
  ])('refuses options that it does not know or cannot follow: %j', ([options, message]) => {
    expect(() => parseInspectorOptions(options)).toThrow(message);
  });

  test('says so where its port is taken', async () => {
    const { url } = await testInspector();
    const port = Number(new URL(url).port);
    await expect(testInspector({ port })).rejects.toMatchObject({ code: 'HANDOFF_CONFIGURATION', path: 'port' });
  });

  test('shows a session with its note, and refuses what is none', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    await pattern.executeWithHandoff('t', { executionId: 'e' });
    const records = await pattern.getTransitions('e');
    const inspector = await testInspector();
    const session = { format: 'xstate-handoff-session', version: 1, title: 'failed', note: 'It *failed*.' } as const;
    const remove = await inspector.addSession({ ...session, executions: [records] });
    const viewer = await connect(inspector);
    expect(await viewer.when('notice')).toMatchObject({ level: 'info', message: 'It *failed*.' });
    expect(await viewer.records('s1', 'e')).toEqual(records);
    remove();
    expect(await viewer.when('removed')).toMatchObject({ sourceId: 's1', executionIds: ['e'] });
    await expect(inspector.addSession({ ...session, executions: [[]] })).rejects.toThrow('not a session');
    const gap = inspector.addSession({ ...session, executions: [records.slice(0, 1).concat(records.slice(2))] });
    await expect(gap).rejects.toThrow('without gaps');
  });

  test('lists the newest executions where there are very many, and says that there are more', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    for (let index = 0; index < 5; index += 1) await pattern.executeWithHandoff('t', { executionId: `e${index}` });
    const inspector = await testInspector({ maxExecutions: 2 });
    inspector.attach(pattern);
    const viewer = await connect(inspector);
    const { executions } = await viewer.when('executions');
    expect(executions).toHaveLength(2);
    expect(await viewer.when('sources')).toMatchObject({ sources: [{ newestOnly: 2 }] });
    expect(await viewer.records('s1', 'e0')).toHaveLength(3);
  });

  test('does not keep its process alive, but for as long as it holds a call', async () => {
    const { code, stdout } = await runNode('test/inspector/inspectorChild.ts');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'held\na says hello\n' });
  });
});
