import { describe, expect, test } from 'vitest';

import { knowledgeAgent } from '../../../src/services/knowledge/knowledgeAgent.ts';
import type { KnowledgeBase } from '../../../src/services/knowledge/knowledgeBase.ts';
import { minilmEmbedder } from '../../../src/services/knowledge/minilmEmbedder.ts';

const { signal: abortSignal } = new AbortController();
const baseOf = (...questions: readonly string[]): KnowledgeBase => ({
  name: 'base',
  entries: questions.map((question, index) => ({ id: `${index}`, questions: [question], answer: `Answer ${index}.` })),
});
const ask = async (options: Omit<Parameters<typeof knowledgeAgent>[0], 'agentId'>, task: string) => {
  const agent = knowledgeAgent({ agentId: 'a', ...options });
  const input = { task, tierLevel: 1, context: '', previousAttempts: [], capped: false };
  const evaluation = await agent.evaluateTask(input, { abortSignal });
  return {
    ...evaluation,
    answer: evaluation.canHandle ? (await agent.executeTask(input, { abortSignal })).result : null,
  };
};

describe('the embedder that comes with the package', () => {
  test.each([
    '如何重置密码',
    'パスワードを忘れました',
    'ลืมรหัสผ่าน',
    'забыл пароль',
    'كيف ألغي',
    'ξέχασα',
    '𝓱𝓮𝓵𝓵𝓸',
    'x'.repeat(200),
  ])('cannot read %s', (text) => expect(minilmEmbedder().reads?.(text)).toBe(false));
  test.each(['How?', 'Wie ändere ich das?', 'làm thế nào', 'What does 会意 mean?', '404', '3 > 2', 'µ or μ in names'])(
    'reads %s',
    (text) => expect(minilmEmbedder().reads?.(text)).toBe(true),
  );
});

describe('by meaning, a task in letters unknown to the model', () => {
  const knowledge = baseOf('如何重置密码', '怎样退款', 'How do I reset my password?');
  test.each(['今天天气怎么样', '如何重置密码', 'ลืมรหัสผ่าน'])(
    'is declined, and the reasoning says why: %s',
    async (task) => {
      const { canHandle, reasoning } = await ask({ knowledge, retriever: 'semantic' }, task);
      expect(canHandle).toBe(false);
      expect(reasoning).toBe(
        "The semantic search in 'base' cannot read the task: most of it is written in letters that its model does not know.",
      );
    },
  );

  test('finds no entry in such letters, and is no obstacle to those that can be read', async () => {
    expect((await ask({ knowledge, retriever: 'semantic' }, 'How do I reset my password?')).answer).toBe('Answer 2.');
  });
});

describe('where two entries score the same', () => {
  const knowledge = baseOf('How do I pay by card?', 'How do I pay by wire?');
  const retriever = ({ entries }: KnowledgeBase) => ({
    name: 'same',
    calibration: { source: 'default', intercept: 0, score: 10, margin: 0, runnerUp: 0, threshold: 0.5 } as const,
    search: async () => entries.map((entry) => ({ entry, question: entry.questions[0] ?? '', score: 1 })),
  });

  test('neither answers', async () => {
    const { canHandle, reasoning } = await ask({ knowledge, retriever }, 'How do I pay?');
    expect(canHandle).toBe(false);
    expect(reasoning).toContain('equally near');
  });

  test.each([0, 1])('the one whose phrasing is the task itself does', async (index) => {
    const task = (knowledge.entries[index]?.questions[0] ?? '').toUpperCase().replace('?', ' !');
    expect((await ask({ knowledge, retriever }, task)).answer).toBe(`Answer ${index}.`);
  });
});
