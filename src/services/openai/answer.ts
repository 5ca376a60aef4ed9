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
  readonly error: object | undefined;
  /** False where it is no part of a chat completion. */
  readonly isCompletion: boolean;
}

/** Reads a whole chat completion. Total: what is not there, or of another type, is `null`. */
export function readCompletion(body: unknown): Reading {
  const [choice] = choicesOf(body);
  return { answer: read(noAnswer, body, choice), error: errorIn(body, choice), isCompletion: choice !== undefined };
}

/** Reads one more chunk of a streamed completion. */
export function readChunk(before: Answer, chunk: unknown): Reading {
  const [choice] = choicesOf(chunk);
  const isCompletion = isObject(chunk) && 'choices' in chunk;
  return { answer: read(before, chunk, choice), error: errorIn(chunk, choice), isCompletion };
}

function read(before: Answer, body: unknown, choice: unknown): Answer {
  const fields = isObject(body) ? body : {};
  const { message, delta, finish_reason: finishReason } = isObject(choice) ? choice : {};
  // Some servers repeat all the text so far as a message beside each piece.
  const said = delta ?? message;
  const { content, refusal } = isObject(said) ? said : {};
  const usage = usageIn(fields['usage']) ?? usageIn(isObject(fields['x_groq']) ? fields['x_groq']['usage'] : undefined);
  return {
    text: before.text + textOf(content),
    refusal: joined(before.refusal, textOf(refusal) + refusalIn(content)),
    finishReason: nameOf(finishReason) ?? before.finishReason,
    model: nameOf(fields['model']) ?? before.model,
    responseId: nameOf(fields['id']) ?? before.responseId,
    usage: largerUsage(before.usage, usage),
    fault: null,
  };
}

/** The text of a message: as it is, or its text parts joined. Thinking and other parts are left out. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) return content.map(partText).join('');
  return isObject(content) ? partText(content) : '';
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

/** The first choice, wherever it stands: no other was asked for. */
function choicesOf(body: unknown): readonly unknown[] {
  const choices = isObject(body) && Array.isArray(body['choices']) ? body['choices'] : [];
  return choices.filter((choice) => !isObject(choice) || !choice['index']);
}

/** What reports an error: a body or a choice that holds one, or a body that is one and no completion. */
function errorIn(body: unknown, choice: unknown): object | undefined {
  if (isObject(choice) && isReport(choice['error'])) return choice;
  const [report] = Array.isArray(body) ? body : [body];
  if (!isObject(report)) return undefined;
  if (isReport(report['error'])) return report;
  const isOne = ['errors', 'detail', 'message'].some((key) => isReport(report[key]));
  return choice === undefined && !('choices' in report) && isOne ? report : undefined;
}

function isReport(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== '';
}

const longestName = 200;

/** A name as it may stand in a record: a server can put anything there. */
function nameOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, longestName) : null;
}

function joined(before: string | null, piece: string): string | null {
  return piece === '' ? before : (before ?? '') + piece;
}
