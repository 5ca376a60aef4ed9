// The public names of `xstate-handoff/machines`: the pure part, which runs wherever XState runs.
export { createHandoffMachine } from './machines/handoffMachine.ts';
export type { EvaluateLogic, ExecuteLogic, HandoffMachine, HandoffStateValue } from './machines/handoffMachine.ts';
export { foldRecords } from './machines/fold.ts';
export type { FoldStep, HandoffSnapshot } from './machines/fold.ts';
export { ConfigurationError, HandoffError, ReplayError } from './machines/errors.ts';
export type { HandoffErrorCode } from './machines/errors.ts';
export type {
  CallReport,
  EvaluateInput,
  EvaluationOutput,
  ExecuteInput,
  ExecutionOutput,
  Failure,
  ForkOrigin,
  HandoffConfig,
  HandoffContext,
  HandoffDecision,
  HandoffEmitted,
  HandoffInput,
  HandoffMachineEvent,
  HandoffMachineOptions,
  HandoffOutput,
  HandoffPolicy,
  JsonValue,
  LimitName,
  Limits,
  PreviousAttempt,
  RecordedEvent,
  ServiceDoneEvent,
  ServiceErrorEvent,
  StateName,
  TaskEvaluation,
  TaskExecution,
  TierDefinition,
  TransitionRecord,
  Usage,
  UsageTotals,
  Waiting,
} from './machines/types.ts';
