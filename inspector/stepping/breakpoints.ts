import type { PendingCall } from '../../src/machines/pendingCall.ts';
import type { TransitionRecord } from '../../src/machines/executionTypes.ts';
import { isExecution } from '../../src/machines/checks.ts';
import type { Breakpoint } from '../protocol.ts';
import { costOf } from '../listedOf.ts';

/** True where one of the breakpoints holds the call. `recordsOf` is asked only where a condition needs it. */
export async function isAtBreakpoint(
  breakpoints: readonly Breakpoint[],
  { kind, input }: PendingCall,
  recordsOf: (executionId: string) => Promise<readonly TransitionRecord[]>,
): Promise<boolean> {
  const here = breakpoints.filter(
    ({ enabled, tierLevel = input.tierLevel, kind: wanted = kind }) =>
      enabled && tierLevel === input.tierLevel && wanted === kind,
  );
  if (here.length === 0) return false;
  if (here.some(({ costAbove, confidenceBelow }) => costAbove === undefined && confidenceBelow === undefined))
    return true;
  const records = await recordsOf(input.executionId);
  const costUsd = costOf(records);
  const confidence = lastConfidence(records);
  return here.some(
    ({ costAbove, confidenceBelow }) =>
      (costAbove === undefined || costUsd === null || costUsd > costAbove) &&
      (confidenceBelow === undefined || (confidence !== undefined && confidence < confidenceBelow)),
  );
}

function lastConfidence(records: readonly TransitionRecord[]): number | undefined {
  const answers = records.flatMap(({ event }) =>
    'output' in event && isExecution(event.output) ? [event.output.confidence] : [],
  );
  return answers.at(-1);
}
