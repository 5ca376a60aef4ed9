import { randomInt } from 'node:crypto';

import { faultKinds, type FaultKind } from '../testing/simulation/faults.ts';
import { simulate, type SimulationReport } from '../testing/simulation/simulate.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { counted } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { writeWrapped } from './wrap.ts';

export interface SimulateCommandOptions {
  readonly seed?: number;
  readonly executions?: number;
  readonly faults?: readonly FaultKind[];
  readonly json?: boolean;
}

/** The seed in CI, where a run must not fail by chance. */
const pinnedSeed = 1;

/** `handoff simulate`: the whole library under every fault that a seed makes. */
export async function simulateCommand(io: Io, options: SimulateCommandOptions): Promise<ExitCode> {
  const { json = false, seed = freshSeed(), ...others } = options;
  if (!json) writeLine(io.stdout, `Seed ${seed}`);
  const startedAt = performance.now();
  const report = await simulate({ seed, ...others });
  if (json) writeJson(io.stdout, report);
  else show(io, report, performance.now() - startedAt);
  return exitCodes.answered;
}

function freshSeed(): number {
  return isCi(process.env['CI']) ? pinnedSeed : randomInt(2 ** 32);
}

function isCi(variable: string | undefined): boolean {
  return variable !== undefined && !['', '0', 'false'].includes(variable);
}

function show(io: Io, report: SimulationReport, milliseconds: number): void {
  const { executions, records, steps, faults, outcomes, traceHash } = report;
  const happened = faultKinds.filter((kind) => faults[kind] > 0).map((kind) => `${kind} ${faults[kind]}`);
  const made = [counted(executions, 'execution'), counted(records, 'record'), counted(steps, 'step')].join(', ');
  writeLine(io.stdout, `${made} in ${(milliseconds / 1_000).toFixed(1)} s; everything held`);
  const ended = Object.entries(outcomes).map(([status, count]) => `${status} ${count}`);
  writeLine(io.stdout, `Ended: ${ended.join(', ')}`);
  writeWrapped(io, `Faults: ${happened.length === 0 ? 'none' : happened.join(', ')}`, 8);
  writeLine(io.stdout, `Trace: ${traceHash}`);
}
