// The public names of `xstate-handoff/machines`: the pure part, which runs wherever XState runs.
export { createHandoffMachine } from './machines/handoffMachine.ts';
export type { EvaluateLogic, ExecuteLogic, HandoffMachine, HandoffStateValue } from './machines/handoffMachine.ts';
export { foldRecords } from './machines/fold.ts';
export type { FoldStep, HandoffSnapshot } from './machines/fold.ts';
export { ConfigurationError, HandoffError, ReplayError } from './machines/errors.ts';
export type { HandoffErrorCode } from './machines/errors.ts';
export type {
  HandoffContext,
  HandoffDecision,
  HandoffEmitted,
  HandoffMachineEvent,
  HandoffOutput,
  RecordSeal,
  RecordedEvent,
  ServiceDoneEvent,
  ServiceErrorEvent,
  StopFigures,
  TransitionRecord,
  Waiting,
} from './machines/executionTypes.ts';
export type { StateName } from './machines/stateName.ts';
export type { FailureReason } from './machines/failureReason.ts';
export type {
  CalledModel,
  CallReport,
  EditableInput,
  EditedInput,
  EvaluateInput,
  EvaluationOutput,
  ExecuteInput,
  ExecutionOutput,
  Failure,
  FailureRules,
  ForkOrigin,
  HandoffConfig,
  HandoffInput,
  HandoffMachineOptions,
  HandoffPolicy,
  JsonValue,
  LimitName,
  Limits,
  PolicyOptions,
  PreviousAttempt,
  TaskEvaluation,
  TaskExecution,
  TierDefinition,
  Usage,
  UsageTotals,
} from './machines/types.ts';
