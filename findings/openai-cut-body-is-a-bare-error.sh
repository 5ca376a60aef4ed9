#!/usr/bin/env bash
# openai 7.57.0 (npm)
#
# Behaviour: a connection that is lost before the headers is an APIConnectionError and tried three times; one that is
# lost in the middle of the body is the TypeError of fetch, and half a body that ends in order is the SyntaxError of
# JSON.parse, each after one request. Neither is an OpenAIError, so `catch (error) { if (error instanceof OpenAIError)`
# misses both.
# Expected: an APIConnectionError for all three, retried: the request is the same, and nothing of its answer was used.
#
# Output:
#   before the headers: APIConnectionError after 3 requests
#   in the body: TypeError (terminated) after 1 request, an OpenAIError: false
#   half a body: SyntaxError after 1 request, an OpenAIError: false
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
import OpenAI from 'openai';

const ask = (baseURL, more = {}) =>
  new OpenAI({ apiKey: 'key', baseURL }).chat.completions.create({
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    ...more,
  });
const half = '{"id":"c1","choi';
const begin = (response) => response.writeHead(200, { 'content-type': 'application/json' });
const reset = await served((response) => response.socket.destroy(), ask);
console.log(`before the headers: ${reset.error?.constructor.name} after ${reset.requests} requests`);
assert.equal(reset.requests, 3);
const cut = await served((response) => begin(response).write(half, () => response.socket.end()), ask);
console.log(`in the body: ${cut.error?.constructor.name} (${cut.error?.message}) after ${cut.requests} request, an OpenAIError: ${cut.error instanceof OpenAI.OpenAIError}`);
assert.equal(cut.error?.constructor, TypeError);
assert.equal(cut.requests, 1);
const ended = await served((response) => begin(response).end(half), ask);
console.log(`half a body: ${ended.error?.constructor.name} after ${ended.requests} request, an OpenAIError: ${ended.error instanceof OpenAI.OpenAIError}`);
assert.equal(ended.error?.constructor, SyntaxError);
PROBE
timeout 120 node probe.mjs
