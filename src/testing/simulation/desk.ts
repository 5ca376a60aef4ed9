import { HandoffError } from '../../machines/errors.ts';
import type { HandoffPattern } from '../../pattern/handoffPattern.ts';
import { isOver, type Ledger } from './ledger.ts';
import type { Processes, SimulatedProcess } from './process.ts';
import { leaseAt } from './leaseWitness.ts';
import { awake } from './life.ts';
import { sleep, type Scene } from './scene.ts';
import { callersTold } from './simulationInvariants.ts';
import { shown, type Request, type Said, type Told } from './toldWitness.ts';

/** Where callers reach the processes of a world. */
export interface Desk {
  /** A process that a caller of this execution reaches: the one at home, or where there may be two owners any. */
  reach(ledger: Ledger): Promise<SimulatedProcess>;
  /** Asks a process for something, and settles with what it says, or with its crash. */
  ask(ledger: Ledger, process: SimulatedProcess, question: Question): Promise<Told | 'crashed'>;
  /** A process goes on with everything that is not over and that nobody holds. */
  resumeAll(process: SimulatedProcess): Promise<void>;
  /** At the end of the world: who was not told, and should have been. */
  untold(): void;
}

export interface Question {
  readonly kind: Request['kind'];
  readonly answer?: string;
  readonly put: (pattern: HandoffPattern) => Promise<Said>;
}

interface Asked {
  readonly ledger: Ledger;
  readonly request: Request;
  told: boolean;
}

export function openDesk(scene: Scene, processes: Processes): Desk {
  const { plan, random, faults, clock, trace, witness, lives } = scene;
  const asked: Asked[] = [];

  function heard(ledger: Ledger, request: Request, told: Told): Told {
    trace.add(ledger.plan.executionId, `${request.processId} says to ${request.kind}: ${shown(told)}`);
    witness.told(ledger, request, told);
    return told;
  }

  return {
    reach: async ({ plan: { home } }) => {
      for (;;) {
        const anywhere = faults.planned('live-owners', 0.3);
        const process = processes.at(anywhere ? random.integer(0, plan.processes.length - 1) : home);
        if (process !== undefined) return process;
        await sleep(clock, 1_000);
      }
    },

    ask: async (ledger, process, { kind, put, answer }) => {
      const { executionId } = ledger.plan;
      const recordsBefore = ledger.records.length;
      const request = {
        kind,
        processId: process.id,
        recordsBefore,
        askedAt: clock.now(),
        ...(answer !== undefined && { answer }),
      };
      const entry: Asked = { ledger, request, told: false };
      asked.push(entry);
      trace.add(executionId, `somebody asks ${process.id} to ${kind}`);
      const { owner = process.id } = leaseAt(ledger, clock.now()) ?? {};
      if (owner !== process.id && lives.get(owner)?.alive === true && kind !== 'read') faults.count('live-owners');
      const told = settled(awake(clock, process, () => put(process.pattern))).then((outcome) => {
        entry.told = true;
        return heard(ledger, request, outcome);
      });
      return Promise.race([told, process.crashed]);
    },

    resumeAll: async (process) => {
      trace.add('', `${process.id} resumes everything`);
      const askedAt = clock.now();
      try {
        const resumed = awake(clock, process, () => process.pattern.resumeAll());
        for (const { executionId, ...told } of await resumed) {
          if ('waiting' in told) continue;
          const ledger = witness.ledgerOf(executionId);
          const request = { kind: 'resumeAll', processId: process.id, recordsBefore: 0, askedAt } as const;
          if (ledger !== undefined) heard(ledger, request, told);
        }
      } catch (error) {
        if (!HandoffError.isInstance(error) || error.code !== 'HANDOFF_MEMORY') throw error;
      }
    },

    untold: () => {
      for (const { ledger, request, told } of asked) {
        const { processId, kind } = request;
        // Where the answer of the memory was lost, the process does not know that it ended it.
        if (told || !isOver(ledger) || !ledger.acknowledged.has(ledger.records.length - 1)) continue;
        if (ledger.writers.at(-1) !== processId || lives.get(processId)?.alive !== true) continue;
        witness.report(callersTold, ledger, `${processId} ended it, and never said so to whoever asked it to ${kind}.`);
      }
    },
  };
}

function settled(work: Promise<Said>): Promise<Told> {
  return work.then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
}
