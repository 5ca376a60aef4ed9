// The public names of `xstate-handoff/testing`.
export { verifyPolicy } from './testing/verifyPolicy.ts';
export type { VerifyOptions } from './testing/verifyOptions.ts';
export type { CheckOptions, Expectation, PolicyReport } from './testing/checkPolicy.ts';
export type { PolicySource } from './testing/subject.ts';
export { PolicyViolationError } from './testing/errors.ts';
export { counterexampleSession, printCounterexample } from './testing/counterexample.ts';
export type { Counterexample } from './testing/counterexample.ts';

export { explorePaths } from './testing/explorePaths.ts';
export type { Coverage, Exploration, ExploreOptions } from './testing/explorePaths.ts';
export type { Alphabet, CallOutcome, FailureKind, Interruption, Outcome, Spend } from './testing/outcome.ts';
export type { CallInFlight } from './testing/outcomeEvent.ts';
export { pathLines } from './testing/path.ts';
export type { EndedPath, Path, PathStep } from './testing/path.ts';

export { invariants } from './testing/invariants.ts';
export type { Invariant } from './testing/invariant.ts';
export { historyOf } from './testing/history.ts';
export type { History, HistoryEnd, Moment } from './testing/history.ts';

export { runPath } from './testing/runPath.ts';
export type { PathRun, RunPathOptions } from './testing/runPath.ts';
export type { LivePath, Settled } from './testing/pathDifferences.ts';
export { scriptedAgent } from './testing/scriptedAgent.ts';
export type { ScriptedAgent, ScriptedCall } from './testing/scriptedAgent.ts';
export { simulatedClock } from './testing/simulatedClock.ts';
export type { SimulatedClock } from './testing/simulatedClock.ts';

export { simulate } from './testing/simulation/simulate.ts';
export type { SimulationOptions, SimulationReport } from './testing/simulation/simulate.ts';
export { SimulationFailure } from './testing/simulation/errors.ts';
export { faultKinds } from './testing/simulation/faults.ts';
export type { FaultCounts, FaultKind } from './testing/simulation/faults.ts';
export type { OutcomeCounts } from './testing/simulation/world.ts';

export { memoryConformance } from './testing/memoryConformance.ts';
export type { ConformanceCase } from './testing/memoryConformance.ts';
export { sampleRecords } from './testing/sampleRecords.ts';
export type { SampleOptions } from './testing/sampleRecords.ts';
