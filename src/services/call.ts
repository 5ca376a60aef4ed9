import { HandoffError } from '../machines/errors.ts';
import { reportOf } from '../machines/occurrence.ts';
import { isoTime } from '../machines/time.ts';
import type {
  CallReport,
  EvaluateInput,
  EvaluationOutput,
  ExecuteInput,
  ExecutionOutput,
  Failure,
} from '../machines/types.ts';
import type { AgentExecuteOptions, HandoffAgent, HumanWait } from './agent.ts';
import { startCallTimeout, type CallSettings } from './callTimeout.ts';
import type { Clock } from './clock.ts';
import { AgentCallError, AgentOutputError } from './errors.ts';
import { free } from './free.ts';
import { scrubSecrets } from './scrubSecrets.ts';
import { normalizeEvaluation, normalizeExecution, type Normalized } from './normalize.ts';

/** A failed call as the machine is told of it: plain data, and the error itself as `cause`. */
export class CallFailure extends Error implements Failure, CallReport {
  readonly code: string;
  readonly timestamp: string;
  readonly durationMs: number;
  readonly transient: boolean;

  constructor(cause: HandoffError, timestamp: string, durationMs: number, note: CallReport = {}) {
    super(cause.message, { cause });
    Object.assign(this, 'report' in cause ? reportOf(cause.report) : {}, note);
    this.name = cause.name;
    this.code = cause.code;
    this.timestamp = timestamp;
    this.durationMs = durationMs;
    this.transient = isTransient(cause);
  }
}

/** Asks an agent for its judgement, checks the answer, and says when and how long. @throws CallFailure */
export function callEvaluate(
  agent: HandoffAgent,
  input: EvaluateInput,
  abortSignal: AbortSignal,
  settings: CallSettings,
): Promise<EvaluationOutput> {
  const { task, tierLevel, context, previousAttempts, callId } = input;
  const timeout = startCallTimeout(agent.agentId, abortSignal, settings);
  return measured(agent.agentId, settings, normalizeEvaluation, () =>
    timeout.race(() =>
      agent.evaluateTask(
        { task, tierLevel, context, previousAttempts },
        { abortSignal: timeout.abortSignal, idempotencyKey: callId },
      ),
    ),
  );
}

/** Has an agent do the task, checks the answer, and says when and how long. @throws CallFailure */
export function callExecute(
  agent: HandoffAgent,
  input: ExecuteInput,
  { abortSignal, waitForResponse, ...options }: AgentExecuteOptions,
  settings: CallSettings,
): Promise<ExecutionOutput> {
  const { task, tierLevel, context, previousAttempts, capped, callId } = input;
  const timeout = startCallTimeout(agent.agentId, abortSignal, settings);
  const ask = waitForResponse && {
    waitForResponse: (wait: HumanWait) => {
      timeout.lift();
      return waitForResponse(wait);
    },
  };
  return measured(agent.agentId, settings, normalizeExecution, () =>
    timeout.race(() =>
      agent.executeTask(
        { task, tierLevel, context, previousAttempts, capped },
        { ...options, ...ask, abortSignal: timeout.abortSignal, idempotencyKey: callId },
      ),
    ),
  );
}

/** An answer that somebody gives in place of the agent's: checked like one. @throws CallFailure */
export function givenEvaluation(agentId: string, output: CallReport, clock: Clock): Promise<EvaluationOutput> {
  return measured(agentId, { clock, note: { byHand: 'output' } }, normalizeEvaluation, async () => withCost(output));
}

/** See `givenEvaluation`. */
export function givenExecution(agentId: string, output: CallReport, clock: Clock): Promise<ExecutionOutput> {
  return measured(agentId, { clock, note: { byHand: 'output' } }, normalizeExecution, async () => withCost(output));
}

/** A failure that somebody gives in place of the agent's answer. */
export function givenFailure(
  agentId: string,
  { name, code, message, transient = false }: Failure,
  clock: Clock,
): CallFailure {
  const cause = new AgentCallError(agentId, 'threw', message);
  const failure = new CallFailure(cause, isoTime(clock.now()), 0, { ...free, byHand: 'error' });
  return Object.assign(failure, { name, code, transient });
}

/** What nobody was paid for is free, unless the answer says otherwise. */
function withCost<T extends CallReport>(output: T): T {
  return { ...free, ...output };
}

async function measured<T, R extends CallReport>(
  agentId: string,
  { clock, note }: CallSettings,
  normalize: (raw: unknown) => Normalized<T>,
  call: () => Promise<R>,
): Promise<T & CallReport> {
  const startedAt = clock.now();
  const timing = () => {
    const now = clock.now();
    return { timestamp: isoTime(now), durationMs: Math.max(0, now - startedAt) };
  };
  try {
    const raw = await call();
    const normalized = normalize(raw);
    const report = reportOf(raw);
    if (!normalized.valid) throw new AgentOutputError(agentId, normalized.issues, { report });
    const coercions = [...(report.coercions ?? []), ...normalized.coercions];
    return { ...normalized.value, ...report, ...note, ...(coercions.length > 0 && { coercions }), ...timing() };
  } catch (error) {
    const { timestamp, durationMs } = timing();
    throw new CallFailure(asHandoffError(agentId, error), timestamp, durationMs, note);
  }
}

function asHandoffError(agentId: string, error: unknown): HandoffError {
  if (HandoffError.isInstance(error)) return error;
  const known = process.env['OPENAI_API_KEY'];
  const message = scrubSecrets(
    error instanceof Error ? error.message : String(error),
    known === undefined ? [] : [known],
  );
  return new AgentCallError(agentId, 'threw', `Agent '${agentId}' threw: ${message}`, { cause: error });
}

/** HTTP statuses after which the same request may succeed: RFC 9110, RFC 6585 (429), RFC 8470 (425). */
const transientStatuses = new Set([408, 409, 425, 429, 500, 502, 503, 504]);

function isTransient(error: HandoffError): boolean {
  if (!AgentCallError.isInstance(error)) return false;
  if (error.reason === 'http') return error.status !== undefined && transientStatuses.has(error.status);
  return error.reason === 'network' || error.reason === 'timeout';
}
