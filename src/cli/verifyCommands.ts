import { unknownExecution } from '../run/errors.ts';
import { ConfigurationError } from '../machines/errors.ts';
import { summaryProblem, verifyExecution } from '../memory/archive.ts';
import { MemoryError } from '../memory/errors.ts';
import { everyEntry } from '../memory/everyExecution.ts';
import type { SharedMemory } from '../memory/sharedMemory.ts';
import { exitCodes, type ExitCode } from './exitCodes.ts';
import { findExecution } from './executionIds.ts';
import { counted } from './format.ts';
import { writeJson, writeLine, type Io } from './io.ts';
import { withPlace } from './place.ts';
import type { StoredCommandOptions } from './storedCommands.ts';
import { writeWrapped } from './wrap.ts';

export interface VerifyCommandOptions extends StoredCommandOptions {
  readonly head?: string;
}

/** The findings of a look at one execution. */
type Verdict = Awaited<ReturnType<typeof verifyExecution>> | { readonly valid: false; readonly message: string };

/** An execution that is to be looked at, and how many records its summary tells of. */
interface Chosen {
  readonly executionId: string;
  readonly length?: number;
}

/**
 * `handoff verify [ID]`: finds changed, removed, reordered and inserted records, summaries that say something else, and
 * what cannot be read. Looks at all of them, whatever it finds.
 */
export function verifyCommand(io: Io, given: string | undefined, options: VerifyCommandOptions): Promise<ExitCode> {
  if (options.head !== undefined && given === undefined) {
    const message = '--head is the last hash of one execution: say of which. Give its id before --head.';
    throw new ConfigurationError('--head', message);
  }
  return withPlace(io, options, 'look', async ({ memory }) => {
    const found: object[] = [];
    let broken = 0;
    for await (const { executionId, length } of chosen(io, memory, given, options)) {
      const { head } = options;
      const anchor = { ...(length !== undefined && { length }), ...(head !== undefined && { head }) };
      const verdict = await verdictOn(memory, executionId, anchor);
      if (!verdict.valid) broken += 1;
      found.push({ executionId, ...verdict });
      if (options.json) continue;
      if (verdict.valid)
        writeWrapped(io, `${executionId}  whole, ${counted(verdict.length, 'record')}, head ${verdict.head}`, 2);
      else {
        const where = 'seq' in verdict ? ` at record ${verdict.seq}` : '';
        writeLine(io.stdout, `${executionId}  BROKEN${where}: ${verdict.message}`);
      }
    }
    if (options.json) writeJson(io.stdout, found);
    else writeLine(io.stdout, `${counted(found.length, 'execution')} checked, ${broken} broken`);
    return broken === 0 ? exitCodes.answered : exitCodes.memory;
  });
}

/** `handoff repair [ID]`: writes summaries anew from the records, where they say something else or cannot be read. */
export function repairCommand(io: Io, given: string | undefined, options: StoredCommandOptions): Promise<ExitCode> {
  return withPlace(io, options, 'look', async ({ memory }) => {
    const outcomes: { readonly executionId: string; readonly outcome: string }[] = [];
    for await (const { executionId } of chosen(io, memory, given, options)) {
      const outcome = await repaired(memory, executionId);
      if (outcome === undefined) continue;
      outcomes.push({ executionId, outcome });
      if (!options.json) writeLine(io.stdout, `${executionId}  ${outcome}`);
    }
    if (options.json) writeJson(io.stdout, outcomes);
    else writeLine(io.stdout, `${outcomes.length} at fault`);
    return outcomes.every(({ outcome }) => outcome.startsWith('repaired')) ? exitCodes.answered : exitCodes.memory;
  });
}

async function verdictOn(memory: SharedMemory, executionId: string, anchor: object): Promise<NonNullable<Verdict>> {
  try {
    return (await verifyExecution(memory, executionId, anchor)) ?? unknownExecution(executionId);
  } catch (error) {
    if (!MemoryError.isInstance(error)) throw error;
    return { valid: false, message: error.message };
  }
}

/** The repair of the summary of an execution, in words; `undefined` where none was needed. */
async function repaired(memory: SharedMemory, executionId: string): Promise<string | undefined> {
  try {
    const problem = await summaryProblem(memory, executionId);
    if (problem === undefined) return undefined;
    return (await memory.repair(executionId))
      ? `repaired: ${problem}`
      : `not repaired, as it has no records: ${problem}`;
  } catch (error) {
    if (!MemoryError.isInstance(error)) throw error;
    return `not repaired: ${error.message}`;
  }
}

async function* chosen(
  io: Io,
  memory: SharedMemory,
  given: string | undefined,
  options: StoredCommandOptions,
): AsyncGenerator<Chosen> {
  if (given === undefined) yield* everyEntry(memory);
  else yield { executionId: (await findExecution(io, memory, options, given)).executionId };
}
