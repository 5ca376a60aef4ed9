#!/usr/bin/env bash
# ai 7.0.173 with @ai-sdk/openai-compatible 2.0.92 (npm)
#
# xAI counts the tokens of reasoning beside `completion_tokens`: prompt 12, completion 2, reasoning 317, total 331.
#
# Behaviour: usage.outputTokens is 2 and usage.totalTokens 14, while the same object says 317 of them were reasoning;
# whoever multiplies outputTokens by a price reports a hundredth of the cost. A usage of zeros, which some gateways send
# where they do not count, is 0 tokens and not unknown.
# Expected: outputTokens 319 (total minus prompt), totalTokens 331; undefined for zeros beside a text.
#
# Output:
#   reasoning beside: outputTokens 2, reasoningTokens 317, totalTokens 14
#   zeros: outputTokens 0 for the text "hello"
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund ai@7.0.173 @ai-sdk/openai-compatible@2.0.92 >>npm.log 2>&1
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
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText } from 'ai';

const used = (usage) =>
  served(
    (response) => json(response, 200, completion(usage)),
    (baseURL) => generateText({ model: createOpenAICompatible({ name: 'local', baseURL })('m'), prompt: 'hi' }),
  );
const beside = await used({
  prompt_tokens: 12,
  completion_tokens: 2,
  total_tokens: 331,
  completion_tokens_details: { reasoning_tokens: 317 },
});
if (beside.error) throw beside.error;
const { outputTokens, outputTokenDetails, totalTokens } = beside.value.usage;
console.log(`reasoning beside: outputTokens ${outputTokens}, reasoningTokens ${outputTokenDetails.reasoningTokens}, totalTokens ${totalTokens}`);
assert.deepEqual([outputTokens, outputTokenDetails.reasoningTokens, totalTokens], [2, 317, 14]);
const zeros = await used({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
console.log(`zeros: outputTokens ${zeros.value.usage.outputTokens} for the text "${zeros.value.text}"`);
assert.equal(zeros.value.usage.outputTokens, 0);
PROBE
timeout 120 node probe.mjs
