import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { isoTime } from '../../machines/time.ts';
import { alwaysEnds } from '../invariants/endInvariants.ts';
import type { Desk, Question } from './desk.ts';
import { isOver, viewOf, waits, type Ledger } from './ledger.ts';
import { clockOf } from './life.ts';
import type { Processes, SimulatedProcess } from './process.ts';
import { sleep, type Scene } from './scene.ts';
import type { Told } from './toldWitness.ts';

/** Those who want something of the executions of a world. */
export interface Callers {
  /** Begins an execution, and sees to it that it comes to an end. */
  follow(ledger: Ledger): Promise<void>;
  /** Answers for the person who is being waited for, if the records say that there is one. */
  hear(ledger: Ledger, records: readonly TransitionRecord[]): Promise<void>;
  /** Cancels an execution at the planned time. */
  cancelAsPlanned(ledger: Ledger): Promise<void>;
  /** Reads its history at the planned time. */
  readAsPlanned(ledger: Ledger): Promise<void>;
  /** Asks another process than the first one for something at the planned time. */
  takeOverAsPlanned(ledger: Ledger): Promise<void>;
}

/** Milliseconds a caller waits for an answer before doing something about it. */
const patienceMs = 1_800_000;
/** How often a caller tries before that counts as for ever; long before, nothing goes wrong any more. */
const patience = 60;

