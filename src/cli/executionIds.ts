import { UnknownExecutionError } from '../run/errors.ts';
import type { TransitionRecord } from '../machines/executionTypes.ts';
import { everyEntry } from '../memory/everyExecution.ts';
import type { ExecutionSummary, SharedMemory } from '../memory/sharedMemory.ts';
import { fittedTo } from './format.ts';
import type { Io } from './io.ts';
import { beforehand, nextCommand, type PlaceOptions } from './nextCommand.ts';

export interface FoundExecution {
  readonly executionId: string;
  readonly records: readonly TransitionRecord[];
}

/** Characters of an id that are shown where that is enough to tell it from others. */
const shortest = 8;
/** How many candidates an ambiguous id is answered with. */
const candidatesShown = 10;

/**
 * The execution with an id, or the only one whose id begins like that.
 *
 * @throws UnknownExecutionError where there is none, or more than one: the message lists them.
 */
export async function findExecution(
  io: Io,
  memory: SharedMemory,
  options: PlaceOptions,
  given: string,
): Promise<FoundExecution> {
  const exact = await memory.read(given);
  if (exact.length > 0) return { executionId: given, records: exact };
  const candidates: ExecutionSummary[] = [];
  if (given !== '') {
    for await (const entry of everyEntry(memory))
      if (!('error' in entry) && entry.executionId.startsWith(given)) candidates.push(entry);
  }
  const [candidate, ...others] = candidates;
  if (candidate === undefined) {
    const command = [nextCommand(io, 'list', options), beforehand(options)].filter((part) => part !== '').join('. ');
    throw new UnknownExecutionError(
      given,
      `There is no execution '${given}' in this memory. See what is there: ${command}`,
    );
  }
  if (others.length > 0) throw new UnknownExecutionError(given, ambiguous(io, given, candidates));
  return { executionId: candidate.executionId, records: await memory.read(candidate.executionId) };
}

/** How the ids in a list are shown: short for a person at a terminal, whole for programs. */
export function shownIds(
  { interactive }: Pick<Io, 'interactive'>,
  listed: readonly { readonly executionId: string }[],
): (executionId: string) => string {
  if (!interactive) return (executionId) => executionId;
  const short = shortIds(listed.map(({ executionId }) => executionId));
  const width = Math.max(0, ...[...short.values()].map(({ length }) => length));
  return (executionId) => (short.get(executionId) ?? executionId).padEnd(width);
}

/** As much of each id as tells it from the others, by the whole id. */
function shortIds(executionIds: readonly string[]): ReadonlyMap<string, string> {
  const sorted = executionIds.toSorted();
  return new Map(
    sorted.map((id, index) => {
      const neighbours = [sorted[index - 1], sorted[index + 1]].filter((other) => other !== undefined && other !== id);
      const needed = Math.max(...neighbours.map((other = '') => commonLength(id, other) + 1), shortest);
      return [id, id.slice(0, needed)];
    }),
  );
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

function ambiguous(io: Io, given: string, candidates: readonly ExecutionSummary[]): string {
  const shown = candidates.slice(0, candidatesShown);
  const lines = shown.map(({ executionId, status, task }) =>
    fittedTo(io.columns, `  ${executionId}  ${status.padEnd(9)}  ${task}`),
  );
  const more = candidates.length - shown.length;
  const head = `'${given}' is the beginning of ${candidates.length} execution ids. Give more of the one you mean:`;
  return [head, ...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}
