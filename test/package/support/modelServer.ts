import { LLMock } from '@copilotkit/aimock';

/** A model server on loopback whose model does every task, with this answer. */
export async function modelServer(result: string): Promise<AsyncDisposable & { readonly baseURL: string }> {
  const mock = await LLMock.create({ port: 0 });
  const answer = { result, confidence: 0.9, canHandle: true, complexityScore: 0.3, reasoning: 'r', requiresTier: 1 };
  mock.on({ userMessage: /.*/ }, { content: JSON.stringify(answer) });
  return { baseURL: `${mock.url}/v1`, [Symbol.asyncDispose]: () => mock.stop() };
}
