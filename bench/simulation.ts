import { simulate } from '../src/testing/simulation/simulate.ts';
import { printTable } from './measure.ts';

const executions = 10_000;
const seeds = [1, 5_000];

const count = new Intl.NumberFormat('en');

async function simulated(seed: number): Promise<readonly (readonly [name: string, figure: string])[]> {
  const start = performance.now();
  const { records, steps, faults, traceHash } = await simulate({ seed, executions });
  const seconds = (performance.now() - start) / 1_000;
  const struck = Object.values(faults).reduce((sum, times) => sum + times, 0);
  return [
    ['executions', count.format(executions)],
    ['records', count.format(records)],
    ['steps', count.format(steps)],
    ['faults', count.format(struck)],
    ['seconds', seconds.toFixed(1)],
    ['executions/s', count.format(Math.round(executions / seconds))],
    ['trace', traceHash.slice(0, 16)],
  ];
}

await simulate({ seed: 0, executions: 250 });
for (const seed of seeds) printTable(`simulate, every fault, seed ${seed}`, await simulated(seed));
