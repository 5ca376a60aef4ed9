import { HandoffError, type HandoffErrorCode } from '../machines/errors.ts';

/** The codes that the process ends with; `handoff --help` explains them. */
export const exitCodes = {
  answered: 0,
  unexpected: 1,
  usage: 2,
  waiting: 3,
  unanswered: 4,
  memory: 5,
  violated: 6,
  cancelled: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOfError(error: unknown): ExitCode {
  return HandoffError.isInstance(error) ? exitCodeOf(error.code) : exitCodes.unexpected;
}

function exitCodeOf(code: HandoffErrorCode): ExitCode {
  switch (code) {
    case 'HANDOFF_CONFIGURATION':
    case 'HANDOFF_KNOWLEDGE':
    case 'HANDOFF_UNKNOWN_EXECUTION':
    case 'HANDOFF_NOT_WAITING':
    case 'HANDOFF_EXECUTION_EXISTS':
      return exitCodes.usage;
    case 'HANDOFF_MEMORY':
    case 'HANDOFF_CONCURRENT_EXECUTION':
    case 'HANDOFF_EXECUTION_HELD':
    case 'HANDOFF_REPLAY':
      return exitCodes.memory;
    case 'HANDOFF_POLICY_VIOLATION':
    case 'HANDOFF_SIMULATION':
      return exitCodes.violated;
    case 'HANDOFF_CANCELLED':
    case 'HANDOFF_SUSPENDED':
      return exitCodes.cancelled;
    case 'HANDOFF_AGENT_CALL':
    case 'HANDOFF_AGENT_OUTPUT':
    case 'HANDOFF_AGENT_DECLINED':
    case 'HANDOFF_TIERS_EXHAUSTED':
    case 'HANDOFF_BUDGET_EXCEEDED':
      return exitCodes.unanswered;
  }
}
