import { resolve } from 'node:path';

import { assemblePattern } from '../assemblePattern.ts';
import type { HandoffOptions } from '../configuration/options.ts';
import type { HandoffPattern } from '../handoffPattern.ts';
import { ConfigurationError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { configOf } from '../machines/fold.ts';
import type { HandoffConfig } from '../machines/types.ts';
import { preparePattern } from '../pattern.ts';
import { validConfig } from '../machines/validConfig.ts';
import type { HandoffAgent } from '../services/agent.ts';
import { systemClock } from '../services/clock.ts';
import { humanAgent } from '../services/humanAgent.ts';
import type { Io } from './io.ts';
import { vectorFile } from './memoryFile.ts';
import type { PlaceOptions } from './nextCommand.ts';
import { withPlace, type Place } from './place.ts';
import { plainReporter, silentReporter, type Reporter } from './reporter.ts';

/** Options of every command that may call agents. */
export interface PatternOptions extends PlaceOptions {
  readonly json?: boolean;
}

/** What a command has to do with: a pattern, where its executions are, and who shows them. */
export interface Bench {
  readonly pattern: HandoffPattern;
  readonly place: Place;
  readonly reporter: Reporter;
}

/** Opens the place, makes the pattern, lends both to `use`, and closes and tidies up afterwards. */
export function withPattern<T>(
  io: Io,
  options: PatternOptions,
  use: (bench: Bench) => Promise<T>,
  { quiet = false }: { readonly quiet?: boolean } = {},
): Promise<T> {
  return withPlace(io, options, 'write', async (place) => {
    const configured = withKnowledge(io, place.configured, options);
    const { pattern, announce } = preparePattern({ ...configured, sharedMemory: place.memory });
    if (!quiet) announce();
    const reporter = await reporterOf(io, options);
    try {
      return await use({ pattern, place, reporter });
    } finally {
      reporter.stop();
    }
  });
}

/** A pattern for what needs no agent: it lists and ends executions, and never calls anybody. */
export function bookkeeper(place: Place): HandoffPattern {
  const nobody = { level: 1, agentId: 'nobody' };
  return recordedPattern(place, validConfig({ tiers: [nobody] }));
}

/**
 * A pattern as the execution was recorded with, for what needs none of its agents: where one were called after all, it
 * fails, and says what to give.
 */
export function recordedPattern({ memory, configured: { redact } }: Place, config: HandoffConfig): HandoffPattern {
  const agents = new Map(config.tiers.map(({ level, agentId }) => [level, absentAgent(agentId)]));
  return assemblePattern({
    agents,
    sharedMemory: memory,
    policy: config.policy,
    human: humanAgent({ agentId: config.humanAgentId }),
    redact,
    timeoutMs: undefined,
    clock: systemClock,
    returnsOnWaitByDefault: true,
  });
}

function absentAgent(agentId: string): HandoffAgent {
  const absent = async () => {
    throw new ConfigurationError(
      '--config',
      `Agent '${agentId}' is not here. Give the config that has it: --config FILE`,
    );
  };
  return { agentId, evaluateTask: absent, executeTask: absent };
}

/** Whether a pattern goes on with an execution under the tiers and the policy that it was recorded with. */
export function fits({ config }: HandoffPattern, records: readonly TransitionRecord[]): boolean {
  return JSON.stringify(configOf(records)) === JSON.stringify(config);
}

/** What a config file says, with the knowledge file of the command line. */
export function withKnowledge(io: Io, options: HandoffOptions, { knowledge }: PlaceOptions): HandoffOptions {
  if (knowledge === undefined) return options;
  return { vectorCache: vectorFile(io.cwd), ...options, knowledge: resolve(io.cwd, knowledge) };
}

async function reporterOf(io: Io, { json = false }: PatternOptions): Promise<Reporter> {
  if (json) return silentReporter;
  if (!io.interactive) return plainReporter(io);
  const { terminalReporter } = await import('./terminalReporter.ts');
  return terminalReporter(io);
}
