#!/usr/bin/env bash
# openai 7.57.0 (npm)
#
# Gateways such as OpenRouter report an error of the model behind them in a body of status 200:
# { "error": { "code": 429, "message": … } }.
#
# Behaviour: chat.completions.create() resolves with that body, typed as a ChatCompletion, and makes no retry.
# Asked for a stream, it yields nothing, and the loop ends without an error.
# Expected: an APIError with that code as its status (retried like any 429), or at least a rejection.
#
# Output:
#   whole: resolved with {"error":{"code":429,"message":"Busy upstream."}}, choices undefined, 1 request
#   stream: 0 chunks, no error, 1 request
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
const error = { error: { code: 429, message: 'Busy upstream.' } };
const whole = await served((response) => json(response, 200, error), ask);
console.log(`whole: resolved with ${JSON.stringify(whole.value)}, choices ${whole.value?.choices}, ${whole.requests} request`);
assert.deepEqual(JSON.parse(JSON.stringify(whole.value)), error);
assert.equal(whole.requests, 1);
const streamed = await served((response) => json(response, 200, error), stream);
console.log(`stream: ${streamed.value?.length} chunks, ${streamed.error ?? 'no error'}, ${streamed.requests} request`);
assert.deepEqual(streamed.value, []);
PROBE
timeout 120 node probe.mjs
