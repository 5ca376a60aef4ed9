import type { HandoffOptions } from '../pattern/handoffOptions.ts';
import { checkPolicy, type PolicyCheck } from '../testing/policy/checkPolicy.ts';
import { printCounterexample } from '../testing/policy/counterexample.ts';
import { pathLines } from '../testing/paths/path.ts';
import { subjectOf } from '../testing/policy/subject.ts';
import { parseVerifyOptions } from '../testing/policy/verifyOptions.ts';
import { sessionText } from '../testing/policy/verifyPolicy.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { counted } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { junitReport } from './junitReport.ts';
import { loadConfig, loadInvariants } from './loadConfig.ts';
import { nextCommand } from './nextCommand.ts';
import { namingProvider } from './quietPattern.ts';
import { writeWrapped } from './wrap.ts';
import { writeOutput } from './writeOutput.ts';

export interface CheckCommandOptions {
  readonly config?: string;
  readonly maxTier?: number;
  readonly maxPaths?: number;
  readonly junit?: string;
  readonly session?: string;
  readonly json?: boolean;
}

/** `handoff check`: everything that can happen under a policy, against every invariant. */
export async function checkCommand(io: Io, options: CheckCommandOptions): Promise<ExitCode> {
  const { config, maxTier, maxPaths, junit, session, json = false } = options;
  const source: HandoffOptions = config === undefined ? {} : await loadConfig(io.cwd, config);
  const invariants = config === undefined ? undefined : await loadInvariants(io.cwd, config);
  const startedAt = performance.now();
  try {
    const subject = subjectOf(namingProvider(source));
    const tiers = subject.config.tiers.map(({ level, agentId }) => `${level} (${agentId})`).join(', ');
    const whose = config === undefined ? 'by default, as there is no --config' : `of ${config}`;
    if (!json) writeLine(io.stdout, `Tiers ${whose}: ${tiers}`);
    const check = await checkPolicy(subject, parseVerifyOptions('handoff check', { maxTier, maxPaths, invariants }));
    const [first] = check.counterexamples;
    if (junit !== undefined)
      await writeOutput(io.cwd, '--junit', junit, junitReport(check, performance.now() - startedAt));
    if (session !== undefined && first !== undefined)
      await writeOutput(io.cwd, '--session', session, sessionText(first));
    if (json) writeJson(io.stdout, plain(check));
    else show(io, check);
    if (session !== undefined && first !== undefined && !json)
      writeLine(io.stdout, `\nLook at it: ${nextCommand(io, 'inspect', {}, { operands: [session] })}`);
    return first === undefined ? exitCodes.answered : exitCodes.violated;
  } finally {
    await source.sharedMemory?.close();
  }
}

function show(io: Io, { report, counterexamples }: PolicyCheck): void {
  for (const { name, sentence, holds } of report.invariants) {
    const what = name === sentence ? name : `${name}: ${sentence}`;
    writeWrapped(io, `${holds ? 'holds ' : 'BROKEN'}  ${what}`, 8);
  }
  const paths = Number.isFinite(report.paths) ? report.paths.toLocaleString('en') : 'endless';
  writeLine(
    io.stdout,
    `\n${counted(report.states, 'state')}, ${counted(report.transitions, 'transition')}, ${paths} paths; ${report.pathsDriven} driven through a real pattern`,
  );
  if (report.cut !== null) writeLine(io.stdout, `Your own invariants were checked in part: cut ${report.cut}.`);
  for (const counterexample of counterexamples) {
    writeLine(io.stdout);
    for (const line of printCounterexample(counterexample).split('\n')) writeLine(io.stdout, line);
  }
}

function plain({ report, counterexamples }: PolicyCheck): object {
  return {
    ...report,
    paths: Number.isFinite(report.paths) ? report.paths : null,
    counterexamples: counterexamples.map(({ invariant, problem, path }) => ({
      name: invariant.name,
      sentence: invariant.sentence,
      problem,
      path: pathLines(path),
    })),
  };
}
