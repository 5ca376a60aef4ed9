// Opens an inspector, has a call held and released again by a viewer that leaves, and ends by itself.
import { setTimeout as sleep } from 'node:timers/promises';

import { WebSocket } from 'ws';

import { openInspector } from '../../inspector/openInspector.ts';
import { parseInspectorOptions } from '../../inspector/options.ts';
import { createHandoffPattern } from '../../src/pattern/createHandoffPattern.ts';
import { agentThat } from '../support/agents.ts';

const settings = parseInspectorOptions({ paused: true, releaseAfterMs: 0 });
const inspector = await openInspector({ ...settings, page: '' });
const pattern = createHandoffPattern({ tiers: { 1: agentThat('a') } });
inspector.attach(pattern);
const running = pattern.executeWithHandoff('t');
// Nothing but the held call keeps the process alive now.
await sleep(50, undefined, { ref: false });
process.stdout.write('held\n');
const viewer = new WebSocket(inspector.url.replace('http', 'ws'), { origin: new URL(inspector.url).origin });
viewer.once('message', () => viewer.close());
process.stdout.write(`${(await running).result}\n`);
