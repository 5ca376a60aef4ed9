import { ConfigurationError } from '../../machines/errors.ts';
import type { HandoffOutput } from '../../machines/executionTypes.ts';
import type { Clock } from '../../time/clock.ts';
import { alwaysEnds } from '../invariants/endInvariants.ts';
import { simulatedClock } from '../../time/simulatedClock.ts';
import { attended } from './attendedMemory.ts';
import { createCallers, type Callers } from './callers.ts';
import { openDesk, type Desk } from './desk.ts';
import { SimulationFailure, type Finding, type Replay } from './errors.ts';
import { createFaults, type FaultCounts } from './faults.ts';
import { isOver } from './ledger.ts';
import type { Life } from './life.ts';
import { createOperators, type Operators } from './operators.ts';
import { drawPlan, startOfTime } from './plan.ts';
import { startProcesses, type Processes } from './process.ts';
import { createRandom } from './random.ts';
import { sleep, type Scene, type SimulatedSystem } from './scene.ts';
import { createTrace } from './trace.ts';
import { createWitness } from './witness.ts';

/** Milliseconds after which nothing goes wrong any more, so that everything must come to an end. */
const troubleMs = 7_200_000;
/** Milliseconds that are left for callers to be told, once every execution is over. */
const afterwardsMs = 3_600_000;

/** How many timers may be called in a world before that counts as for ever: a hundred times what a long one needs. */
const mostSteps = 100_000;

/** How executions ended. */
export type OutcomeCounts = { readonly [Status in HandoffOutput['status']]: number };

/** What became of a world. */
export interface WorldReport {
  readonly records: number;
  /** Timers that were called. */
  readonly steps: number;
  readonly faults: FaultCounts;
  readonly outcomes: OutcomeCounts;
  readonly digest: string;
}

/** Plays one world from its beginning to its end. @throws SimulationFailure with the first thing that does not hold. */
export async function playWorld(replay: Replay, system: SimulatedSystem): Promise<WorldReport> {
  const { seed, executions } = replay;
  const random = createRandom(seed);
  const faults = createFaults(random, replay.faults);
  const plan = drawPlan(random, faults, executions);
  const time = simulatedClock({ start: startOfTime });
  const { clock, steps } = counted(time, () => endless(`${mostSteps} things happened, and it is not over.`));
  const trace = createTrace(clock);
  const end = Promise.withResolvers<never>();
  const found = (finding: Finding) => end.reject(new SimulationFailure(finding, trace, replay));
  const lives = new Map<string, Life>();
  const witness = createWitness({ plan, clock, lives, found });
  const endless = (problem: string) => {
    const ledger = witness.ledgers.find((candidate) => !isOver(candidate)) ?? witness.ledgers[0];
    if (ledger !== undefined) witness.report(alwaysEnds, ledger, problem);
  };
  const watch = (work: Promise<unknown>) => void work.catch(end.reject);
  const store = attended(await system.createMemory({ now: clock.now }));
  if (Math.abs((await store.memory.now()) - clock.now()) > 1_000) {
    await store.memory.close();
    throw anotherTime();
  }

  const scene: Scene = {
    random,
    faults,
    clock,
    plan,
    trace,
    witness,
    lives,
    system,
    stored: (ledger, records) => watch(callers.hear(ledger, records)),
  };
  const processes: Processes = startProcesses(scene, store.memory, (process) => {
    if (random.chance(0.4)) watch(desk.resumeAll(process));
  });
  const desk: Desk = openDesk(scene, processes);
  const operators: Operators = createOperators(scene, processes, desk);
  const callers: Callers = createCallers(scene, processes, desk);

  async function play(): Promise<void> {
    clock.schedule(faults.heal, troubleMs);
    plan.processes.forEach((_, slot) => {
      watch(operators.stallAsPlanned(slot));
      watch(operators.suspendAsPlanned(slot));
    });
    const followed = witness.ledgers.map((ledger) => {
      watch(callers.cancelAsPlanned(ledger));
      watch(callers.takeOverAsPlanned(ledger));
      watch(callers.readAsPlanned(ledger));
      return callers.follow(ledger);
    });
    await Promise.all(followed);
    await sleep(clock, afterwardsMs);
    desk.untold();
    for (const ledger of witness.ledgers) {
      witness.left(ledger, clock.now());
      witness.read(ledger, await store.memory.read(ledger.plan.executionId));
    }
    witness.listed(await store.memory.list(), {});
  }

  /** The time passes only while the memory has nothing to do. */
  async function untilOver(work: Promise<void>): Promise<void> {
    const over = work.then(() => 'over' as const);
    while ((await time.run(Promise.race([over, store.asked()]))) !== 'over') await store.idle();
  }

  try {
    await untilOver(Promise.race([end.promise, play()]));
  } catch (error) {
    if (!ConfigurationError.isInstance(error) || error.path !== 'clock') throw error;
    endless(error.message);
    await end.promise;
  } finally {
    await store.memory.close();
  }
  const outcomes = { completed: 0, failed: 0, cancelled: 0 };
  let records = 0;
  for (const ledger of witness.ledgers) {
    const output = ledger.snapshots.at(-1)?.output;
    records += ledger.records.length;
    if (output === undefined) continue;
    outcomes[output.status] += 1;
    if (output.limitReached !== null) faults.count(output.limitReached === 'timeMs' ? 'run-timeouts' : 'budgets');
  }
  return { records, steps: steps(), faults: faults.counts, outcomes, digest: trace.digest() };
}

function anotherTime(): ConfigurationError {
  const advice =
    'Have its now(), and its leases, go by the function that createMemory is given: ({ now }) => yourMemory(now).';
  return new ConfigurationError(
    'createMemory',
    `simulate: the memory goes by another time than the simulation. ${advice}`,
  );
}

/** The same clock, and how many of its timers were called. `tooMany` is called where they are more than can be. */
function counted(clock: Clock, tooMany: () => void): { readonly clock: Clock; readonly steps: () => number } {
  let steps = 0;
  return {
    steps: () => steps,
    clock: {
      now: clock.now,
      schedule: (passed, delayMs) =>
        clock.schedule(() => {
          steps += 1;
          if (steps > mostSteps) tooMany();
          passed();
        }, delayMs),
    },
  };
}
