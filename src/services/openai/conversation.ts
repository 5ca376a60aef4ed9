import { HandoffError } from '../../machines/errors.ts';
import type { CallReport } from '../../machines/types.ts';
import { AgentOutputError } from '../errors.ts';
import { adaptedWords, lessonOf, type Adapted, type Parameter } from './adaptation.ts';
import type { Answer } from './answer.ts';
import { abortedError, answerError, isCutOff } from './callErrors.ts';
import { createBill } from './bill.ts';
import type { ChatClient, ChatMessage } from './chat.ts';
import { complete } from './completion.ts';
import type { OutputForm } from './modelOutput.ts';
import type { AgentSettings } from './options.ts';
import { parsedJson } from './parsedJson.ts';
import { repairMessages } from './prompts.ts';
import { requestBody, requestOptions } from './request.ts';
import type { Scrubber } from './secrets.ts';

export interface Question<T> {
  readonly messages: readonly ChatMessage[];
  readonly form: OutputForm<T>;
  readonly abortSignal: AbortSignal;
  readonly idempotencyKey?: string | undefined;
  /** Called with each piece of the first answer's raw text; where given, that answer is streamed. */
  readonly onText?: ((piece: string) => unknown) | undefined;
  /** Called where that answer is not valid, before it is asked for again. */
  readonly onRepair?: (() => unknown) | undefined;
}

export interface Reply<T> {
  readonly value: T;
  readonly answer: Answer;
  readonly repaired: boolean;
  /** What the server refuses of the requests, and what was sent in its place. */
  readonly adapted: Adapted;
  readonly report: CallReport;
}

/** Asks a question, and once more where the answer is not valid. @throws AgentCallError, AgentOutputError */
export type Ask = <T>(question: Question<T>) => Promise<Reply<T>>;

/** `openClient` is called once, at the first question. What the server refuses is learned once, for all questions. */
export function createAsk(settings: AgentSettings, scrubber: Scrubber, openClient: () => Promise<ChatClient>): Ask {
  const fixed: readonly Parameter[] = settings.responseFormat === 'auto' ? [] : ['response_format'];
  let opening: Promise<ChatClient> | undefined;
  let learned: Adapted = {};

  return async (question) => {
    const { form, abortSignal } = question;
    const bill = createBill(settings);
    const coercions: string[] = [];
    let adapted: Adapted = {};
    const report = (): CallReport => bill.report([...adaptedWords(adapted), ...coercions]);
    if (abortSignal.aborted) throw abortedError(settings, report());
    const client = await (opening ??= openClient());

    const request = async (
      messages: readonly ChatMessage[],
      step: string,
      onText?: (piece: string) => unknown,
    ): Promise<Answer> => {
      const sent = learned;
      const parts = { messages, format: form.format, isStreamed: onText !== undefined };
      const { body, applied } = requestBody(settings, parts, sent);
      const options = requestOptions(settings, question, `${stepOf(applied)}${step}`);
      const answer = checked(await asked({ client, body, options, scrubber, onText }), form, onText !== undefined);
      const { fault } = answer;
      const lesson = fault === null ? undefined : lessonOf(sent, body, fault, fixed);
      if (lesson !== undefined) {
        const { parameter, instead } = lesson;
        // Another call may have learned it, or more, in the meantime.
        if (learned[parameter] === sent[parameter]) learned = { ...learned, [parameter]: instead };
        return request(messages, step, onText);
      }
      adapted = { ...adapted, ...applied };
      bill.add(answer);
      if (fault?.failedGeneration !== undefined) return { ...answer, text: fault.failedGeneration };
      const error = answerError(answer, settings, report());
      if (error !== undefined) throw error;
      return answer;
    };

    const asked: typeof complete = async (parts) => {
      try {
        return await complete(parts);
      } catch (error) {
        throw HandoffError.isInstance(error) ? error : abortedError(settings, report());
      }
    };

    let answer = await request(question.messages, '', question.onText);
    let read = form.read(answer.text);
    const repaired = !read.valid;
    if (!read.valid) {
      const { issues } = read;
      coercions.push(`repaired once: ${issues.join('; ')}`);
      await question.onRepair?.();
      answer = await request([...question.messages, ...repairMessages(answer.text, issues)], ':repair');
      read = form.read(answer.text);
    }
    if (!read.valid) throw new AgentOutputError(settings.agentId, read.issues, { report: report() });
    coercions.push(...read.coercions);
    return { value: read.value, answer, repaired, adapted, report: report() };
  };
}

/** An answer that is complete counts, whatever the server says of its end; a stream that just ends broke off. */
function checked(answer: Answer, form: OutputForm<unknown>, isStreamed: boolean): Answer {
  const { finishReason, fault, refusal, text } = answer;
  if (fault !== null || refusal !== null) return answer;
  const isComplete = /[}\]`"]\s*$/.test(text.slice(-100)) && form.read(text).valid;
  if (isCutOff(answer))
    return isComplete && parsedJson(text) !== undefined ? { ...answer, finishReason: 'stop' } : answer;
  if (!isStreamed || finishReason !== null || isComplete) return answer;
  const message = 'The stream ended before the answer did.';
  return { ...answer, fault: { reason: 'network', code: 'broken_stream', param: '', message } };
}

/** Tells a request from the one that was refused: it is another one, and needs another idempotency key. */
function stepOf(adapted: Adapted): string {
  return Object.entries(adapted)
    .map(([parameter, instead]) => `:${instead ?? `no_${parameter}`}`)
    .join('');
}
