import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { confidenceOf, evidenceOf } from '../../../../src/services/knowledge/calibration.ts';
import { contrastGuard } from '../../../../src/services/knowledge/contrast/contrastGuard.ts';
import { knowledgeAgent } from '../../../../src/services/knowledge/knowledgeAgent.ts';
import { loadKnowledge } from '../../../../src/services/knowledge/loadKnowledge.ts';
import type { Match } from '../../../../src/services/knowledge/retriever.ts';
import { sampleKnowledge } from '../../../../src/services/knowledge/sampleKnowledge.ts';

/**
 * `tuned` was looked at while the guard was made, `heldOut` was not: both were written before it. `before.json` is what
 * the version without a guard answered.
 */
export type Part = 'tuned' | 'heldOut';
export type RetrieverName = 'keyword' | 'semantic';

/** A question, and the entry that answers it; `null` where none does. */
type Asked = readonly [question: string, entryId: string | null];

interface Questions {
  readonly opposites: readonly Asked[];
  readonly paraphrases: readonly Asked[];
}

export interface Before {
  readonly oppositesPassed: number;
  readonly answers: number;
  readonly rightAnswers: number;
  readonly paraphrasesAnswered: readonly string[];
}

/** What a retriever made of one question. */
export interface Outcome {
  readonly kind: keyof Questions;
  /** The base and the question. */
  readonly asked: string;
  readonly expected: string | null;
  readonly guarded: string | null;
  readonly unguarded: string | null;
}

async function read<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(join(import.meta.dirname, name), 'utf8'));
}

export async function before(retriever: RetrieverName, part: Part): Promise<Before> {
  return (await read<Record<RetrieverName, Record<Part, Before>>>('before.json'))[retriever][part];
}

export async function pairs(): Promise<{
  readonly opposites: readonly (readonly [string, string])[];
  readonly paraphrases: readonly (readonly [string, string])[];
}> {
  return read('pairs.json');
}

/** Asks the bases of a part all its questions, as the agent does, and once more without the guard. */
export async function outcomesOf(
  part: Part,
  retriever: RetrieverName,
  bases?: readonly string[],
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [name, questions] of Object.entries(await read<Record<string, Questions>>(`${part}.json`))) {
    if (bases?.includes(name) === false) continue;
    const path = name === 'sample' ? sampleKnowledge() : join(import.meta.dirname, `${name}.md`);
    const agent = knowledgeAgent({ agentId: name, knowledge: await loadKnowledge(path), retriever });
    const prepared = await agent.prepare();
    const guard = contrastGuard(prepared.base);
    const answer = (matches: readonly Match[]): string | null => {
      const confidence = confidenceOf(prepared.calibration, evidenceOf(matches, prepared.calibration.runnerUp));
      return confidence >= (prepared.threshold ?? 2) ? (matches[0]?.entry.id ?? null) : null;
    };
    for (const kind of ['opposites', 'paraphrases'] as const) {
      for (const [question, expected] of questions[kind]) {
        const matches = await prepared.retriever.search(question);
        const guarded = await guard(question, matches);
        outcomes.push({
          kind,
          asked: `${name}: ${question}`,
          expected,
          guarded: answer(guarded.matches),
          unguarded: answer(matches),
        });
      }
    }
  }
  return outcomes;
}
