import type { CallReport } from '../../machines/types.ts';
import { AgentCallError, type AgentCallReason } from '../errors.ts';
import { scrubSecrets } from '../scrubSecrets.ts';
import { hostOf, secretOf } from './connection.ts';
import { BrokenStreamError, NotACompletionError, StalledStreamError, type Completion } from './completion.ts';
import type { AgentSettings } from './options.ts';

/** What a failed request is to the caller. The SDK's own error is not kept: it may quote the key. */
export function requestError(
  error: unknown,
  settings: AgentSettings,
  signal: AbortSignal,
  report: CallReport,
): AgentCallError {
  const said = bounded(redacted(settings, messageOf(error)));
  const { reason, status, message } = explained(error, said, settings, signal);
  const cause = new Error(said);
  return new AgentCallError(settings.agentId, reason, `Agent '${settings.agentId}': ${message}`, {
    cause,
    report,
    status,
  });
}

/** What is wrong with an answer before anybody reads it: refused, cut off, broken off. */
export function answerError(
  { refusal, finishReason }: Completion,
  settings: AgentSettings,
  report: CallReport,
): AgentCallError | undefined {
  const { agentId, model } = settings;
  const fault = (reason: AgentCallReason, message: string) =>
    new AgentCallError(agentId, reason, `Agent '${agentId}': ${message}`, { report });
  if (refusal !== null) {
    return fault(
      'refused',
      `model '${model}' refused: ${bounded(redacted(settings, refusal))} Rephrase the task, or let another tier try.`,
    );
  }
  if (finishReason === 'content_filter') {
    return fault('refused', `the provider's content filter stopped model '${model}'. Rephrase the task.`);
  }
  if (finishReason === 'length') {
    return fault(
      'truncated',
      `the answer of model '${model}' was cut off at its token limit, which includes reasoning. Raise maxTokens.`,
    );
  }
  return undefined;
}

/** Whether a server turned a request down because it knows no `json_schema`. */
export function refusesSchema(error: unknown): boolean {
  const status = statusOf(error);
  return (
    (status === 400 || status === 422) && /response_format|json_schema/i.test(`${paramOf(error)} ${messageOf(error)}`)
  );
}

interface Explanation {
  readonly reason: AgentCallReason;
  readonly status?: number | undefined;
  readonly message: string;
}

function explained(error: unknown, said: string, settings: AgentSettings, signal: AbortSignal): Explanation {
  const host = hostOf(settings.connection);
  const status = statusOf(error);
  if (signal.aborted) return { reason: 'aborted', message: 'the call was aborted.' };
  if (status !== undefined) {
    const why = said.startsWith(`${status} `) ? said.slice(`${status} `.length) : said;
    const message = `${host} answered ${status}${requestOf(error)} for model '${settings.model}': ${why} ${advice(error, status, settings)}`;
    return { reason: 'http', status, message };
  }
  if (error instanceof NotACompletionError || error instanceof SyntaxError) {
    return {
      reason: 'http',
      message: `${host} did not answer with a chat completion: ${said} Check that baseURL is an OpenAI-compatible server's; most end in /v1.`,
    };
  }
  if (error instanceof StalledStreamError || /timed? ?out/i.test(said)) {
    return { reason: 'timeout', message: `${host} did not answer in time: ${said} Raise timeoutMs, or try again.` };
  }
  if (isObject(error) && 'error' in error && error.error !== undefined) {
    return { reason: 'http', message: `${host} reported an error in its stream: ${said} Try again.` };
  }
  if (error instanceof BrokenStreamError) {
    return { reason: 'network', message: `${host} broke off in the middle of the answer. Try again.` };
  }
  return { reason: 'network', message: `no answer from ${host}: ${said} Check the connection and baseURL.` };
}

function advice(error: unknown, status: number, { model, connection }: AgentSettings): string {
  const about = `${paramOf(error)} ${messageOf(error)}`;
  if (status === 400 && /temperature/i.test(about)) {
    return "Today's reasoning models take a temperature only with reasoningEffort: 'none', some not at all: set that, or leave temperature out.";
  }
  if (status === 401) {
    return connection.kind === 'server'
      ? "The key was not accepted: check OPENAI_API_KEY or the option 'apiKey'."
      : "The key was not accepted: check your client's key.";
  }
  if (status === 403) return 'The key may not do this: check its project, its region and its permissions.';
  if (status === 404) return `Check that the server has a model '${model}', and that baseURL is right.`;
  if (status === 429 && /insufficient_quota|quota/i.test(`${codeOf(error)} ${about}`)) {
    return 'The quota is used up: check the plan and the billing of the key.';
  }
  if (status === 429) return 'The rate limit is reached: send less at once, raise maxRetries, or raise the limit.';
  if (status >= 500) return 'The fault is on the provider’s side: try again later, or raise maxRetries.';
  return 'Change the request as it says.';
}

/** The messages of an error and its causes: "Connection error. connect ECONNREFUSED 127.0.0.1:9". */
function messageOf(error: unknown): string {
  const parts: string[] = [];
  for (
    let at = error;
    at !== undefined && at !== null && parts.length < 5;
    at = isObject(at) && 'cause' in at ? at.cause : null
  ) {
    const message = at instanceof Error ? at.message || codeOf(at) : typeof at === 'string' ? at : '';
    if (message !== '' && !parts.includes(message)) parts.push(message);
  }
  return parts.map((part) => (/[.!?]$/.test(part) ? part : `${part}.`)).join(' ');
}

function redacted({ connection }: AgentSettings, text: string): string {
  const secret = secretOf(connection);
  return scrubSecrets(text, secret === undefined ? [] : [secret]);
}

function statusOf(error: unknown): number | undefined {
  return isObject(error) && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

function requestOf(error: unknown): string {
  const id = isObject(error) && 'requestID' in error ? error.requestID : undefined;
  return typeof id === 'string' ? ` (request ${id.slice(0, 100)})` : '';
}

function paramOf(error: unknown): string {
  return isObject(error) && 'param' in error && typeof error.param === 'string' ? error.param : '';
}

function codeOf(error: unknown): string {
  return isObject(error) && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function bounded(text: string): string {
  return text.length <= 500 ? text : `${text.slice(0, 499)}…`;
}
