import { environment } from '../platform/node.ts';
import { ConfigurationError, HandoffError } from '../machines/errors.ts';
import { cutText } from '../machines/cutText.ts';
import { failureOf, reportOf } from '../machines/occurrence.ts';
import { isoTime } from '../machines/time.ts';
import type { FailureReason } from '../machines/failureReason.ts';
import type { CallOutput, PendingCall } from '../machines/pendingCall.ts';
import { deepFreeze, plainCopy } from '../machines/plainData.ts';
import type { CallReport, Failure, TaskEvaluation, TaskExecution } from '../machines/types.ts';
import type { AgentExecuteOptions, HandoffAgent, HumanWait } from './agent.ts';
import { startCallTimeout, type CallSettings } from './callTimeout.ts';
import type { Clock } from '../time/clock.ts';
import { boundedText, defaultTextLength } from './boundedText.ts';
import { AgentCallError, AgentDeclinedError, AgentOutputError } from './errors.ts';
import { free } from './free.ts';
import { scrubSecrets } from './scrubSecrets.ts';
import { isTransientStatus } from './transientStatus.ts';
import { normalizeEvaluation, normalizeExecution, type Normalized } from './normalize.ts';

/** A failed call as the machine is told of it: plain data, and the error itself as `cause`. */
export class CallFailure extends Error implements Failure, CallReport {
  readonly code: string;
  readonly timestamp: string;
  readonly durationMs: number;
  readonly reason: FailureReason;
  readonly transient: boolean;

  constructor(
    cause: HandoffError,
    timestamp: string,
    durationMs: number,
    { note, maxTextLength = defaultTextLength }: Pick<CallSettings, 'note' | 'maxTextLength'> = {},
  ) {
    const coercions: string[] = [];
    const message = boundedText('message', cause.message, maxTextLength, coercions);
    super(message, { cause });
    const report = ownReport('report' in cause ? cause.report : undefined, maxTextLength);
    coercions.unshift(...(report.coercions ?? []));
    Object.assign(this, failureOf(cause), { message }, report, coercions.length > 0 && { coercions }, note);
    this.name = cause.name;
    this.code = cause.code;
    this.timestamp = timestamp;
    this.durationMs = durationMs;
    this.reason = reasonOf(cause);
    this.transient = isTransient(cause);
  }
}

/** Makes a call of an agent, checks what it returns, and says when and how long. @throws CallFailure */
export function callAgent(
  agent: HandoffAgent,
  call: PendingCall,
  { abortSignal, waitForResponse, ...options }: AgentExecuteOptions,
  settings: CallSettings,
): Promise<CallOutput> {
  const { task, tierLevel, context, previousAttempts, callId } = call.input;
  const timeout = startCallTimeout(agent.agentId, abortSignal, settings);
  const input = { task, tierLevel, context, previousAttempts: deepFreeze(previousAttempts) };
  const callOptions = { abortSignal: timeout.abortSignal, idempotencyKey: callId };
  const ask = waitForResponse && {
    waitForResponse: (wait: HumanWait) => {
      timeout.lift();
      return waitForResponse(wait);
    },
  };
  return measured(call, settings, () =>
    timeout.race<CallReport>(() =>
      call.kind === 'evaluate'
        ? agent.evaluateTask(input, callOptions)
        : agent.executeTask({ ...input, capped: call.input.capped }, { ...options, ...ask, ...callOptions }),
    ),
  );
}

/** An answer that is given in place of the agent's; `recorded`: by a call of another execution. */
interface GivenAnswer {
  readonly output: CallReport;
  readonly recorded?: true;
}

/** An answer in place of the agent's: checked like one. @throws CallFailure */
export function givenAnswer(call: PendingCall, given: GivenAnswer, clock: Clock): Promise<CallOutput> {
  return measured(call, { clock, note: noteOf(given) }, async () => withCost(given));
}

/** A failure in place of the agent's answer; `recorded`: what a call of another execution reported that failed so. */
export function givenFailure(
  agentId: string,
  given: { readonly error: Failure; readonly recorded?: CallReport },
  clock: Clock,
): CallFailure {
  const { name, code, message, transient = false, ...rest } = given.error;
  const cause = new AgentCallError(agentId, 'threw', message);
  const report: CallReport =
    given.recorded === undefined ? { ...free, byHand: 'error' } : { ...given.recorded, recorded: true };
  const failure = new CallFailure(cause, isoTime(clock.now()), given.recorded?.durationMs ?? 0, { note: report });
  return Object.assign(failure, { name, code, transient, ...rest });
}

