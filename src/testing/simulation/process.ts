import type { HandoffPattern } from '../../pattern/handoffPattern.ts';
import type { HandoffSnapshot } from '../../machines/fold.ts';
import type { SharedMemory } from '../../memory/sharedMemory.ts';
import { castFor } from './agents.ts';
import { clockOf, createLife, type Life } from './life.ts';
import type { Scene } from './scene.ts';
import { connect } from './store.ts';

/** One pattern over the memory that all processes share, until it crashes. */
export interface SimulatedProcess extends Life {
  readonly pattern: HandoffPattern;
}

/** The processes of a world: one in each slot, and after a crash another one a while later. */
export interface Processes {
  /** The process in a slot; `undefined` while none runs there. */
  at(slot: number): SimulatedProcess | undefined;
}

/** `restarted` is told of every process that takes the place of one that crashed. */
export function startProcesses(
  scene: Scene,
  store: SharedMemory,
  restarted: (process: SimulatedProcess) => void,
): Processes {
  const { plan, random, faults, clock, trace, lives } = scene;
  const slots = new Map<number, SimulatedProcess>();

  function start(slot: number, generation: number): SimulatedProcess {
    const died = () => {
      const isPlanned = process.draining === 'drained';
      if (!isPlanned) faults.count('crashes');
      trace.add('', `${process.id} ${isPlanned ? 'ends' : 'crashes'}`);
      slots.delete(slot);
      clock.schedule(() => restarted(start(slot, generation + 1)), random.integer(100, 30_000));
    };
    const life = createLife(`process-${slot}.${generation}`, { slot, skewMs: plan.processes[slot]?.skewMs ?? 0, died });
    lives.set(life.id, life);
    const process: SimulatedProcess = Object.assign(life, { pattern: patternOf(scene, store, life) });
    slots.set(slot, process);
    return process;
  }

  for (let slot = 0; slot < plan.processes.length; slot += 1) start(slot, 0);
  return { at: (slot) => slots.get(slot) };
}

function patternOf(scene: Scene, store: SharedMemory, life: Life): HandoffPattern {
  const { plan, random, clock, witness, system } = scene;
  const { config, callTimeoutMs } = plan.ladder;
  return system.assemble({
    ...castFor(scene, life),
    sharedMemory: connect(scene, store, life),
    policy: config.policy,
    clock: clockOf(clock, life),
    callTimeoutMs,
    owner: life.id,
    leaseMs: plan.leaseMs,
    returnsOnWaitByDefault: false,
    randomBytes: random.bytes,
    inspect: (event) => {
      if (event.type !== '@xstate.snapshot' || event.rootId !== event.actorRef.sessionId || !life.alive) return;
      if (!isHandoffSnapshot(event.snapshot)) return;
      const ledger = witness.ledgerOf(event.snapshot.context.executionId);
      if (ledger !== undefined) witness.showed(ledger, life.id, event.snapshot);
    },
  });
}

/** An actor that is stopped, because a person is being waited for, shows where it stood once more. */
function isHandoffSnapshot(snapshot: object): snapshot is HandoffSnapshot {
  return 'value' in snapshot && 'context' in snapshot && 'status' in snapshot && snapshot.status !== 'stopped';
}
