// The public names of `xstate-handoff/schemas`.
export {
  PreviousAttemptSchema,
  TaskEvaluationInputSchema,
  TaskEvaluationSchema,
  TaskExecutionInputSchema,
  TaskExecutionSchema,
} from './services/schemas.ts';
