import { HandoffError } from '../../machines/errors.ts';
import type { CallReport, Usage } from '../../machines/types.ts';
import { AgentOutputError } from '../errors.ts';
import { costOf } from '../pricing.ts';
import { answerError, refusesSchema, requestError } from './callErrors.ts';
import type { ChatClient, ChatMessage, ChatRequest, ChatRequestOptions } from './chat.ts';
import { complete, completeStreamed, type Completion } from './completion.ts';
import { isOpenAI } from './connection.ts';
import type { OutputForm } from './modelOutput.ts';
import type { AgentSettings } from './options.ts';
import { repairMessages, withSchema } from './prompts.ts';

export interface Question<T> {
  readonly messages: readonly ChatMessage[];
  readonly form: OutputForm<T>;
  readonly abortSignal: AbortSignal;
  readonly idempotencyKey?: string | undefined;
  /** Called with each piece of the first answer's raw text; where given, that answer is streamed. */
  readonly onText?: ((piece: string) => unknown) | undefined;
}

export interface Answer<T> {
  readonly value: T;
  readonly completion: Completion;
  readonly repaired: boolean;
  readonly report: CallReport;
}

/** Asks a question, and once more where the answer is not valid. @throws AgentCallError, AgentOutputError */
export type Ask = <T>(question: Question<T>) => Promise<Answer<T>>;

/** `openClient` is called once, at the first question. */
export function createAsk(settings: AgentSettings, openClient: () => Promise<ChatClient>): Ask {
  let opening: Promise<ChatClient> | undefined;
  let schemaRefused = false;

  return async (question) => {
    const { form, abortSignal } = question;
    const completions: Completion[] = [];
    const coercions: string[] = [];
    const report = (): CallReport => reportOf(settings, completions, coercions);
    if (abortSignal.aborted) throw requestError(abortSignal.reason, settings, abortSignal, report());
    const client = await (opening ??= openClient());

    const request = async (
      messages: readonly ChatMessage[],
      step: string,
      onText?: (piece: string) => unknown,
    ): Promise<Completion> => {
      const withoutSchema = schemaRefused;
      const body = requestBody(settings, messages, form, withoutSchema);
      const options = requestOptions(settings, question, withoutSchema ? `:json_object${step}` : step);
      let completion;
      try {
        completion = await (onText === undefined
          ? complete(client, body, options)
          : completeStreamed(client, body, options, onText));
      } catch (error) {
        if (HandoffError.isInstance(error)) throw error;
        if (withoutSchema || !refusesSchema(error)) throw requestError(error, settings, abortSignal, report());
        schemaRefused = true;
        return request(messages, step, onText);
      }
      completions.push(completion);
      if (withoutSchema && !coercions.includes(schemaRefusedNote)) coercions.push(schemaRefusedNote);
      const fault = answerError(completion, settings, report());
      if (fault !== undefined) throw fault;
      return completion;
    };

    let completion = await request(question.messages, '', question.onText);
    let read = form.read(completion.text);
    const repaired = !read.valid;
    if (!read.valid) {
      const { issues } = read;
      coercions.push(`repaired once: ${issues.join('; ')}`);
      completion = await request([...question.messages, ...repairMessages(completion.text, issues)], ':repair');
      read = form.read(completion.text);
    }
    if (!read.valid) throw new AgentOutputError(settings.agentId, read.issues, { report: report() });
    coercions.push(...read.coercions);
    return { value: read.value, completion, repaired, report: report() };
  };
}

const schemaRefusedNote = 'response_format: the server refused json_schema, json_object was used';

function requestBody(
  settings: AgentSettings,
  messages: readonly ChatMessage[],
  { format }: OutputForm<unknown>,
  withoutSchema: boolean,
): ChatRequest {
  const { model, temperature, maxTokens, reasoningEffort, connection } = settings;
  return {
    model,
    messages: [...(withoutSchema ? withSchema(messages, format.json_schema.schema) : messages)],
    response_format: withoutSchema ? { type: 'json_object' } : format,
    ...(temperature !== undefined && { temperature }),
    ...(reasoningEffort !== undefined && { reasoning_effort: reasoningEffort }),
    ...(maxTokens !== undefined &&
      (isOpenAI(connection) ? { max_completion_tokens: maxTokens } : { max_tokens: maxTokens })),
  };
}

function requestOptions(
  { maxRetries, timeoutMs }: AgentSettings,
  { abortSignal, idempotencyKey }: Question<unknown>,
  step: string,
): ChatRequestOptions {
  const key = idempotencyKey === undefined ? undefined : headerSafe(`${idempotencyKey}${step}`);
  return {
    signal: abortSignal,
    ...(maxRetries !== undefined && { maxRetries }),
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
    // The SDK takes `idempotencyKey` and sends it only where a subclass names the header.
    ...(key !== undefined && { idempotencyKey: key, headers: { 'Idempotency-Key': key } }),
  };
}

function headerSafe(text: string): string {
  return text.toWellFormed().replaceAll(/[^\x21-\x7e]/gu, encodeURIComponent);
}

/** One completion that does not say what it used makes the sum unknown. */
function reportOf(
  { pricing, model }: AgentSettings,
  completions: readonly Completion[],
  coercions: readonly string[],
): CallReport {
  const noted = coercions.length > 0 ? { coercions: [...coercions] } : {};
  if (completions.length === 0) return noted;
  let usage: Usage | null = null;
  let costUsd: number | null = 0;
  for (const completion of completions) {
    if (completion.usage === null) return { ...noted, costUsd: null };
    usage = usage === null ? completion.usage : sum(usage, completion.usage);
    const cost: number | null =
      costOf(pricing, completion.model ?? model, completion.usage) ?? costOf(pricing, model, completion.usage);
    costUsd = costUsd === null || cost === null ? null : costUsd + cost;
  }
  return { ...(usage !== null && { usage }), costUsd, ...noted };
}

function sum(a: Usage, b: Usage): Usage {
  const cached = (a.cachedInputTokens ?? 0) + (b.cachedInputTokens ?? 0);
  const known = a.cachedInputTokens !== undefined || b.cachedInputTokens !== undefined;
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    ...(known && { cachedInputTokens: cached }),
  };
}
