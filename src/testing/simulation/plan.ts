import type { HandoffConfig, HandoffPolicy } from '../../machines/types.ts';
import { defaultPolicy } from '../../machines/policy.ts';
import { validConfig } from '../../machines/validConfig.ts';
import type { Faults } from './faults.ts';
import type { Random } from './random.ts';

/** When every world begins. */
export const startOfTime = '2026-01-01T00:00:00.000Z';

/** The tiers and the policy of a world. Every process of it has the same. */
export interface LadderPlan {
  readonly config: HandoffConfig;
  /** The levels at which a person sits. */
  readonly humanLevels: readonly number[];
  /** Milliseconds a person has to answer; absent: for ever. */
  readonly humanDeadlineMs: number | undefined;
  /** Milliseconds a call may take; absent: for ever. */
  readonly callTimeoutMs: number | undefined;
}

/** Where in the life of a write its process crashes. */
export type CrashPhase = 'issued' | 'stored' | 'acknowledged';

/** What another process is asked for. */
export type Takeover = 'resume' | 'resumeAll' | 'respond' | 'cancel';

/** What one execution is begun with, and what befalls it. Times are milliseconds of the world. */
export interface ExecutionPlan {
  readonly executionId: string;
  readonly task: string;
  readonly startsAfterMs: number;
  /** The slot of the process that begins it. */
  readonly home: number;
  readonly returnOnWait: boolean;
  readonly limits: {
    readonly maxTier?: number;
    readonly timeMs?: number;
    readonly tokens?: number;
    readonly costUsd?: number;
  };
  /** Somebody reads its history then. */
  readonly readAfterMs: number | undefined;
  readonly cancel: { readonly afterMs: number; readonly through: 'signal' | 'pattern' } | undefined;
  /** Another process is asked for something while the first one may be alive. */
  readonly takeover: { readonly afterMs: number; readonly by: Takeover } | undefined;
  /** The process that writes this record crashes. */
  readonly crash: { readonly seq: number; readonly phase: CrashPhase } | undefined;
}

/** What befalls the first process of a slot. */
export interface ProcessPlan {
  /** Milliseconds by which the clocks of all processes of this slot are ahead; negative: behind. */
  readonly skewMs: number;
  /** It stands still for longer than its leases last, and wakes. */
  readonly stall: { readonly afterMs: number; readonly forMs: number } | undefined;
  /** It hands everything back and ends; calls under way have `timeoutMs`. */
  readonly suspension: { readonly afterMs: number; readonly timeoutMs: number } | undefined;
}

export interface WorldPlan {
  readonly ladder: LadderPlan;
  readonly executions: readonly ExecutionPlan[];
  /** One for each slot. */
  readonly processes: readonly ProcessPlan[];
  /** Milliseconds that a lease lasts without being renewed. */
  readonly leaseMs: number;
}

export function drawPlan(random: Random, faults: Faults, executionCount: number): WorldPlan {
  const others = faults.allows('live-owners') || faults.allows('stalls');
  const processCount = random.integer(others ? 2 : 1, 3);
  const leaseMs = random.pick([10_000, 30_000, 60_000]);
  const ladder = drawLadder(random);
  const executions = Array.from({ length: executionCount }, (_, index) =>
    drawExecution(random, faults, { index, ladder, processCount }),
  );
  const processes = Array.from({ length: processCount }, () => drawProcess(random, faults, leaseMs));
  return { ladder, executions, processes, leaseMs };
}

function drawProcess(random: Random, faults: Faults, leaseMs: number): ProcessPlan {
  const skewMs = faults.strikes('skewed-clocks', 0.5) ? random.pick([-1, 1]) * random.integer(60_000, 3_600_000) : 0;
  return {
    skewMs,
    stall: faults.planned('stalls', 0.4)
      ? { afterMs: random.integer(500, 25_000), forMs: leaseMs + random.integer(1, 5 * leaseMs) }
      : undefined,
    suspension: faults.planned('suspensions', 0.4)
      ? { afterMs: random.integer(500, 25_000), timeoutMs: random.pick([0, 500, 10_000]) }
      : undefined,
  };
}

function drawLadder(random: Random): LadderPlan {
  const count = random.integer(2, 5);
  const levels: number[] = [];
  for (let index = 0; index < count; index += 1) levels.push((levels.at(-1) ?? 0) + random.pick([1, 1, 1, 2, 3]));
  const humanLevels = levels.filter((_, index) => random.chance(index === count - 1 ? 0.3 : 0.03));
  const policy: HandoffPolicy = {
    ...defaultPolicy,
    routing: random.pick(['sequential', 'direct']),
    minConfidence: random.pick([0, 0.5, 0.8]),
    onError: random.pick(['escalate', 'escalate', 'fail']),
    atCap: random.pick(['execute', 'execute', 'reject', 'human']),
    maxRetries: random.pick([0, 1, 3]),
    retryDelayMs: random.pick([0, 250, 20_000]),
    onLimit: random.pick(['fail', 'best-effort']),
  };
  const tiers = levels.map((level) => ({
    level,
    agentId: humanLevels.includes(level) ? `person-${level}` : `agent-${level}`,
  }));
  return {
    config: validConfig({ tiers, policy, humanAgentId: 'person-at-cap' }),
    humanLevels,
    humanDeadlineMs: random.pick([undefined, 30_000, 600_000]),
    callTimeoutMs: random.pick([undefined, 5_000, 60_000]),
  };
}

interface Surroundings {
  readonly index: number;
  readonly ladder: LadderPlan;
  readonly processCount: number;
}

function drawExecution(random: Random, faults: Faults, { index, ladder, processCount }: Surroundings): ExecutionPlan {
  const { tiers } = ladder.config;
  const lowest = tiers[0]?.level ?? 1;
  const highest = tiers.at(-1)?.level ?? lowest;
  const limited = faults.planned('budgets', 0.3);
  const limits = {
    ...(random.chance(0.4) && { maxTier: random.integer(lowest, highest + 1) }),
    ...(faults.planned('run-timeouts', 0.2) && { timeMs: random.pick([500, 10_000, 120_000]) }),
    ...(limited && random.chance(0.6) && { tokens: random.integer(1, 2_000) }),
    ...(limited && random.chance(0.6) && { costUsd: random.integer(0, 20) / 1_000 }),
  };
  return {
    executionId: `execution-${index}`,
    task: `Task ${index}`,
    startsAfterMs: random.integer(0, 20_000),
    home: random.integer(0, processCount - 1),
    returnOnWait: random.chance(0.3),
    limits,
    readAfterMs: random.chance(0.2) ? random.integer(0, 30_000) : undefined,
    cancel: faults.planned('cancels', 0.12)
      ? { afterMs: random.integer(0, 8_000), through: random.pick(['signal', 'pattern']) }
      : undefined,
    takeover: faults.planned('live-owners', 0.3)
      ? { afterMs: random.integer(0, 8_000), by: random.pick(['resume', 'resume', 'resumeAll', 'respond', 'cancel']) }
      : undefined,
    crash: faults.planned('crashes', 0.1)
      ? { seq: random.integer(0, 7), phase: random.pick(['issued', 'stored', 'acknowledged']) }
      : undefined,
  };
}
