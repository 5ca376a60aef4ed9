import { assemblePattern, type PatternParts } from '../../pattern/assemblePattern.ts';
import type { HandoffPattern } from '../../pattern/handoffPattern.ts';
import type { HandoffSnapshot } from '../../machines/fold.ts';
import { inMemory } from '../../memory/inMemory.ts';
import type { SharedMemory } from '../../memory/sharedMemory.ts';
import { budgetFor, cancelReason, executionOf, startTime } from '../paths/outcomeEvent.ts';
import type { Path } from '../paths/path.ts';
import { differencesFrom, differencesInHistory, type LivePath, type Settled } from './pathDifferences.ts';
import { castFor } from './pathScripts.ts';
import type { ScriptedAgent } from './scriptedAgent.ts';
import { simulatedClock } from '../../time/simulatedClock.ts';

/** Options of `runPath`. */
export interface RunPathOptions {
  /** Puts the pattern under test together. Default: as `createHandoffPattern` does. */
  readonly assemble?: ((parts: PatternParts) => HandoffPattern) | undefined;
  /** Default: a new `inMemory()`. */
  readonly sharedMemory?: SharedMemory | undefined;
  /** Default: that of the path. One memory takes an id once. */
  readonly executionId?: string | undefined;
}

/** A path as it went in a real pattern. */
export interface PathRun extends LivePath {
  /** Where it went otherwise than the pure path, in words. */
  readonly differences: readonly string[];
}

/**
 * Drives a path through a real pattern: the live actor, agents scripted to answer as the path says, a memory, and a
 * clock on which waiting takes no time. Every record and every snapshot is compared with the pure path, but for ids and
 * times, and so is what the caller is told.
 */
export async function runPath(path: Path, options: RunPathOptions = {}): Promise<PathRun> {
  const { assemble = assemblePattern, sharedMemory = inMemory() } = options;
  const { executionId = path.input.executionId } = options;
  const { config, input, limits } = path;
  const clock = simulatedClock({ start: startTime });
  const controller = new AbortController();
  const { signal } = controller;
  const cancel = () => controller.abort(cancelReason);
  const { agents, human } = castFor(path, { clock, cancel });
  const snapshots: HandoffSnapshot[] = [];
  const unanswered: string[] = [];
  const pattern = assemble({
    agents,
    human,
    sharedMemory,
    clock,
    policy: config.policy,
    returnsOnWaitByDefault: false,
    // Years pass here, and nobody else is there who could take anything over.
    leaseMs: Number.POSITIVE_INFINITY,
    inspect: (event) => {
      if (event.type !== '@xstate.snapshot' || event.rootId !== event.actorRef.sessionId) return;
      if (isHandoffSnapshot(event.snapshot)) snapshots.push(event.snapshot);
    },
  });
  const running = pattern.executeWithHandoff(input.task, {
    executionId,
    limits: budgetFor(limits),
    ...(input.maxTier !== undefined && { maxTier: input.maxTier }),
    abortSignal: signal,
    onEvent: (event) => {
      if (event.type === 'transition' && event.record.event.type === 'wait') onWait();
    },
  });
  const settled: Settled = await clock.run(running).then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  const records = await sharedMemory.read(executionId);
  const run = { records, snapshots, settled };
  const differences = [
    ...differencesFrom(path, run),
    ...(await differencesInHistory(path, pattern, executionId)),
    ...[...agents.values(), human].flatMap(unconsumed),
    ...unanswered.map((error) => `The person's answer was refused: ${error}`),
  ];
  return { ...run, differences };

  /** Somebody else acts while a person is waited for: the person, or who cancels. */
  function onWait(): void {
    const next = path.steps.find(({ call }) => call.waiting);
    if (next?.outcome.kind === 'cancel') queueMicrotask(cancel);
    if (next?.outcome.kind !== 'sure') return;
    const { result, confidence } = executionOf(next.outcome.kind, next.call);
    queueMicrotask(() => {
      pattern.respond(executionId, { result, confidence }).catch((error: unknown) => unanswered.push(String(error)));
    });
  }
}

function unconsumed(agent: ScriptedAgent): readonly string[] {
  try {
    agent.assertConsumed();
    return [];
  } catch (error) {
    return [String(error)];
  }
}

/** An actor that is stopped, because a person is being waited for, shows where it stood once more. */
function isHandoffSnapshot(snapshot: object): snapshot is HandoffSnapshot {
  return 'value' in snapshot && 'context' in snapshot && 'status' in snapshot && snapshot.status !== 'stopped';
}
