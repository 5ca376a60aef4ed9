import { isObject } from '../../machines/checks.ts';
import type { Usage } from '../../machines/types.ts';
import type { Fault } from './fault.ts';
import { largerUsage, usageIn } from './usage.ts';

/** What came back for one request, whole or streamed, as plain data. `null`: the server did not say. */
export interface Answer {
  readonly text: string;
  readonly refusal: string | null;
  readonly finishReason: string | null;
  readonly model: string | null;
  readonly responseId: string | null;
  readonly usage: Usage | null;
  /** What went wrong in place of the answer, or in the middle of it. */
  readonly fault: Fault | null;
}

export const noAnswer: Answer = {
  text: '',
  refusal: null,
  finishReason: null,
  model: null,
  responseId: null,
  usage: null,
  fault: null,
};

/** What a body or a chunk says beside what is wrong with it. `error`: where it reports an error, under status 200. */
export interface Reading {
  readonly answer: Answer;
  /** The text that this body or chunk adds. */
  readonly piece: string;
  readonly error: object | undefined;
  /** False where it is no part of a chat completion. */
  readonly isCompletion: boolean;
}

/** Reads a whole chat completion, also in an envelope. Total: what is not there, or of another type, is `null`. */
export function readCompletion(sent: unknown): Reading {
  const body = unwrapped(sent);
  const choices = choicesOf(body);
  const choice = choices.find(isFirst) ?? choices[0];
  return { ...read(noAnswer, body, choice), error: errorIn(body, choice), isCompletion: choice !== undefined };
}

/** Reads one more chunk of a streamed completion. The text is the piece alone: whoever reads chunks joins them. */
export function readChunk(before: Answer, chunk: unknown): Reading {
  const choice = choicesOf(chunk).find(isFirst);
  const isCompletion = isObject(chunk) && 'choices' in chunk;
  return { ...read(before, chunk, choice), error: errorIn(chunk, choice), isCompletion };
}

function read(before: Answer, body: unknown, choice: unknown): Pick<Reading, 'answer' | 'piece'> {
  const fields = isObject(body) ? body : {};
  const chosen = isObject(choice) ? choice : {};
  const { message, delta, finish_reason: finishReason, text = '' } = chosen;
  // Some servers repeat all the text so far as a message beside each piece.
  const said = delta ?? message ?? { content: text };
  const { content, refusal, tool_calls: calls } = isObject(said) ? said : {};
  const usage = [fields['usage'], chosen['usage'], isObject(fields['x_groq']) ? fields['x_groq']['usage'] : undefined]
    .map(usageIn)
    .find((found) => found !== null);
  return {
    piece: textOf(content) || argumentsIn(calls),
    answer: {
      text: before.text,
      refusal: joined(before.refusal, textOf(refusal) + refusalIn(content)),
      finishReason: nameOf(finishReason) ?? before.finishReason,
      model: nameOf(fields['model']) ?? before.model,
      responseId: nameOf(fields['id']) ?? before.responseId,
      usage: largerUsage(before.usage, usage ?? null),
      fault: null,
    },
  };
}

/** The completion in what some gateways wrap around it. */
function unwrapped(sent: unknown): unknown {
  if (Array.isArray(sent)) return sent.length === 1 && choicesOf(sent[0]).length > 0 ? sent[0] : sent;
  if (!isObject(sent) || choicesOf(sent).length > 0) return sent;
  return [sent['result'], sent['data'], sent['response']].find((inner) => choicesOf(inner).length > 0) ?? sent;
}

/** What a model says as the arguments of a call: some proxies ask for JSON in this way. */
function argumentsIn(calls: unknown): string {
  const [call] = Array.isArray(calls) ? calls : [];
  const called = isObject(call) ? call['function'] : undefined;
  return isObject(called) && typeof called['arguments'] === 'string' ? called['arguments'] : '';
}

/** The text of a message: as it is, or its text parts joined. Thinking and other parts are left out. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map(partText).join('');
  if (!isObject(content)) return '';
  // Some servers parse the JSON that was asked for.
  return 'type' in content || 'text' in content ? partText(content) : JSON.stringify(content);
}

function partText(part: unknown): string {
  if (typeof part === 'string') return part;
  if (!isObject(part)) return '';
  const { type = 'text', text } = part;
  return (type === 'text' || type === 'output_text') && typeof text === 'string' ? text : '';
}

function refusalIn(content: unknown): string {
  if (!Array.isArray(content)) return '';
  return content.map((part) => (isObject(part) && typeof part['refusal'] === 'string' ? part['refusal'] : '')).join('');
}

function choicesOf(body: unknown): readonly unknown[] {
  return isObject(body) && Array.isArray(body['choices']) ? body['choices'] : [];
}

/** No other choice was asked for. */
function isFirst(choice: unknown): boolean {
  return !isObject(choice) || Number(choice['index'] ?? 0) === 0;
}

/** What reports an error: a body or a choice that holds one, or a body that is one and no completion. */
function errorIn(body: unknown, choice: unknown): object | undefined {
  if (isObject(choice) && isReport(choice['error'])) return choice;
  const [report] = Array.isArray(body) ? body : [body];
  if (!isObject(report)) return undefined;
  if (isReport(report['error'])) return report;
  const isOne = ['errors', 'detail', 'message', 'msg', 'base_resp'].some((key) => isReport(report[key]));
  return choice === undefined && !('choices' in report) && isOne ? report : undefined;
}

/** Whether something is said there: an empty object or list, or a code of 0, is no report. */
function isReport(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value !== undefined && Boolean(value);
  return Object.values(value).some((field) => field !== 0 && field !== '' && isReport(field));
}

/** A server can put anything there; it is cut after it was scrubbed. */
function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function joined(before: string | null, piece: string): string | null {
  return piece === '' ? before : (before ?? '') + piece;
}
