// Writes test/records/VERSION/*.jsonl: executions as this version of the machine records them. The suite replays every
// version's records for ever (test/records.test.ts). Run it once per release: node scripts/records.ts
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import packageJson from '../package.json' with { type: 'json' };
import {
  exportExecutions,
  functionAgent,
  humanAgent,
  inMemory,
  type LimitName,
  type PolicyOptions,
  type SharedMemory,
} from '../src/index.ts';
import { assemblePattern } from '../src/pattern/assemblePattern.ts';
import { explorePaths, runPath, type Alphabet } from '../src/testing.ts';
import { systemClock } from '../src/time/clock.ts';

interface Scene {
  readonly policy: PolicyOptions;
  readonly alphabet: Alphabet;
  readonly limits?: readonly LimitName[];
  readonly maxTier?: number;
}

const tiers = [1, 2, 3].map((level) => ({ level, agentId: `agent-${level}` }));
const few: Alphabet = { requiredTiers: [3], failures: ['error'], spends: ['nothing'], interruptions: false };

const scenes: Readonly<Record<string, Scene>> = {
  plain: { policy: { maxRetries: 0 }, alphabet: { ...few, interruptions: true } },
  gate: { policy: { maxRetries: 0, minConfidence: 0.5 }, alphabet: few },
  direct: { policy: { maxRetries: 0, routing: 'direct' }, alphabet: { ...few, requiredTiers: [2, 3], failures: [] } },
  reject: { policy: { maxRetries: 0, atCap: 'reject' }, alphabet: few },
  fail: { policy: { maxRetries: 0, onError: 'fail' }, alphabet: few },
  person: { policy: { maxRetries: 0, atCap: 'human' }, alphabet: few },
  retries: { policy: { maxRetries: 1 }, alphabet: { ...few, failures: ['timeout'] }, maxTier: 2 },
  spending: {
    policy: { maxRetries: 0 },
    alphabet: { ...few, failures: [], spends: ['nothing', 'half', 'unknown'] },
    limits: ['tokens', 'costUsd'],
  },
  time: {
    policy: { maxRetries: 0, onLimit: 'best-effort', minConfidence: 0.5 },
    alphabet: { ...few, failures: [], spends: ['nothing', 'all time'] },
    limits: ['timeMs'],
  },
};

const folder = join(import.meta.dirname, '..', 'test', 'records', packageJson.version);
if (existsSync(folder)) throw new Error(`${folder} is there already. The records of a version are written once.`);
mkdirSync(folder, { recursive: true });
for (const [name, scene] of Object.entries(scenes)) await write(name, await played(scene));
await write('forks', await forked());

/** Drives every path of a scene through a real pattern. */
async function played({ policy, alphabet, limits = [], maxTier }: Scene): Promise<SharedMemory> {
  const memory = inMemory();
  let count = 0;
  for (const path of explorePaths({ tiers, policy }, { alphabet, limits, maxTier }).everyPath()) {
    count += 1;
    const { differences } = await runPath(path, { sharedMemory: memory, executionId: `path-${count}` });
    if (differences.length > 0) throw new Error(differences.join('\n'));
  }
  return memory;
}

/** One execution, and a fork of it at each of its calls. */
async function forked(): Promise<SharedMemory> {
  const sharedMemory = inMemory();
  const agents = new Map(
    tiers.map(({ level, agentId }) => [
      level,
      functionAgent({
        agentId,
        evaluate: () => ({ canHandle: level === 3, complexityScore: 0.8, reasoning: 'As scripted.', requiresTier: 3 }),
        execute: () => ({ result: 'The answer.', confidence: 0.9, costUsd: 0.01 }),
      }),
    ]),
  );
  const pattern = assemblePattern({
    agents,
    sharedMemory,
    policy: { maxRetries: 0, minConfidence: 0.5 },
    human: humanAgent(),
    returnsOnWaitByDefault: false,
    clock: systemClock,
  });
  await pattern.executeWithHandoff('The task.', { executionId: 'parent', context: 'The context.' });
  const calls = (await pattern.getTransitions('parent')).filter(({ event }) => 'actorId' in event);
  for (const { seq, decision } of calls) {
    const output = decision === undefined ? { confidence: 0.7 } : { reasoning: 'Changed.' };
    const error = { name: 'Error', code: 'HANDOFF_AGENT_CALL', message: 'The model refused.' };
    await pattern.fork('parent', { executionId: `output-at-${seq}`, at: seq, event: { output } });
    await pattern.fork('parent', { executionId: `error-at-${seq}`, at: seq, event: { error } }).catch(() => undefined);
  }
  return sharedMemory;
}

async function write(name: string, memory: SharedMemory): Promise<void> {
  const lines: string[] = [];
  for await (const line of exportExecutions(memory)) lines.push(line);
  writeFileSync(join(folder, `${name}.jsonl`), lines.join(''));
  process.stdout.write(`${name}.jsonl: ${lines.length} lines\n`);
}
