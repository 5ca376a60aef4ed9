// The public names of `xstate-handoff/testing`.
export { verifyPolicy } from './testing/policy/verifyPolicy.ts';
export type { VerifyOptions } from './testing/policy/verifyOptions.ts';
export type { CheckOptions, Expectation, PolicyReport } from './testing/policy/checkPolicy.ts';
export type { PolicySource } from './testing/policy/subject.ts';
export { PolicyViolationError } from './testing/policy/errors.ts';
export { counterexampleSession, printCounterexample } from './testing/policy/counterexample.ts';
export type { Counterexample } from './testing/policy/counterexample.ts';

export { explorePaths } from './testing/paths/explorePaths.ts';
export type { Coverage, Exploration, ExploreOptions } from './testing/paths/explorePaths.ts';
export type { Alphabet, CallOutcome, FailureKind, Interruption, Outcome, Spend } from './testing/paths/outcome.ts';
export type { CallInFlight } from './testing/paths/outcomeEvent.ts';
export { pathLines } from './testing/paths/path.ts';
export type { EndedPath, Path, PathStep } from './testing/paths/path.ts';

export { invariants } from './testing/invariants/invariants.ts';
export type { Invariant } from './testing/invariants/invariant.ts';
export { historyOf } from './testing/invariants/history.ts';
export type { History, HistoryEnd, Moment } from './testing/invariants/history.ts';

export { runPath } from './testing/drive/runPath.ts';
export type { PathRun, RunPathOptions } from './testing/drive/runPath.ts';
export type { LivePath, Settled } from './testing/drive/pathDifferences.ts';
export { scriptedAgent } from './testing/drive/scriptedAgent.ts';
export type { ScriptedAgent, ScriptedCall } from './testing/drive/scriptedAgent.ts';
export { simulatedClock } from './time/simulatedClock.ts';
export type { SimulatedClock } from './time/simulatedClock.ts';

export { simulate } from './testing/simulation/simulate.ts';
export type { SimulationOptions, SimulationReport } from './testing/simulation/simulate.ts';
export { SimulationFailure } from './testing/simulation/errors.ts';
export type { FaultKind } from './testing/simulation/faults.ts';
export type { CreateMemory } from './testing/simulation/scene.ts';

export { memoryConformance } from './testing/store/memoryConformance.ts';
export type { ConformanceCase } from './testing/store/memoryConformance.ts';
export { sampleRecords } from './testing/store/sampleRecords.ts';
export type { SampleOptions } from './testing/store/sampleRecords.ts';
