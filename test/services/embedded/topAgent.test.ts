import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

import { type FixtureResponse, LLMock } from '@copilotkit/aimock';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { findLocalServer, type LocalServer } from '../../../src/services/embedded/localServer.ts';
import { topAgent } from '../../../src/services/embedded/topAgent.ts';

async function listening(answer: RequestListener): Promise<number> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

const models = (...ids: readonly string[]) => JSON.stringify({ data: ids.map((id) => ({ id })) });
const found = (port: number) => findLocalServer([{ name: 'Test', port }]);
const input = { task: 't', tierLevel: 3, context: '', previousAttempts: [], capped: false } as const;
const options = () => ({ abortSignal: new AbortController().signal });

describe('looking for a model on this machine', () => {
  test('takes the first model of a server that lists some', async () => {
    const port = await listening((_, response) => response.end(models('small', 'large')));
    expect(await found(port)).toEqual({ name: 'Test', baseURL: `http://127.0.0.1:${port}/v1`, model: 'small' });
  });

  test.each([
    [['nomic-embed-text', 'bge-reranker', 'whisper-1', 'kokoro-TTS', 'qwen'], 'qwen'],
    [['nomic-embed-text', 'text-embedding-3'], undefined],
  ])('of %j takes %s: not all models answer', async (ids, model) => {
    const port = await listening((_, response) => response.end(models(...ids)));
    expect((await found(port))?.model).toBe(model);
  });

  test('prefers the servers in their order, whichever answers first', async () => {
    const slow = await listening((_, response) =>
      setImmediate(() => setImmediate(() => response.end(models('first')))),
    );
    const fast = await listening((_, response) => response.end(models('second')));
    const servers = [
      { name: 'Slow', port: slow },
      { name: 'Fast', port: fast },
    ];
    expect(await findLocalServer(servers, 5_000)).toMatchObject({ name: 'Slow', model: 'first' });
  });

  test('is not fooled by something else on the port', async () => {
    const answers: readonly RequestListener[] = [
      (_, response) => response.end('<h1>My router</h1>'),
      (_, response) => response.end('{"data":[]}'),
      (_, response) => response.end('{"data":[{"name":"x"}]}'),
      (_, response) => response.writeHead(404).end(models('m')),
      (_, response) => response.writeHead(302, { location: '/elsewhere' }).end(),
      (request) => request.socket.destroy(),
    ];
    for (const answer of answers) expect(await found(await listening(answer))).toBeUndefined();
  });

  test('gives up on a server that does not answer', async () => {
    const port = await listening(() => undefined);
    expect(await findLocalServer([{ name: 'Silent', port }], 50)).toBeUndefined();
  });

  test('finds nothing where nothing listens', async () => {
    expect(await found(1)).toBeUndefined();
  });
});

describe('the top of the embedded ladder', () => {
  test('is the local model where there is one, free of charge, and is never sent a key', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'sk-planted-0123456789');
    onTestFinished(() => void vi.unstubAllEnvs());
    const mock = await LLMock.create({ port: 0 });
    onTestFinished(() => mock.stop());
    mock.on({}, { content: '{"canHandle":true,"complexityScore":0.4,"reasoning":"r","requiresTier":3}' });
    const agent = topAgent('top', () => Promise.resolve({ name: 'Mock', baseURL: `${mock.url}/v1`, model: 'qwen' }));
    expect(await agent.evaluateTask(input, options())).toMatchObject({ canHandle: true, costUsd: 0 });
    expect(JSON.stringify(mock.getRequests())).not.toContain('sk-planted');
  });

  test('is a person where there is none, and looks only once', async () => {
    const find = vi.fn<() => Promise<undefined>>(() => Promise.resolve(undefined));
    const agent = topAgent('top', find);
    expect(await agent.evaluateTask(input, options())).toMatchObject({ canHandle: true });
    const waitForResponse = () => Promise.resolve({ result: 'hello', confidence: 1, executionMetadata: {} });
    expect(await agent.executeTask(input, { ...options(), waitForResponse })).toMatchObject({ result: 'hello' });
    expect(find).toHaveBeenCalledTimes(1);
  });

  const evaluation = '{"canHandle":false,"complexityScore":0.4,"reasoning":"r","requiresTier":3}';
  const person = () => Promise.resolve({ result: 'by a person', confidence: 1, executionMetadata: {} });

  test.each<readonly [string, FixtureResponse]>([
    ['an HTTP error', { error: { message: 'model not found' }, status: 404 }],
    ['garbage', { content: 'I am a teapot.' }],
  ])('is a person where the model answers %s, and says so; the next task asks the model again', async (_, bad) => {
    const mock = await LLMock.create({ port: 0 });
    onTestFinished(() => mock.stop());
    let healthy = false;
    mock.on({}, () => (healthy ? { content: evaluation } : bad));
    const find = vi.fn<() => Promise<LocalServer>>(() =>
      Promise.resolve({ name: 'Mock', baseURL: `${mock.url}/v1`, model: 'qwen' }),
    );
    const agent = topAgent('top', find);
    const judged = await agent.evaluateTask(input, options());
    expect(judged).toMatchObject({ canHandle: true });
    expect(judged.reasoning).toMatch(/^The local model qwen \(Mock\) could not judge the task: .+A person decides/);
    expect(await agent.executeTask(input, { ...options(), waitForResponse: person })).toMatchObject({
      result: 'by a person',
    });

    healthy = true;
    expect(await agent.evaluateTask(input, options())).toMatchObject({ canHandle: false, reasoning: 'r' });
    expect(find).toHaveBeenCalledTimes(2);
  });

  test('is a person where the server died, and finds the next one', async () => {
    const mock = await LLMock.create({ port: 0 });
    onTestFinished(() => mock.stop());
    mock.on({}, { content: evaluation });
    const servers = [
      { name: 'Dead', baseURL: 'http://127.0.0.1:1/v1', model: 'gone' },
      undefined,
      { name: 'Mock', baseURL: `${mock.url}/v1`, model: 'qwen' },
    ];
    const agent = topAgent('top', () => Promise.resolve(servers.shift()));
    expect((await agent.evaluateTask(input, options())).reasoning).toMatch(/^The local model gone \(Dead\)/);
    expect((await agent.evaluateTask(input, options())).reasoning).toMatch(/^A person decides/);
    expect((await agent.evaluateTask(input, options())).reasoning).toBe('r');
    expect((await agent.evaluateTask(input, options())).reasoning).toBe('r');
    expect(servers).toEqual([]);
  }, 15_000);

  test('does not take a cancelled call for a failure', async () => {
    const agent = topAgent('top', () =>
      Promise.resolve({ name: 'Dead', baseURL: 'http://127.0.0.1:1/v1', model: 'gone' }),
    );
    await expect(agent.evaluateTask(input, { abortSignal: AbortSignal.abort() })).rejects.toThrow('abort');
  });
});
