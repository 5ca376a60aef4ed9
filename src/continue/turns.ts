import { executionQueue } from '../memory/executionQueue.ts';
import type { Executions } from '../run/executions.ts';
import type { Run } from '../run/run.ts';

/**
 * Lets what is asked of one execution in this process take its turn, so that no caller takes up what another caller is just
 * taking up. `work` is given the run that goes on, if one does; one that has just begun is stored by then, and one that is about to stop has stopped.
 */
export type InTurn = <T>(executionId: string, work: (running: Run | undefined) => Promise<T>) => Promise<T>;

export function createTurns({ running }: Pick<Executions, 'running'>): InTurn {
  const queue = executionQueue();
  return (executionId, work) =>
    queue.run(executionId, async () => {
      for (let run = running(executionId); ; run = running(executionId)) {
        const changing = run?.changing;
        if (changing === undefined) return work(run);
        await changing;
      }
    });
}
