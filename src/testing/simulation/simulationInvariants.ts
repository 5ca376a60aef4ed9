import { invariants } from '../invariants/invariants.ts';
import type { Invariant } from '../invariants/invariant.ts';
import type { Ledger } from './ledger.ts';

/** Something that a simulation checks, beside what holds of a single record. */
export type Rule = Pick<Invariant, 'name' | 'sentence'>;

/** Says that something does not hold of an execution. The world ends with the first such report. */
export type Report = (rule: Rule, ledger: Ledger, problem: string) => void;

export const writeAhead: Rule = {
  name: 'write-ahead',
  sentence: 'No call begins before the record that caused it is stored, and the call bears its number as its key.',
};

export const calledOnce: Rule = {
  name: 'called-once',
  sentence: 'A call that ended is not made again; one in flight is made again by whoever goes on, under the same key.',
};

export const callInTime: Rule = {
  name: 'call-in-time',
  sentence: 'No call begins too early or after the deadline, and none that nobody waits for is left running.',
};

export const oneWinner: Rule = {
  name: 'one-winner',
  sentence: 'Of those who write the same record exactly one is told that it is stored, and the others stop.',
};

export const nothingLost: Rule = {
  name: 'nothing-lost',
  sentence: 'What was stored stays as it was stored, and in its place.',
};

export const listsAreCurrent: Rule = {
  name: 'lists-are-current',
  sentence: 'A list has every execution that was asked for, as its record has it, and no other.',
};

export const agentsHeard: Rule = {
  name: 'agents-heard',
  sentence: 'Every answer in the record was given, by whom and for what it says, and counts once.',
};

export const callersToldTheTruth: Rule = {
  name: 'callers-told-the-truth',
  sentence: 'What a caller is told is what the record says, and it is stored by then.',
};

export const callersTold: Rule = {
  name: 'callers-told',
  sentence: 'Whoever asked the process that ended an execution is told so.',
};

export const chainVerifies: Rule = {
  name: 'chain-verifies',
  sentence: 'The hash chain of every execution is whole.',
};

export const oneHolder: Rule = {
  name: 'one-holder',
  sentence:
    "An execution is held by one process at a time, until its lease expires by the store's clock or is given up.",
};

export const givenUp: Rule = {
  name: 'given-up',
  sentence: 'A lease that has expired, or was given up, keeps nobody out, and none keeps its own holder out.',
};

export const holdersCall: Rule = {
  name: 'holders-call',
  sentence: 'Nobody calls who does not hold the execution.',
};

export const oneCallAtATime: Rule = {
  name: 'one-call-at-a-time',
  sentence: 'A call is under way once at a time, unless its process died, stood still past its lease, or cut it off.',
};

export const losersStop: Rule = {
  name: 'losers-stop',
  sentence: 'Whoever has lost an execution writes nothing more of it, and its calls are aborted at once.',
};

export const allHandedBack: Rule = {
  name: 'all-handed-back',
  sentence: 'Once a process is suspended nothing begins there, and what happened is stored and given back.',
};

export const repeatedCallsCount: Rule = {
  name: 'repeated-calls-count',
  sentence: 'Every call that is made counts, and one that was cut off counts as one of unknown cost.',
};

/** Everything that a simulation checks: of every record as it is stored, of every call, and of all that callers are told. */
export const simulationRules: readonly Rule[] = [
  ...invariants,
  writeAhead,
  calledOnce,
  callInTime,
  oneWinner,
  nothingLost,
  listsAreCurrent,
  agentsHeard,
  callersToldTheTruth,
  callersTold,
  chainVerifies,
  oneHolder,
  givenUp,
  holdersCall,
  oneCallAtATime,
  losersStop,
  allHandedBack,
  repeatedCallsCount,
];
