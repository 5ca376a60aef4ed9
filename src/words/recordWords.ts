import type { TransitionRecord } from '../machines/executionTypes.ts';
import { occurrenceOf, reportOf, type Occurrence } from '../machines/occurrence.ts';
import { levelOf, phaseOf } from '../machines/stateName.ts';
import { failureWords, reasonWords } from './failure.ts';
import { limitWords } from './limit.ts';
import { stateWords, tierWords } from './place.ts';
import { score } from './score.ts';
import { span } from './span.ts';

/** How a step looks, beside its words: `plain` says nothing special. */
export type Tone = 'plain' | 'exec' | 'esc' | 'cap' | 'bad';

/** A record in words, at the lengths in which the command line and the page say it. */
export interface RecordWords {
  /** The event in a word or two: `evaluated`. */
  readonly title: string;
  readonly tone: Tone;
  /** Its consequence: `escalate`, `execute`, …; absent where the title says it all. */
  readonly pill?: string;
  /** The text beside the title: `complexity 0.40 · needs tier 3`. */
  readonly detail: string;
  /** The tier's act, to be said after its name: `can handle it, complexity 0.40`; absent where nothing new is said. */
  readonly line?: string;
  /** The agent's reason, or the message of the error. */
  readonly reason?: string;
  /** The event as a label of an arrow: `no, needs tier 3`. */
  readonly message: string;
}

/** Returns a record in words. A new kind of event gets all of its words here. */
export function wordsOf(record: TransitionRecord): RecordWords {
  const { event, from, to } = record;
  if (event.type === 'xstate.init') return { title: 'start', tone: 'plain', detail: stateWords(to), message: 'task' };
  if (event.type === 'escalate') {
    const detail = `${tierWords(from)} to ${tierWords(to)}`;
    return { title: 'escalated', tone: 'esc', detail, message: `escalate to tier ${levelOf(to)}` };
  }
  if (event.type === 'move') {
    const detail = 'to the present tiers and policy';
    return { title: 'moved', tone: 'plain', detail, line: `moved ${detail}`, message: 'move' };
  }
  const occurrence = occurrenceOf(event);
  switch (occurrence.kind) {
    case 'evaluated':
      return evaluatedWords(record, occurrence);
    case 'executed':
      return executedWords(record, occurrence);
    case 'failed':
      return failedWords(record, occurrence);
    case 'waiting': {
      const { deadline } = occurrence;
      return {
        title: 'waits for a person',
        tone: 'plain',
        detail: deadline === null ? 'no deadline' : `until ${deadline.slice(0, 16).replace('T', ' ')} UTC`,
        line: `waits for a person${deadline === null ? '' : ` until ${deadline}`}`,
        message: 'a person is asked',
      };
    }
    case 'resumed':
      return { title: 'resumed', tone: 'plain', detail: tierWords(to), message: 'resume' };
    case 'suspended':
      return {
        title: 'suspended',
        tone: 'plain',
        detail: 'between two calls',
        line: 'suspended between two calls',
        message: 'suspend',
      };
    case 'expired':
      return {
        title: 'time is over',
        tone: 'bad',
        detail: `ends ${to}`,
        line: 'time is over',
        message: 'time is over',
      };
    case 'cancelled':
      return { title: 'cancelled', tone: 'bad', detail: occurrence.reason, line: 'cancelled', message: 'cancel' };
  }
}

/** Returns a record on one line, with the tier that it is about; `undefined` where nothing new is said. */
export function lineOf(record: TransitionRecord): string | undefined {
  const { reason } = wordsOf(record);
  const headline = tierLine(record);
  return headline && [headline, reason].filter((part) => part !== undefined).join(' – ');
}

/** Returns the same without the reason. */
export function tierLine(record: TransitionRecord): string | undefined {
  const { line } = wordsOf(record);
  return line && `tier ${record.tierLevel} ${record.agentId}: ${line}`;
}

/** Returns a record as a sentence, for people who listen. */
export function sentenceOf(record: TransitionRecord): string {
  const { title, pill, detail } = wordsOf(record);
  return `Tier ${record.tierLevel}: ${title}${pill === undefined ? '' : `, ${pill}`}. ${detail}.`;
}

