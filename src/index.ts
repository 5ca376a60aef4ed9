// The public names of `xstate-handoff`.
export { createHandoffPattern } from './pattern/createHandoffPattern.ts';
export type {
  HandoffPattern,
  LiveValidationReport,
  TierCheck,
  ValidateOptions,
  ValidationReport,
} from './pattern/handoffPattern.ts';
export type {
  ForkOptions,
  HumanResponse,
  PendingExecution,
  PendingPage,
  PendingQuery,
  PendingQuestion,
  ResumeAllOptions,
  ResumeOptions,
  ResumeOutcome,
  Suspension,
  SuspendOptions,
} from './continue/continuation.ts';
export type { CallVerdict, HandoffObserver } from './run/observer.ts';
export type { PendingCall } from './machines/pendingCall.ts';
export type { ForkEvent } from './continue/standings.ts';
export type { HandoffOptions } from './pattern/handoffOptions.ts';
export type { ModelOptions, Provider } from './pattern/environment.ts';
export type { ExecuteOptions } from './pattern/executeOptions.ts';
export type { ExecutionLimits } from './run/executionLimits.ts';
export type { CompletedResult, HandoffEvent, HandoffResult, WaitingResult } from './run/result.ts';

export { ConfigurationError, HandoffError, ReplayError } from './machines/errors.ts';
export type { HandoffErrorCode } from './machines/errors.ts';
export type { FoldStep, HandoffSnapshot } from './machines/fold.ts';
export type {
  HandoffDecision,
  RecordSeal,
  RecordedEvent,
  StopFigures,
  TransitionRecord,
  Waiting,
} from './machines/executionTypes.ts';
export type { FailureReason } from './machines/failureReason.ts';
export type {
  CallReport,
  CalledModel,
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
  HandoffPolicy,
  JsonValue,
  LimitName,
  PolicyOptions,
  PreviousAttempt,
  TaskEvaluation,
  TaskExecution,
  TierDefinition,
  Usage,
  UsageTotals,
} from './machines/types.ts';

export type {
  AgentCallOptions,
  AgentEvaluation,
  AgentExecution,
  AgentExecuteOptions,
  HandoffAgent,
  HumanWait,
  TaskEvaluationInput,
  TaskExecutionInput,
} from './services/agent.ts';
export { functionAgent } from './services/functionAgent.ts';
export type { FunctionAgentOptions } from './services/functionAgent.ts';
export type { ApiKey } from './services/openai/apiKeys.ts';
export type { ExtraBody } from './services/openai/chat.ts';
export type { OpenAIAgentOptions, ResponseFormatOption } from './services/openai/options.ts';
export { defaultModels } from './services/openai/models.ts';
export type { ModelPrice, PriceTable } from './services/pricing.ts';
export { openaiAgent } from './services/openai/openaiAgent.ts';
export { provideHandoffServices } from './services/provideHandoffServices.ts';
export type { HandoffServicesOptions } from './services/provideHandoffServices.ts';
export { humanAgent } from './services/humanAgent.ts';
export type { HumanAgentOptions } from './services/humanAgent.ts';

export { inMemory } from './memory/inMemory.ts';
export type { InMemoryOptions } from './memory/inMemory.ts';
export type { Lease, LeaseClaim } from './memory/lease.ts';
export { exportExecutions, importExecutions } from './memory/archive.ts';
export type { Redact } from './memory/chain/applyRedaction.ts';
export { erasableFields } from './memory/chain/erasable.ts';
export type { ErasableField } from './machines/recordFields.ts';
export { verifyRecords } from './memory/chain/verifyRecords.ts';
export type { ChainAnchor, ChainProblem, Verification } from './memory/chain/verifyRecords.ts';
export type {
  DamagedExecution,
  ExecutionPage,
  ExecutionStatus,
  ExecutionSummary,
  ListOrder,
  ListQuery,
  SharedMemory,
} from './memory/sharedMemory.ts';

export { analyzeEscalations } from './analytics/analyzeEscalations.ts';
export type { EscalationAnalysis } from './analytics/analyzeEscalations.ts';

export { AgentCallError, AgentDeclinedError, AgentOutputError } from './services/errors.ts';
export { ConcurrentExecutionError, ExecutionHeldError, MemoryError } from './memory/errors.ts';
export {
  BudgetExceededError,
  ExecutionCancelledError,
  ExecutionExistsError,
  NotWaitingError,
  SuspendedError,
  TiersExhaustedError,
  UnknownExecutionError,
} from './run/errors.ts';
