#!/usr/bin/env bash
# openai 7.57.0 (npm)
#
# Behaviour: an error in the middle of a stream, { "error": { "code": 429, … } } as OpenRouter sends it, is thrown as a
# plain APIError: its status is undefined, so it is no RateLimitError, and nobody who looks at the status tries again.
# The same error as vLLM and llama.cpp have sent it, without the envelope or in a choice, is not thrown at all: it is
# yielded like a chunk, and the loop ends as if the answer were complete.
# Expected: one error class with the status that the server named, whichever of the three it sends.
#
# Output:
#   in an envelope: APIError, status undefined, code 429
#   without one: yielded {"object":"error","message":"Engine is dead.","code":500}, no error
#   in a choice: yielded finish_reason error, no error
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund openai@7.57.0 >>npm.log 2>&1
cat >probe.mjs <<'PROBE'
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** A server on loopback; `reply` is given the response and how many requests there have been. */
async function served(reply, use) {
  let requests = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => reply(response, (requests += 1)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const outcome = await use(`http://127.0.0.1:${server.address().port}/v1`).then(
      (value) => ({ value }),
      (error) => ({ error }),
    );
    return { ...outcome, requests };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
const chunk = (content) => ({
  id: 'c1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'm',
  choices: [{ index: 0, delta: { content }, finish_reason: null }],
});
const events = (response, items) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(items.map((item) => `data: ${JSON.stringify(item)}\n\n`).join(''));
};
import OpenAI from 'openai';

const ask = (baseURL, more = {}) =>
  new OpenAI({ apiKey: 'key', baseURL }).chat.completions.create({
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    ...more,
  });
const stream = async (baseURL) => {
  const chunks = [];
  for await (const item of await ask(baseURL, { stream: true })) chunks.push(item);
  return chunks;
};
const failing = (item) => served((response) => events(response, [chunk('hel'), item]), stream);
const enveloped = await failing({ error: { code: 429, message: 'Slow down.' } });
console.log(`in an envelope: ${enveloped.error?.constructor.name}, status ${enveloped.error?.status}, code ${enveloped.error?.code}`);
assert.equal(enveloped.error?.constructor, OpenAI.APIError);
assert.equal(enveloped.error?.status, undefined);
const bare = await failing({ object: 'error', message: 'Engine is dead.', code: 500 });
console.log(`without one: yielded ${JSON.stringify(bare.value?.[1])}, ${bare.error ?? 'no error'}`);
assert.equal(bare.value?.[1].object, 'error');
const choice = await failing({ choices: [{ index: 0, delta: {}, finish_reason: 'error', error: { code: 502 } }] });
console.log(`in a choice: yielded finish_reason ${choice.value?.[1].choices[0].finish_reason}, ${choice.error ?? 'no error'}`);
assert.equal(choice.value?.[1].choices[0].finish_reason, 'error');
PROBE
timeout 120 node probe.mjs
