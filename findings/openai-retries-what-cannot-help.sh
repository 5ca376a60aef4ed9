#!/usr/bin/env bash
# openai 7.57.0 (npm)
#
# Behaviour: a 429 of code insufficient_quota is asked three times, although no wait fills an account; and a server that
# asks for more than 60 seconds (Retry-After: 61) is asked again in about half a second, as if it had said nothing,
# which keeps a rate limit alive. 60 seconds would be waited for.
# Expected: no retry of a quota; no retry, or a late one, where the server asks for longer than the client will wait.
#
# Output (the time varies):
#   insufficient_quota: 3 requests
#   Retry-After 61: asked again, within 2 seconds: true
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
import OpenAI from 'openai';

const ask = (baseURL, more = {}) =>
  new OpenAI({ apiKey: 'key', baseURL }).chat.completions.create({
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    ...more,
  });
const quota = { error: { message: 'No credit left.', type: 'insufficient_quota', code: 'insufficient_quota' } };
const spent = await served((response) => json(response, 429, quota, { 'retry-after-ms': '1' }), ask);
console.log(`insufficient_quota: ${spent.requests} requests`);
assert.equal(spent.requests, 3);
const times = [];
const patient = await served((response, request) => {
  times.push(performance.now());
  if (request === 1) json(response, 429, { error: { message: 'Slow down.' } }, { 'retry-after': '61' });
  else json(response, 200, completion());
}, ask);
console.log(`Retry-After 61: asked ${patient.requests > 1 ? 'again' : 'once'}, within 2 seconds: ${times[1] - times[0] < 2_000}`);
assert.ok(times[1] - times[0] < 2_000);
PROBE
timeout 120 node probe.mjs
