import type { HandoffPattern } from '../../pattern/handoffPattern.ts';
import type { HandoffResult } from '../../run/result.ts';
import { HandoffError, ReplayError, type HandoffErrorCode } from '../../machines/errors.ts';
import { foldRecords, type FoldStep, type HandoffSnapshot } from '../../machines/fold.ts';
import type { TransitionRecord } from '../../machines/executionTypes.ts';
import { phaseOf } from '../../machines/stateName.ts';
import type { Path } from '../paths/path.ts';
import { recordSaysWhatHappened } from '../invariants/recordInvariant.ts';
import { differenceBetween } from './sameness.ts';

/** How the promise of an execution settled. */
export type Settled = { readonly result: HandoffResult } | { readonly error: unknown };

/** What a live pattern made of a path. */
export interface LivePath {
  /** As its memory holds them. */
  readonly records: readonly TransitionRecord[];
  /** What its actor showed. */
  readonly snapshots: readonly HandoffSnapshot[];
  readonly settled: Settled;
}

/** Where a live execution went otherwise than the pure path, in words. */
export function differencesFrom(path: Path, { records, snapshots, settled }: LivePath): readonly string[] {
  const pure = foldedOrProblem(path);
  if (typeof pure === 'string') return [pure];
  const seen = pure.filter(({ record }, index) => !isUnseen(record, pure[index - 1])).map(({ snapshot }) => snapshot);
  return [
    differenceBetween('Record', records, path.records),
    differenceBetween('Snapshot', snapshots.map(shown), seen.map(shown)),
    settledOtherwise(settled, pure.at(-1)?.snapshot),
  ].filter((difference) => difference !== undefined);
}

/** What no actor shows: what it passes through, and the end of an execution that was cancelled while nothing of it ran. */
function isUnseen({ to, event }: TransitionRecord, before: FoldStep | undefined): boolean {
  return phaseOf(to) === 'escalating' || (event.type === 'cancel' && before?.record.event.type === 'wait');
}

/** Where what a pattern says of itself and of an execution is not what happened, in words. */
export async function differencesInHistory(
  path: Path,
  pattern: HandoffPattern,
  executionId: string,
): Promise<readonly string[]> {
  const tiers = [...pattern.tiers].map(([level, { agentId }]) => ({ level, agentId }));
  const asked = path.config.tiers.map(({ level, agentId }) => ({ level, agentId }));
  const history = await differencesInDecisions(path, pattern, executionId).catch((error: unknown) => [String(error)]);
  return [differenceBetween('Tier', tiers, asked) ?? [], history].flat();
}

async function differencesInDecisions(
  { config, input, records, end }: Path,
  pattern: HandoffPattern,
  executionId: string,
): Promise<readonly string[]> {
  const history = await pattern.getHandoffHistory(executionId);
  const transitions = await pattern.getTransitions(executionId);
  const told = { config, input: { ...input, executionId }, records: transitions, end };
  const foreign = history.find((decision) => decision.executionId !== executionId);
  const untimed = history.find(({ timestamp }) => Number.isNaN(Date.parse(timestamp)));
  const decided = records.flatMap(({ decision }) => decision ?? []);
  return [
    foreign && `The history holds a decision of execution ${foreign.executionId}.`,
    untimed && `The history holds a decision of tier ${untimed.tierLevel} without its time.`,
    differenceBetween('Decision', history, decided),
    recordSaysWhatHappened.check(told),
  ].filter((difference) => difference !== undefined);
}

/** The pure path of a machine that is not the real one may be one that the real one does not know. */
function foldedOrProblem({ records }: Path): readonly FoldStep[] | string {
  try {
    return foldRecords(records);
  } catch (error) {
    if (!ReplayError.isInstance(error)) throw error;
    return `The real machine does not go this way: ${error.message}`;
  }
}

function shown({ value, context, status, output }: HandoffSnapshot): object {
  return { value, context, status, output };
}

/** Where the promise of an execution settled otherwise than its last snapshot says, in words. */
export function settledOtherwise(settled: Settled, last: HandoffSnapshot | undefined): string | undefined {
  const output = last?.output;
  if (output === undefined) return 'The execution has no end.';
  if (output.status === 'completed') {
    if ('result' in settled) return differenceBetween('Result', [settled.result], [output]);
    return `The caller was told '${String(settled.error)}', and there is an answer.`;
  }
  if ('result' in settled) return `The caller was given a result, and the execution is ${output.status}.`;
  const codes: readonly HandoffErrorCode[] =
    output.status === 'cancelled'
      ? ['HANDOFF_CANCELLED']
      : output.limitReached !== null
        ? ['HANDOFF_BUDGET_EXCEEDED']
        : ['HANDOFF_TIERS_EXHAUSTED', 'HANDOFF_AGENT_CALL', 'HANDOFF_AGENT_OUTPUT', 'HANDOFF_AGENT_DECLINED'];
  const { error } = settled;
  if (HandoffError.isInstance(error) && codes.includes(error.code)) return undefined;
  return `The caller was told '${String(error)}', and ${codes.join(' or ')} was due.`;
}
