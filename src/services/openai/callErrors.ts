import type { CallReport } from '../../machines/types.ts';
import { AgentCallError, type AgentCallReason } from '../errors.ts';
import type { Answer } from './answer.ts';
import { hostOf } from './connection.ts';
import type { Fault } from './fault.ts';
import type { AgentSettings } from './options.ts';

/** What is wrong with an answer before anybody reads it: there is none, it was refused, cut off, broken off. */
export function answerError(
  { fault, refusal, finishReason }: Answer,
  settings: AgentSettings,
  report: CallReport,
): AgentCallError | undefined {
  const { agentId, model } = settings;
  if (fault !== null) return faultError(fault, settings, report);
  const error = (reason: AgentCallReason, message: string) =>
    new AgentCallError(agentId, reason, `Agent '${agentId}': ${message}`, { report });
  if (refusal !== null) {
    return error('refused', `model '${model}' refused: ${refusal} Rephrase the task, or let another tier try.`);
  }
  if (filtered.test(finishReason ?? '')) {
    return error('refused', `the provider's content filter stopped model '${model}'. Rephrase the task.`);
  }
  if (isCutOff({ finishReason })) {
    return error(
      'truncated',
      `the answer of model '${model}' was cut off at its token limit, which includes reasoning. Raise maxTokens.`,
    );
  }
  if (brokenOff.test(finishReason ?? '')) {
    return error('unavailable', `${hostOf(settings.connection)} ended the answer with an error. Try again later.`);
  }
  return undefined;
}

/** Whether a server says that its token limit ended the answer. */
export function isCutOff({ finishReason }: Pick<Answer, 'finishReason'>): boolean {
  return truncated.test(finishReason ?? '');
}

/** The call was cancelled. */
export function abortedError({ agentId }: AgentSettings, report: CallReport): AgentCallError {
  return new AgentCallError(agentId, 'aborted', `Agent '${agentId}': the call was aborted.`, { report });
}

const filtered = /content_?filter|safety|recitation|prohibited|blocklist|refusal|moderation/i;
const brokenOff = /^(error|abort(ed)?|cancell?ed|insufficient_system_resources?)$/i;
const truncated = /^(length|max_?tokens|model_length|max_output_tokens)$/i;

function faultError(fault: Fault, settings: AgentSettings, report: CallReport): AgentCallError {
  const { reason, status, retryAfterMs, message } = fault;
  const text = `Agent '${settings.agentId}': ${explained(fault, settings)}`;
  return new AgentCallError(settings.agentId, reason, text, {
    cause: new Error(message),
    report,
    status,
    retryAfterMs,
  });
}

function explained(fault: Fault, settings: AgentSettings): string {
  const { reason, status, code, requestId } = fault;
  const host = hostOf(settings.connection);
  const said = sentence(fault.message);
  if (code === 'no_completion') {
    return `${host} did not answer with a chat completion: ${said} Check that baseURL is an OpenAI-compatible server's; most end in /v1.`;
  }
  if (code === 'broken_stream' || code === 'broken_body')
    return `${host} broke off in the middle of the answer. Try again.`;
  if (status === undefined && reason === 'timeout') {
    return `${host} did not answer in time: ${said} Raise requestTimeoutMs, or try again.`;
  }
  if (status === undefined && reason === 'network') {
    return `no answer from ${host}: ${said} Check the connection and baseURL.`;
  }
  const what = status === undefined ? 'reported an error' : `answered ${status}`;
  const request = requestId === undefined ? '' : ` (request ${requestId})`;
  return `${host} ${what}${request} for model '${settings.model}': ${said} ${advice(fault, settings)}`;
}

function advice({ reason, status, param, message, retryAfterMs }: Fault, { model, connection }: AgentSettings): string {
  if (reason === 'unauthorized' && status === 403) {
    return 'The key may not do this: check its project, its region and its permissions.';
  }
  if (reason === 'unauthorized') {
    return connection.kind === 'server'
      ? "The key was not accepted: check OPENAI_API_KEY or the option 'apiKey'."
      : "The key was not accepted: check your client's key.";
  }
  if (reason === 'notFound') return `Check that the server has a model '${model}', and that baseURL is right.`;
  if (reason === 'http' && /temperature/i.test(`${param} ${message}`)) {
    return "Today's reasoning models take a temperature only with reasoningEffort: 'none', some not at all: set that, or leave temperature out.";
  }
  const wait = retryAfterMs === undefined ? '' : `It asks for ${retryAfterMs / 1_000} s. `;
  return `${wait}${advices[reason] ?? 'Change the request as it says.'}`;
}

const advices: { readonly [Reason in AgentCallReason]?: string } = {
  refused: 'Its content filter stopped the task: rephrase it, or let another tier try.',
  quotaExceeded: 'The quota is used up: check the plan and the billing of the key.',
  rateLimited:
    'The rate limit is reached: send less at once, raise policy.maxRetries or policy.maxWaitMs, or raise the limit.',
  unavailable: 'The fault is on the provider’s side: try again later, or raise policy.maxRetries.',
};

function sentence(text: string): string {
  return text === '' || /[.!?…]$/.test(text) ? text : `${text}.`;
}
