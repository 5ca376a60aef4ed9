#!/usr/bin/env bash
# openai 7.57.0 (npm)
#
# Behaviour: a stream that ends in the middle of an answer (no finish_reason, no [DONE], the connection closed as it
# should be) ends the loop over it without an error, and so does a whole JSON completion in answer to `stream: true`,
# which some servers send: then there is not a single chunk, and the answer, which was paid for, is lost.
# Expected: an error that the stream is not complete, or not a stream (the helper `.stream()` has one).
#
# Output:
#   half a stream: 1 chunk, finish_reason null, no error
#   a whole completion: 0 chunks, no error
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
const json = (response, status, body, headers = {}) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
const completion = (usage) => ({
  id: 'c1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hello' }, finish_reason: 'stop' }],
  usage,
});
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
const half = await served((response) => events(response, [chunk('hel')]), stream);
console.log(`half a stream: ${half.value?.length} chunk, finish_reason ${half.value?.[0].choices[0].finish_reason}, ${half.error ?? 'no error'}`);
assert.equal(half.value?.length, 1);
const whole = await served((response) => json(response, 200, completion()), stream);
console.log(`a whole completion: ${whole.value?.length} chunks, ${whole.error ?? 'no error'}`);
assert.deepEqual(whole.value, []);
PROBE
timeout 120 node probe.mjs