function noteOf({ output, recorded }: GivenAnswer): CallReport {
  if (recorded === undefined) return { byHand: 'output' };
  const { durationMs } = output;
  return { recorded, ...(durationMs !== undefined && { durationMs }) };
}

/** What nobody was paid for is free, unless the answer says otherwise. What was recorded stays as it is. */
function withCost({ output, recorded }: GivenAnswer): CallReport {
  return recorded === undefined ? { ...free, ...output } : output;
}

async function measured(
  call: PendingCall,
  { clock, note, maxTextLength = defaultTextLength }: CallSettings,
  make: () => Promise<CallReport>,
): Promise<CallOutput> {
  const { agentId } = call.input;
  const startedAt = clock.now();
  const timing = () => {
    const now = clock.now();
    return { timestamp: isoTime(now), durationMs: Math.max(0, now - startedAt) };
  };
  try {
    const raw = await make();
    const normalized = normalizedOutput(call, raw, maxTextLength);
    const report = ownReport(raw, maxTextLength);
    if (!normalized.valid) throw new AgentOutputError(agentId, normalized.issues, { report });
    const coercions = [...(report.coercions ?? []), ...normalized.coercions];
    return { ...normalized.value, ...report, ...(coercions.length > 0 && { coercions }), ...timing(), ...note };
  } catch (error) {
    const { timestamp, durationMs } = timing();
    throw new CallFailure(asHandoffError(agentId, error, maxTextLength), timestamp, durationMs, {
      note,
      maxTextLength,
    });
  }
}

function normalizedOutput(
  { kind, input }: PendingCall,
  raw: unknown,
  maxTextLength: number,
): Normalized<TaskEvaluation | TaskExecution> {
  return kind === 'evaluate'
    ? normalizeEvaluation(raw, input.tierLevel, maxTextLength)
    : normalizeExecution(raw, maxTextLength);
}

/** What somebody says of a call, copied: whoever said it may keep those objects, and change them. */
function ownReport(said: unknown, maxTextLength: number): CallReport {
  const { coercions, ...report } = reportOf(said);
  const copy = Object.keys(report).length === 0 ? report : plainCopy(report);
  return coercions === undefined ? copy : { ...copy, coercions: coercions.map((text) => cutText(text, maxTextLength)) };
}

/** UTF-16 units at the end of a text that are left out where more was cut off: half a key would not be known as one. */
const longestKey = 1_024;

/** What a call threw as one of our errors, without the keys that are known. */
export function asHandoffError(agentId: string, error: unknown, maxTextLength = defaultTextLength): HandoffError {
  if (HandoffError.isInstance(error)) return error;
  const known = environment['OPENAI_API_KEY'];
  const said = error instanceof Error ? error.message : String(error);
  const beginning = said.slice(0, maxTextLength + longestKey);
  const scrubbed = scrubSecrets(beginning, known === undefined ? [] : [known]);
  const message = beginning.length === said.length ? scrubbed : `${scrubbed.slice(0, -longestKey)}…`;
  return new AgentCallError(agentId, 'threw', `Agent '${agentId}' threw: ${message}`, { cause: error });
}

function isTransient(error: HandoffError): boolean {
  if (!AgentCallError.isInstance(error)) return false;
  const { reason, status } = error;
  if (reason === 'http') return status !== undefined && isTransientStatus(status);
  // Whoever says that it is busy has said so, whatever the status: except for those that are for good.
  if (reason === 'unavailable') return status === undefined || status < 500 || isTransientStatus(status);
  return reason === 'network' || reason === 'timeout' || reason === 'rateLimited';
}

function reasonOf(error: HandoffError): FailureReason {
  if (AgentCallError.isInstance(error)) return error.reason;
  if (AgentOutputError.isInstance(error)) return 'invalidOutput';
  if (AgentDeclinedError.isInstance(error)) return 'declined';
  return ConfigurationError.isInstance(error) || error.code === 'HANDOFF_KNOWLEDGE' ? 'configuration' : 'threw';
}
