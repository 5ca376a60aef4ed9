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
  isAlive(processId: string): boolean;
}

/** `restarted` is told of every process that takes the place of one that crashed. */
export function startProcesses(
  scene: Scene,
  store: SharedMemory,
  restarted: (process: SimulatedProcess) => void,
): Processes {
  const { plan, random, faults, clock, trace } = scene;
  const slots = new Map<number, SimulatedProcess>();

  function start(slot: number, generation: number): SimulatedProcess {
    const process = createProcess(scene, store, `process-${slot}.${generation}`, slot, () => {
      faults.count('crashes');
      trace.add('', `${process.id} crashes`);
      slots.delete(slot);
      clock.schedule(() => restarted(start(slot, generation + 1)), random.integer(100, 30_000));
    });
    slots.set(slot, process);
    return process;
  }

  for (let slot = 0; slot < plan.processCount; slot += 1) start(slot, 0);
  return {
    at: (slot) => slots.get(slot),
    isAlive: (processId) => [...slots.values()].some(({ id }) => id === processId),
  };
}

function createProcess(
  scene: Scene,
  store: SharedMemory,
  id: string,
  slot: number,
  died: () => void,
): SimulatedProcess {
  const { plan, random, clock, witness, system } = scene;
  const { config, callTimeoutMs } = plan.ladder;
  const life = createLife(id, slot, died);
  const pattern = system.assemble({
    ...castFor(scene, life),
    sharedMemory: connect(scene, store, life),
    policy: config.policy,
    clock: clockOf(clock, life),
    callTimeoutMs,
    returnsOnWaitByDefault: false,
    randomBytes: random.bytes,
    inspect: (event) => {
      if (event.type !== '@xstate.snapshot' || event.rootId !== event.actorRef.sessionId || !life.alive) return;
      if (!isHandoffSnapshot(event.snapshot)) return;
      const ledger = witness.ledgerOf(event.snapshot.context.executionId);
      if (ledger !== undefined) witness.showed(ledger, id, event.snapshot);
    },
  });
  return Object.assign(life, { pattern });
}

/** An actor that is stopped, because a person is being waited for, shows where it stood once more. */
function isHandoffSnapshot(snapshot: object): snapshot is HandoffSnapshot {
  return 'value' in snapshot && 'context' in snapshot && 'status' in snapshot && snapshot.status !== 'stopped';
}
