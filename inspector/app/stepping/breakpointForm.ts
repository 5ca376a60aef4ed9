import type { Breakpoint } from '../../protocol.ts';
import { readDollars, readLevel, readScore, refused, right, wrong, type Filled, type Reading } from '../ui/fields.ts';

/** A breakpoint as people write it; an empty field is no condition. */
export interface BreakpointDraft {
  readonly tierLevel: string;
  readonly kind: '' | NonNullable<Breakpoint['kind']>;
  readonly costAbove: string;
  readonly confidenceBelow: string;
}

export const emptyBreakpoint: BreakpointDraft = { tierLevel: '', kind: '', costAbove: '', confidenceBelow: '' };

/** A breakpoint that is enabled, with an id that none of `others` has. */
export function readBreakpoint(
  draft: BreakpointDraft,
  others: readonly Breakpoint[],
): Filled<Breakpoint, keyof BreakpointDraft> {
  const tierLevel = readOptional(draft.tierLevel, readLevel);
  const costAbove = readOptional(draft.costAbove, readDollars);
  const confidenceBelow = readOptional(draft.confidenceBelow, readScore);
  if (!tierLevel.ok || !costAbove.ok || !confidenceBelow.ok) {
    return refused({ tierLevel, costAbove, confidenceBelow });
  }
  const conditions = {
    ...(tierLevel.value !== undefined && { tierLevel: tierLevel.value }),
    ...(draft.kind !== '' && { kind: draft.kind }),
    ...(costAbove.value !== undefined && { costAbove: costAbove.value }),
    ...(confidenceBelow.value !== undefined && { confidenceBelow: confidenceBelow.value }),
  };
  const breakpoint = { breakpointId: freeId(others), enabled: true, ...conditions };
  if (Object.keys(conditions).length === 0) {
    return refused({ tierLevel: wrong('Choose at least one condition. To hold every call, pause.') });
  }
  const words = breakpointWords(breakpoint);
  return others.some((other) => breakpointWords(other) === words)
    ? refused({ tierLevel: wrong('There is such a breakpoint already.') })
    : right(breakpoint);
}

/** A breakpoint in words: `before tier 2 executes, when more than $0.01 was spent`. */
export function breakpointWords({ tierLevel, kind, costAbove, confidenceBelow }: Breakpoint): string {
  const who = tierLevel === undefined ? 'any tier' : `tier ${tierLevel}`;
  const does = kind === undefined ? 'is called' : `${kind}s`;
  const conditions = [
    ...(costAbove === undefined ? [] : [`more than $${costAbove} was spent`]),
    ...(confidenceBelow === undefined ? [] : [`the last answer's confidence was below ${confidenceBelow}`]),
  ];
  return `before ${who} ${does}${conditions.length === 0 ? '' : `, when ${conditions.join(' and ')}`}`;
}

function readOptional<Value>(text: string, read: (text: string) => Reading<Value>): Reading<Value | undefined> {
  return text.trim() === '' ? right(undefined) : read(text);
}

function freeId(others: readonly Breakpoint[]): string {
  const taken = new Set(others.map(({ breakpointId }) => breakpointId));
  let number = others.length + 1;
  while (taken.has(`breakpoint-${number}`)) number += 1;
  return `breakpoint-${number}`;
}
