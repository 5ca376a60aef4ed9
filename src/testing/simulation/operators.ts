import { clockOf } from './life.ts';
import type { Desk } from './desk.ts';
import type { Processes, SimulatedProcess } from './process.ts';
import { sleep, type Scene } from './scene.ts';

/** Those who run the processes of a world, and the machines that pause them. */
export interface Operators {
  /** The first process of a slot stands still at the planned time, and another one takes what is free by then. */
  stallAsPlanned(slot: number): Promise<void>;
  /** The first process of a slot hands everything back at the planned time, and ends. */
  suspendAsPlanned(slot: number): Promise<void>;
}

export function createOperators(scene: Scene, processes: Processes, desk: Desk): Operators {
  const { plan, random, faults, clock, trace, witness } = scene;

  /** Another process than the one in this slot, if one runs. */
  function otherThan(slot: number): SimulatedProcess | undefined {
    const slots = plan.processes.length;
    return slots > 1 ? processes.at((slot + random.integer(1, slots - 1)) % slots) : undefined;
  }

  return {
    stallAsPlanned: async (slot) => {
      const { stall } = plan.processes[slot] ?? {};
      if (stall === undefined) return;
      await sleep(clock, stall.afterMs);
      const process = processes.at(slot);
      if (process === undefined) return;
      faults.count('stalls');
      trace.add('', `${process.id} stands still for ${stall.forMs} ms`);
      process.stall(clock.now() + stall.forMs);
      await sleep(clock, plan.leaseMs + random.integer(0, 5_000));
      const other = otherThan(slot);
      if (other !== undefined) await desk.resumeAll(other);
    },

    suspendAsPlanned: async (slot) => {
      const { suspension } = plan.processes[slot] ?? {};
      if (suspension === undefined) return;
      await sleep(clock, suspension.afterMs);
      const process = processes.at(slot);
      if (process === undefined) return;
      const own = clockOf(clock, process);
      await sleep(own, 0);
      faults.count('suspensions');
      trace.add('', `${process.id} is suspended, ${suspension.timeoutMs} ms for its calls`);
      process.draining = 'draining';
      const handedBack = await Promise.race([
        process.pattern.suspend({ timeoutMs: suspension.timeoutMs }),
        process.crashed,
      ]);
      if (handedBack === 'crashed') return;
      process.draining = 'drained';
      trace.add('', `${process.id} has handed everything back`);
      witness.suspended(process.id, handedBack);
      await sleep(own, random.integer(0, 5_000));
      process.crash();
    },
  };
}
