// The public names of `xstate-handoff`.
export { createHandoffPattern } from './pattern.ts';
export type {
  HandoffPattern,
  LiveValidationReport,
  TierCheck,
  ValidateOptions,
  ValidationReport,
} from './handoffPattern.ts';
export type {
  Continuations,
  ForkOptions,
  HumanResponse,
  PendingExecution,
  ResumeOptions,
  ResumeOutcome,
} from './execution/continuation.ts';
export type { CallVerdict, HandoffObserver, PendingCall } from './execution/observer.ts';
export type { ForkEvent } from './execution/standings.ts';
export type { HandoffOptions } from './configuration/options.ts';
export type { ModelOptions, Provider } from './configuration/environment.ts';
export type { ExecuteOptions } from './configuration/executeOptions.ts';
export type { CompletedResult, HandoffEvent, HandoffResult, WaitingResult } from './execution/result.ts';

export * from './machines.ts';

export type {
  AgentCallOptions,
  AgentExecuteOptions,
  HandoffAgent,
  HumanWait,
  TaskEvaluationInput,
  TaskExecutionInput,
} from './services/agent.ts';
export { functionAgent } from './services/functionAgent.ts';
export type { FunctionAgentOptions, FunctionExecution } from './services/functionAgent.ts';
export { knowledgeAgent } from './services/knowledge/knowledgeAgent.ts';
export type { KnowledgeAgent, PreparedKnowledge } from './services/knowledge/knowledgeAgent.ts';
export type { KnowledgeAgentOptions } from './services/knowledge/knowledgeOptions.ts';
export type { Calibration } from './services/knowledge/calibration.ts';
export type { Embedder } from './services/knowledge/embedder.ts';
export { minilmEmbedder } from './services/knowledge/minilmEmbedder.ts';
export type { KnowledgeBase, KnowledgeEntry } from './services/knowledge/knowledgeBase.ts';
export { KnowledgeError } from './services/knowledge/knowledgeErrors.ts';
export { loadKnowledge } from './services/knowledge/loadKnowledge.ts';
export type { Match, Retriever } from './services/knowledge/retriever.ts';
export type { OpenAIAgentOptions } from './services/openai/options.ts';
export { defaultModels } from './services/openai/models.ts';
export type { ModelPrice, PriceTable } from './services/pricing.ts';
export { sampleKnowledge } from './services/knowledge/sampleKnowledge.ts';
export { openaiAgent } from './services/openai/openaiAgent.ts';
export { humanAgent } from './services/humanAgent.ts';
export type { HumanAgentOptions } from './services/humanAgent.ts';
export {
  TaskEvaluationInputSchema,
  TaskEvaluationSchema,
  TaskExecutionInputSchema,
  TaskExecutionSchema,
} from './services/schemas.ts';

export { inMemory } from './memory/inMemory.ts';
export { exportExecutions, importExecutions } from './memory/archive.ts';
export type { Redact } from './memory/chain/applyRedaction.ts';
export { erasableFields } from './memory/chain/erasable.ts';
export type { ErasableField } from './memory/chain/erasable.ts';
export { verifyRecords } from './memory/chain/verifyRecords.ts';
export type { ChainAnchor, ChainProblem, Verification } from './memory/chain/verifyRecords.ts';
export type {
  ExecutionPage,
  ExecutionStatus,
  ExecutionSummary,
  ListQuery,
  SharedMemory,
} from './memory/sharedMemory.ts';

export { analyzeEscalations } from './analytics/analyzeEscalations.ts';
export type { EscalationAnalysis } from './analytics/analyzeEscalations.ts';

export { AgentCallError, AgentDeclinedError, AgentOutputError } from './services/errors.ts';
export { ConcurrentExecutionError, MemoryError } from './memory/errors.ts';
export {
  BudgetExceededError,
  ExecutionCancelledError,
  TiersExhaustedError,
  UnknownExecutionError,
} from './execution/errors.ts';
