import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { parseSession } from '../../../inspector/sources/sessionMemory.ts';
import { createHandoffPattern } from '../../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../../support/agents.ts';
import { connect, page, testInspector } from '../viewer.ts';

describe('an exported page', () => {
  test('holds the session, and no text in it can break out', async () => {
    const task = `</script><script>alert(1)</script><!-- <script> $& $1 \u2028 "'`;
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    const inspector = await testInspector({ title: 'of mine' });
    inspector.attach(pattern);
    await pattern.executeWithHandoff(task, { executionId: 'e' });
    const viewer = await connect(inspector);
    const html = await viewer.exported('e');
    const [before, json = '', after] = html.split(/<script type="application\/json" id="session">|<\/script>\n<style/);
    expect(`${before}${after}`.match(/<script/g)).toHaveLength(1);
    expect(json).not.toContain('<');
    const session = parseSession(JSON.parse(json));
    expect(session).toMatchObject({ title: 'of mine', executions: [[{ event: { input: { task } } }, {}, {}]] });
    expect(session.executions[0]).toEqual(await pattern.getTransitions('e'));
  });

  test('runs its own scripts and no others, and connects to nothing', async () => {
    const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
    const inspector = await testInspector();
    inspector.attach(pattern);
    await pattern.executeWithHandoff('t', { executionId: 'e' });
    const html = await (await connect(inspector)).exported('e');
    const hash = createHash('sha256').update('1;').digest('base64');
    const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(html) ?? [];
    expect(policy).toContain(`script-src 'sha256-${hash}';`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'none'");
    expect(html.startsWith(page.slice(0, page.indexOf('<style>')))).toBe(true);
    expect(html.endsWith(page.slice(page.indexOf('<style>')))).toBe(true);
  });

  test('is refused for an execution that is nowhere', async () => {
    const viewer = await connect(await testInspector());
    await expect(viewer.ask({ type: 'export', executionIds: ['nope'] })).rejects.toThrow('nope');
  });
});
