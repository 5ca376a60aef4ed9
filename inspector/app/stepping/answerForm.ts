import type { HumanResponse } from '../../../src/continue/continuation.ts';
import { readScore, readText, refused, right, type Filled } from '../ui/fields.ts';

/** The answer to an execution that waits for a person, as that person writes it. */
export interface AnswerDraft {
  readonly result: string;
  readonly confidence: string;
}

export const emptyAnswer: AnswerDraft = { result: '', confidence: '1' };

export function readAnswer(draft: AnswerDraft): Filled<HumanResponse, keyof AnswerDraft> {
  const result = readText(draft.result, 'Write the answer.');
  const confidence = readScore(draft.confidence);
  if (!result.ok || !confidence.ok) return refused({ result, confidence });
  return right({ result: result.value, confidence: confidence.value });
}
