import { ConfigurationError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { configOf, standingAfter, type Standing } from '../machines/fold.ts';
import { isoTime } from '../machines/time.ts';
import type { HandoffConfig } from '../machines/types.ts';
import { validConfig, validDraft } from '../machines/validConfig.ts';
import { machineVersion, versionOf } from '../machines/version.ts';
import { canonicalJson } from '../memory/chain/digest.ts';
import type { Ladder } from '../run/executions.ts';

/** Where an execution goes on whose tiers or policy the pattern has changed since. */
export type Onto = 'recorded' | 'current';

/** The tiers that a pattern has at the moment, and those that it had before tiers were added. */
export interface Ladders {
  readonly current: Ladder;
  readonly earlier: readonly Ladder[];
}

/**
 * The tiers that an execution goes on with: those of the pattern, the earlier ones included, that are the recorded ones,
 * defaults filled in, else what `onto` says. It keeps the version of the machine that it began with, unless it moves
 * `onto` the current ones.
 *
 * @throws ConfigurationError where they differ and nothing says what to do, or where an agent for them is missing.
 */
export function ladderFor(
  records: readonly TransitionRecord[],
  { current, earlier }: Ladders,
  onto: Onto | undefined,
): Ladder {
  if (onto === 'current') return current;
  const config = configOf(records) ?? current.config;
  const known = onto === undefined ? [...earlier, current] : [current];
  const own = known.find((ladder) => isSameLadder(config, ladder.config));
  if (own !== undefined) return atVersionOf(config, own);
  const executionId = records[0]?.executionId ?? '';
  if (onto === undefined) {
    const message =
      `Execution ${executionId} was recorded under other tiers or another policy than this pattern has. Go on with the ` +
      "pattern it was made with, or say onto which (--onto): 'recorded' ones with the agents of today, or 'current' ones.";
    throw new ConfigurationError('onto', message);
  }
  const missing = config.tiers.find(({ level }) => !current.agents.has(level));
  if (missing !== undefined) {
    const message = `Execution ${executionId} was recorded with tier ${missing.level} (${missing.agentId}), and this pattern has no such tier. Add it.`;
    throw new ConfigurationError('tiers', message);
  }
  const other = config.tiers.find(({ level, agentId }) => current.agents.get(level)?.agentId !== agentId);
  if (other !== undefined) {
    const { level, agentId } = other;
    const message =
      `Execution ${executionId} was recorded with '${agentId}' at tier ${level}, where this pattern has ` +
      `'${current.agents.get(level)?.agentId}': the record would name the wrong one. Give the agent its recorded id.`;
    throw new ConfigurationError(`tiers.${level}.agentId`, message);
  }
  return { config: validConfig({ ...config, version: versionOf(config) }), agents: current.agents };
}

/** True where two configurations mean the same tiers and the same policy, whatever they leave to the defaults. */
export function isSameLadder(a: HandoffConfig, b: HandoffConfig): boolean {
  const { version: _, ...one } = validDraft({ ...a, version: machineVersion });
  const { version: __, ...other } = validDraft({ ...b, version: machineVersion });
  return canonicalJson(one) === canonicalJson(other);
}

function atVersionOf(recorded: HandoffConfig, current: Ladder): Ladder {
  const version = versionOf(recorded);
  return version === versionOf(current.config) ? current : { ...current, config: { ...current.config, version } };
}

/** A standing under the current tiers and policy; the same where it has them already. The record says so. */
export function ontoCurrent(standing: Standing, { config }: Ladder, now: number): Standing {
  if (versionOf(standing.config) === versionOf(config) && isSameLadder(standing.config, config)) return standing;
  return standingAfter(standing, { type: 'move', timestamp: isoTime(now), config });
}
