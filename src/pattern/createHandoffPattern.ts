import { environment } from '../platform/node.ts';
import { assemblePattern } from './assemblePattern.ts';
import { readEnvironment } from './environment.ts';
import { announceSample } from './notice.ts';
import { parseHandoffOptions, type HandoffOptions } from './handoffOptions.ts';
import { resolveTiers } from './resolveTiers.ts';
import type { HandoffPattern } from './handoffPattern.ts';
import { inMemory } from '../memory/inMemory.ts';
import { systemClock } from '../time/clock.ts';
import { humanAgent } from '../services/humanAgent.ts';

/**
 * Creates a pattern, on one of four levels: nothing at all, a number of tiers, settings per tier, or one's own agents.
 *
 * Without options, environment or key it is the embedded ladder on a sample knowledge base, and says so once on stderr.
 *
 * @throws ConfigurationError for an unknown option, a value out of range, or a provider without its key.
 * @throws KnowledgeError where there is no such knowledge file. It is read at the first task, which fails with a KnowledgeError
 * naming the line where an entry is broken.
 */
export function createHandoffPattern(options: HandoffOptions = {}): HandoffPattern {
  const checked = parseHandoffOptions(options);
  const { agents, isEmbedded, usesSample } = resolveTiers(checked, readEnvironment(environment));
  const {
    sharedMemory = inMemory(),
    human = humanAgent(),
    policy = {},
    callTimeoutMs,
    maxTextLength,
    redact,
    owner,
    leaseMs,
  } = checked;
  const pattern = assemblePattern({
    agents,
    sharedMemory,
    // The embedded ladder makes nothing up: what it does not know is a person's.
    policy: isEmbedded && policy.atCap === undefined ? { ...policy, atCap: 'human' } : policy,
    human,
    redact,
    callTimeoutMs,
    maxTextLength,
    owner,
    leaseMs,
    clock: systemClock,
    // No person is known to answer for the embedded ladder, so by default it does not wait for them.
    returnsOnWaitByDefault: isEmbedded,
  });
  if (usesSample) announceSample();
  return pattern;
}