/** Returns what the machine asks for after a record, as a label of an arrow; `undefined` where it asks for nothing. */
export function nextWords({ event, to }: TransitionRecord): string | undefined {
  switch (phaseOf(to)) {
    case 'done':
      return 'result';
    case 'failed':
      return 'error';
    case 'cancelled':
      return 'cancelled';
    case 'evaluating':
      return callsNothing.has(event.type) ? undefined : 'evaluate';
    case 'executing':
      return callsNothing.has(event.type) ? undefined : 'execute';
    case 'capped':
      return callsNothing.has(event.type) ? undefined : 'execute, best effort';
    case 'escalating':
    case undefined:
      return undefined;
  }
}

/** Events after which no call is made: the machine waits for a person, or for the process that goes on. */
const callsNothing: ReadonlySet<string> = new Set(['wait', 'suspend', 'move']);

/** Returns where the outcome of a call is from; `undefined`: from the agent alone. */
export function originOf({ event }: TransitionRecord): string | undefined {
  const { byHand, recorded } = reportOf('output' in event ? event.output : 'error' in event ? event.error : undefined);
  if (recorded === true) return 'recorded';
  return byHand && `${byHand} by hand`;
}

function evaluatedWords(
  { to, decision }: TransitionRecord,
  { evaluation }: Extract<Occurrence, { readonly kind: 'evaluated' }>,
): RecordWords {
  const { canHandle, complexityScore, requiresTier, reasoning } = evaluation;
  const phase = phaseOf(to);
  const atCap = phase === 'capped' || phase === 'failed';
  const limit = decision?.limit;
  const verdict =
    limit !== undefined
      ? `${canHandle ? 'can' : 'cannot'} handle it, ${limitWords(limit)}`
      : atCap
        ? 'cannot handle it, and is the last tier allowed'
        : phase === 'executing'
          ? 'can handle it'
          : 'escalates';
  return {
    title: 'evaluated',
    ...consequenceOf(to),
    detail: `complexity ${score(complexityScore)} · ${canHandle ? 'can handle it' : `needs tier ${requiresTier}`}`,
    line: `${verdict}, complexity ${complexityScore.toFixed(2)}`,
    reason: reasoning,
    message: canHandle ? 'yes, can handle it' : `no, needs tier ${requiresTier}`,
  };
}

function executedWords(
  { to, durationMs }: TransitionRecord,
  { execution }: Extract<Occurrence, { readonly kind: 'executed' }>,
): RecordWords {
  const { confidence, result } = execution;
  const took = durationMs === undefined ? '' : ` in ${span(durationMs)}`;
  return {
    title: 'executed',
    ...consequenceOf(to),
    detail: `confidence ${score(confidence)} · ${oneLine(result)}`,
    line: phaseOf(to) === 'escalating' ? 'was not sure enough of its answer, escalates' : `answered${took}`,
    message: `answer, sure ${score(confidence)}`,
  };
}

function failedWords(
  { from, to, timestamp, notBefore, decision }: TransitionRecord,
  { failure }: Extract<Occurrence, { readonly kind: 'failed' }>,
): RecordWords {
  const again =
    notBefore === undefined ? 'tried again' : `tried again in ${span(Date.parse(notBefore) - Date.parse(timestamp))}`;
  const [pill, consequence] =
    from === to
      ? ['again', `, ${again}`]
      : to === 'failed'
        ? ['failed', decision?.limit === undefined ? '' : `, ${limitWords(decision.limit)}`]
        : to === 'done'
          ? ['best answer so far', ', the best answer so far stands']
          : ['escalate', ', escalates'];
  const what = from === to ? reasonWords(failure.reason ?? 'threw') : failureWords(failure);
  return {
    title: 'call failed',
    tone: 'bad',
    pill,
    detail: oneLine(failure.message),
    line: `${what}${consequence}`,
    reason: failure.message,
    message: failure.name,
  };
}

function consequenceOf(to: TransitionRecord['to']): Pick<RecordWords, 'tone' | 'pill'> {
  switch (phaseOf(to)) {
    case 'done':
      return { tone: 'exec', pill: 'done' };
    case 'failed':
      return { tone: 'bad', pill: 'failed' };
    case 'executing':
      return { tone: 'exec', pill: 'execute' };
    case 'capped':
      return { tone: 'cap', pill: 'capped' };
    case 'escalating':
    case 'evaluating':
    case 'cancelled':
    case undefined:
      return { tone: 'esc', pill: 'escalate' };
  }
}

function oneLine(text: string): string {
  return text.slice(0, 160).replaceAll(/\s+/g, ' ');
}
