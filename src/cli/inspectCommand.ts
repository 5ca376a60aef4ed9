import { createInspector } from '../../inspector/createInspector.ts';
import type { Inspector } from '../../inspector/openInspector.ts';
import type { Session } from '../../inspector/protocol.ts';
import { sessionPage } from '../../inspector/server/page.ts';
import { ConfigurationError } from '../machines/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { everyExecution } from '../memory/everyExecution.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { counted } from './format.ts';
import { interrupted, writeLine, type Io } from './io.ts';
import { nextCommand } from './nextCommand.ts';
import { withPattern, type PatternOptions } from './openPattern.ts';
import { withPlace } from './place.ts';
import { readSessionFile, sessionOf } from './sessionFile.ts';
import { writeOutput } from './writeOutput.ts';

export interface InspectCommandOptions extends PatternOptions {
  readonly port?: number;
  readonly maxExecutions?: number;
  readonly export?: string;
}

/** `handoff inspect [FILE]`: serves the debugger until Ctrl+C, or writes one page that holds everything. */
export async function inspectCommand(
  io: Io,
  file: string | undefined,
  options: InspectCommandOptions,
): Promise<ExitCode> {
  assertOnePlace(io, file, options);
  if (file !== undefined) {
    const session = await readSessionFile(io.cwd, file);
    if (options.export !== undefined) return exported(io, session, options.export);
    return served(io, options, (inspector) => inspector.addSession(session, { name: file }), session.focus);
  }
  const { config, knowledge } = options;
  if (options.export === undefined && (config ?? knowledge) !== undefined) {
    return withPattern(io, options, ({ pattern, place }) =>
      served(io, options, (inspector) => inspector.attach(pattern, { name: config ?? place.name })),
    );
  }
  return withPlace(io, options, 'look', async ({ memory, name }) => {
    if (options.export !== undefined) return exported(io, await sessionIn(memory, name), options.export);
    return served(io, options, (inspector) => inspector.addMemory(memory, { name }));
  });
}

/** @throws ConfigurationError where more than one place is named. */
function assertOnePlace(
  io: Io,
  file: string | undefined,
  { memory, postgres, config, knowledge }: InspectCommandOptions,
): void {
  const named = [file, memory, postgres].filter((place) => place !== undefined);
  if (named.length > 1) {
    const message = `Name one place to look at, not ${named.length}: a file, --memory or --postgres.`;
    throw new ConfigurationError('command line', message);
  }
  if (file !== undefined && (config ?? knowledge) !== undefined) {
    const command = nextCommand(io, 'inspect', {}, { operands: [file] });
    const message = `A file is only shown: --config and --knowledge go with a memory. Look at the file: ${command}`;
    throw new ConfigurationError('command line', message);
  }
}

async function served(
  io: Io,
  { port = 0, maxExecutions = 1_000 }: InspectCommandOptions,
  show: (inspector: Inspector) => unknown,
  focus?: Session['focus'],
): Promise<ExitCode> {
  const inspector = await createInspector({ port, maxExecutions, keepAlive: true });
  try {
    await show(inspector);
    const place = focus === undefined ? '' : `#${encodeURIComponent(focus.executionId)}/${focus.seq}`;
    writeLine(io.stdout, `Inspector: ${inspector.url}${place}`);
    writeLine(io.stderr, 'Open this address in a browser. Ctrl+C ends it.');
    await interrupted(io);
    return exitCodes.answered;
  } finally {
    await inspector.close();
  }
}

async function exported(io: Io, session: Session, file: string): Promise<ExitCode> {
  await writeOutput(io.cwd, '--export', file, await sessionPage(session));
  writeLine(io.stdout, `${counted(session.executions.length, 'execution')} written to ${file}`);
  return exitCodes.answered;
}

async function sessionIn(memory: SharedMemory, title: string): Promise<Session> {
  const executions: (readonly TransitionRecord[])[] = [];
  for await (const { executionId } of everyExecution(memory)) executions.push(await memory.read(executionId));
  return sessionOf(title, executions);
}
