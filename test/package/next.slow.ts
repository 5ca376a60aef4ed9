import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { expect, test } from 'vitest';

import { modelServer } from './support/modelServer.ts';
import { installedProject } from './support/project.ts';

const route = `
import { createHandoffPattern, openaiAgent } from 'xstate-handoff';

export const dynamic = 'force-dynamic';

export async function GET(): Promise<Response> {
  const model = openaiAgent({ agentId: 'model', apiKey: 'sk-test', baseURL: process.env.MODEL_URL });
  const { result, finalTier } = await createHandoffPattern({ tiers: { 1: model } }).executeWithHandoff('t');
  return Response.json({ result, finalTier });
}
`;

const clientPage = `
'use client';
import { useState } from 'react';
import { createHandoffPattern, functionAgent, inMemory } from 'xstate-handoff';

export default function Page() {
  const [answer, setAnswer] = useState('');
  const agent = functionAgent({
    agentId: 'a',
    evaluate: () => ({ canHandle: true, complexityScore: 0, reasoning: '', requiresTier: 1 }),
    execute: () => ({ result: 'From the page.', confidence: 1 }),
  });
  const ask = () => createHandoffPattern({ tiers: { 1: agent }, sharedMemory: inMemory() }).executeWithHandoff('t').then(({ result }) => setAnswer(result));
  return <button onClick={ask}>{answer}</button>;
}
`;

const layout = `
export default function Layout({ children }: { children: React.ReactNode }) {
  return <html><body>{children}</body></html>;
}
`;

test('a Next.js app asks a model in a route handler, and runs a pattern on a page', async () => {
  await using server = await modelServer('From the model.');
  using project = await installedProject(
    'next@16',
    'react@19',
    'react-dom@19',
    'openai@7',
    'typescript@5',
    '@types/react@19',
    '@types/node@24',
  );
  project.write({
    'app/layout.tsx': layout,
    'app/page.tsx': clientPage,
    'app/api/route.ts': route,
    'next.config.mjs': 'export default { turbopack: { root: import.meta.dirname } };',
  });
  const env = { NEXT_TELEMETRY_DISABLED: '1', MODEL_URL: server.baseURL };
  const next = join('node_modules', 'next', 'dist', 'bin', 'next');
  const built = await project.run(process.execPath, [next, 'build', '--turbopack'], env);
  expect({ code: built.code, output: built.code === 0 ? '' : built.stdout + built.stderr }).toEqual({
    code: 0,
    output: '',
  });

  const app = spawn(process.execPath, [next, 'start', '--hostname', '127.0.0.1', '--port', '0'], {
    cwd: project.folder,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const address = await addressIn(app.stdout);
    const response = await fetch(`${address}/api`);
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { result: 'From the model.', finalTier: 1 },
    });
    expect((await fetch(address)).status).toBe(200);
  } finally {
    app.kill();
    await once(app, 'close');
  }
});

/** The address that the server prints when it listens. */
async function addressIn(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('The server ended before it listened.');
}