export function createCallers(scene: Scene, processes: Processes, desk: Desk): Callers {
  const { random, faults, clock, plan, witness } = scene;
  let answers = 0;

  function begin(ledger: Ledger, process: SimulatedProcess): Promise<Told | 'crashed'> {
    const { executionId, task, limits, returnOnWait, cancel } = ledger.plan;
    const controller = new AbortController();
    let told = false;
    const own = clockOf(clock, process);
    const { maxTier, ...budget } = limits;
    const options = {
      executionId,
      returnOnWait,
      abortSignal: controller.signal,
      limits: budget,
      ...(maxTier !== undefined && { maxTier }),
    };
    const put: Question['put'] = (pattern) => {
      ledger.begunAt.add(isoTime(own.now()));
      if (cancel?.through === 'signal') {
        own.schedule(() => {
          if (isOver(ledger) || !faults.allows('cancels')) return;
          faults.count('cancels');
          controller.abort('Somebody lost interest.');
          if (!told) viewOf(ledger, process.id).abortedAt = isoTime(own.now());
        }, cancel.afterMs);
      }
      return pattern.executeWithHandoff(task, options).finally(() => {
        told = true;
        viewOf(ledger, process.id).abortedAt = undefined;
      });
    };
    return desk.ask(ledger, process, { kind: 'execute', put });
  }

  function resume(ledger: Ledger, process: SimulatedProcess): Promise<Told | 'crashed'> {
    const { executionId, returnOnWait } = ledger.plan;
    return desk.ask(ledger, process, {
      kind: 'resume',
      put: (pattern) => pattern.resume(executionId, { returnOnWait }),
    });
  }

  function cancel(ledger: Ledger, process: SimulatedProcess): Promise<Told | 'crashed'> {
    const { executionId } = ledger.plan;
    const put: Question['put'] = (pattern) => pattern.cancel(executionId, 'Somebody cancels it.');
    return desk.ask(ledger, process, { kind: 'cancel', put });
  }

  async function respond(ledger: Ledger, process: SimulatedProcess): Promise<void> {
    const { executionId } = ledger.plan;
    answers += 1;
    const text = `answer ${answers} of a person`;
    ledger.answers.add(text);
    const response = { result: text, ...(random.chance(0.3) && { confidence: random.share() }) };
    await desk.ask(ledger, process, {
      kind: 'respond',
      answer: text,
      put: (pattern) => pattern.respond(executionId, response),
    });
  }

  /** What a caller does who has heard nothing for long. */
  async function lookAfter(ledger: Ledger, process: SimulatedProcess): Promise<void> {
    if (waits(ledger)) await Promise.race([respond(ledger, process), sleep(clock, patienceMs)]);
    else await Promise.race([cancel(ledger, process), sleep(clock, patienceMs)]);
  }

  async function takeUp(ledger: Ledger): Promise<readonly [SimulatedProcess, Promise<Told | 'crashed'>]> {
    const process = await desk.reach(ledger);
    return [process, ledger.records.length === 0 ? begin(ledger, process) : resume(ledger, process)];
  }

  const asks = { resume, respond, cancel } as const;

  return {
    follow: async (ledger) => {
      const { executionId, startsAfterMs } = ledger.plan;
      await sleep(clock, startsAfterMs);
      let [process, attempt] = await takeUp(ledger);
      for (let round = 0; round < patience; round += 1) {
        const told = await Promise.race([attempt, sleep(clock, patienceMs)]);
        if (isOver(ledger)) return;
        const nothingHappens = told === undefined || (waits(ledger) && round % 4 === 3);
        if (nothingHappens && process.alive) await lookAfter(ledger, process);
        if (isOver(ledger)) return;
        if (told === undefined && process.alive) continue;
        await sleep(clock, waits(ledger) ? random.integer(60_000, 600_000) : random.integer(10, 20_000));
        if (isOver(ledger)) return;
        [process, attempt] = await takeUp(ledger);
      }
      const state = ledger.records.at(-1)?.to ?? 'nothing';
      witness.report(alwaysEnds, ledger, `After ${patience} attempts ${executionId} is not over: it is in ${state}.`);
    },

    hear: async (ledger, records) => {
      const wait = records.find(({ event }) => event.type === 'wait')?.event;
      if (wait?.type !== 'wait' || random.chance(0.1)) return;
      const end = wait.deadline === null ? Number.POSITIVE_INFINITY : Date.parse(wait.deadline);
      const left = end - clock.now();
      const late = left < Number.POSITIVE_INFINITY && faults.planned('late-answers', 0.4);
      await sleep(
        clock,
        late ? left + random.integer(1, 60_000) : random.integer(0, Math.min(Math.max(0, left), 300_000)),
      );
      if (late) faults.count('late-answers');
      const first = respond(ledger, await desk.reach(ledger));
      if (!faults.strikes('repeated-answers', 0.4)) return first;
      await sleep(clock, random.pick([0, 1, 10, 1_000]));
      await respond(ledger, await desk.reach(ledger));
      await first;
    },

    cancelAsPlanned: async (ledger) => {
      const { cancel: planned, startsAfterMs } = ledger.plan;
      if (planned?.through !== 'pattern') return;
      await sleep(clock, startsAfterMs + planned.afterMs);
      const process = await desk.reach(ledger);
      if (isOver(ledger)) return;
      faults.count('cancels');
      await cancel(ledger, process);
    },

    readAsPlanned: async (ledger) => {
      const { readAfterMs, startsAfterMs } = ledger.plan;
      if (readAfterMs === undefined) return;
      await sleep(clock, startsAfterMs + readAfterMs);
      await desk.ask(ledger, await desk.reach(ledger), {
        kind: 'read',
        put: async (pattern) => ({
          status: 'history',
          decisions: await pattern.getHandoffHistory(ledger.plan.executionId),
        }),
      });
    },

    takeOverAsPlanned: async (ledger) => {
      const { takeover, startsAfterMs, home } = ledger.plan;
      if (takeover === undefined) return;
      await sleep(clock, startsAfterMs + takeover.afterMs);
      const slots = plan.processes.length;
      const process = processes.at((home + random.integer(1, slots - 1)) % slots);
      if (process === undefined || isOver(ledger)) return;
      if (takeover.by === 'resumeAll') await desk.resumeAll(process);
      else await asks[takeover.by](ledger, process);
    },
  };
}
