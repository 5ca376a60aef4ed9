import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { HandoffError } from '../../../src/machines/errors.ts';
import { KnowledgeError } from '../../../src/services/knowledge/knowledgeErrors.ts';
import { loadKnowledge } from '../../../src/services/knowledge/loadKnowledge.ts';
import { sampleKnowledge } from '../../../src/services/knowledge/sampleKnowledge.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'knowledge-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  await writeFile(path, content);
  return loadKnowledge(path);
}

async function failure(name: string, content: string | Uint8Array): Promise<KnowledgeError> {
  const error: unknown = await load(name, content).then(
    () => 'it loaded',
    (reason: unknown) => reason,
  );
  if (!KnowledgeError.isInstance(error)) throw new Error(`expected a KnowledgeError, got ${String(error)}`);
  expect(error.path).toBe(join(folder, name));
  expect(error.message).toContain(name);
  if (error.line !== null) expect(error.message).toContain(`line ${error.line}`);
  return error;
}

describe('Markdown', () => {
  const text = [
    '# The base',
    '',
    'An introduction.',
    '',
    '## How do I `reset` my *password*? {#reset}',
    '',
    'Also asked:',
    '- I forgot my **password**',
    '- lost it',
    '',
    'Open the page.',
    '',
    '<!-- not for customers -->',
    '',
    '### Then',
    '',
    '- choose',
    '',
    '```',
    '## not a question',
    '```',
    '',
    '## What does it cost?',
    'Nothing.',
    '',
  ].join('\n');

  test('headings are questions, the list after "Also asked:" other phrasings, the rest the answer', async () => {
    expect(await load('a.md', text)).toEqual({
      name: 'The base',
      entries: [
        {
          id: 'reset',
          questions: ['How do I reset my password?', 'I forgot my password', 'lost it'],
          answer: 'Open the page.\n\n\n\n### Then\n\n- choose\n\n```\n## not a question\n```',
        },
        { id: 'what-does-it-cost', questions: ['What does it cost?'], answer: 'Nothing.' },
      ],
    });
  });

  test('a byte order mark and Windows line ends change nothing', async () => {
    const plain = await load('b.md', text);
    expect(await load('b.md', `\uFEFF${text.replaceAll('\n', '\r\n')}`)).toEqual(plain);
  });

  test('a base without a # heading is named after its file', async () => {
    expect((await load('faq.markdown', '## Q?\n\nA.')).name).toBe('faq');
  });

  test.each([
    ['a question without an answer', '## One?\n\nYes.\n\n## Two?\n\n## Three?\n\nYes.', 5, /no answer/],
    ['an empty heading', 'Hello.\n\n##\n\nText.', 3, /no question/],
    ['an empty phrasing', '## One?\n\nAlso asked:\n\n- a\n-\n- b\n\nYes.', 6, /empty/],
    ['"Also asked:" without a list', '## One?\n\nAlso asked:\n\nYes.', 3, /list/],
    ['"Also asked:" with text behind it', '## One?\n\nAlso asked: two?\n\n- a\n\nYes.', 3, /alone/],
    ['"Also asked:" after the answer', '## One?\n\nYes.\n\nAlso asked:\n\n- a', 5, /below/],
    ['a list within a phrasing', '## One?\n\nAlso asked:\n\n- a\n- b\n  - c\n\nYes.', 6, /one question/],
    ['a second name', '# A\n\n## One?\n\nYes.\n\n# B', 7, /Use ##/],
    ['an underlined heading', '## One?\n\nYes.\n---\n', 3, /underlined/],
    ['an id used twice', '## One? {#x}\n\nYes.\n\n## Two? {#x}\n\nNo.', 5, /another id/],
    ['an empty id', '## One? {#}\n\nYes.', 1, /empty id/],
    ['a question in two entries', '## One?\n\nYes.\n\n## Two?\n\nAlso asked:\n\n- one\n\nNo.', 9, /two entries/],
  ])('%s is an error with its line', async (_, content, line, message) => {
    const error = await failure('broken.md', content);
    expect(error.line).toBe(line);
    expect(error.message).toMatch(message);
  });
});

describe('JSON', () => {
  test('question, questions, or both', async () => {
    const content = JSON.stringify([
      { question: 'A?', answer: 'a' },
      { id: 'b', title: 'Bee', questions: ['B?', 'b?', 'Beh?'], answer: 'b' },
      { question: 'C?', questions: ['Ce?'], answer: 'c' },
    ]);
    expect(await load('base.json', `\uFEFF${content}`)).toEqual({
      name: 'base',
      entries: [
        { id: 'a', questions: ['A?'], answer: 'a' },
        { id: 'b', title: 'Bee', questions: ['B?', 'Beh?'], answer: 'b' },
        { id: 'c', questions: ['C?', 'Ce?'], answer: 'c' },
      ],
    });
  });

  const good = '{ "question": "[A], {a} \\" ?",\n "answer": "a" }';
  test.each([
    ['broken syntax', `[\n${good},\n{ "question": }\n]`, 4, /not valid JSON/],
    ['a file cut off', `[\n${good},`, 3, /not valid JSON/],
    ['something else than a list', '{ "question": "A?", "answer": "a" }', 1, /square brackets/],
    ['a missing answer', `[\n${good},\n\n{ "question": "B?" }]`, 5, /Entry 2.*answer/],
    ['a missing question', `[${good},\n{ "answer": "b" }]`, 3, /Entry 2.*question/],
    ['no phrasing', `[${good},\n{ "questions": [], "answer": "b" }]`, 3, /Entry 2.*questions/],
    ['an unknown key', `[\n{ "question": "A?", "anwser": "a", "answer": "a" }]`, 2, /anwser/],
    ['an entry that is no object', `[\n${good},\n"B?"]`, 4, /Entry 2/],
    ['an empty answer', `[\n${good},\n{ "question": "B?", "answer": " " }]`, 4, /no answer/],
    [
      'an id used twice',
      `[{ "id": "x", ${good.slice(1)},\n{ "id": "x", "question": "B?", "answer": "b" }]`,
      3,
      /another id/,
    ],
    [
      'a question asked twice',
      `[{ "question": "B?", "answer": "a" },\n{ "id": "c", "question": "b", "answer": "b" }]`,
      2,
      /two entries/,
    ],
    ['an empty list', '[]', null, /no entry/],
  ])('%s is an error with its line', async (_, content, line, message) => {
    const error = await failure('broken.json', content);
    expect(error.line).toBe(line);
    expect(error.message).toMatch(message);
  });
});

describe('CSV', () => {
  test('phrasings are separated by | or are rows with the same answer or id', async () => {
    const content = [
      'id,question,answer',
      ',"Where, please?|Which place?",Here.',
      ',Whereabouts?,Here.',
      '',
      'when,When?,"Now.',
      'Or ""later""."',
      'when,At what time?,"Now.',
      'Or ""later""."',
      '',
    ].join('\r\n');
    expect(await load('base.csv', `\uFEFF${content}`)).toEqual({
      name: 'base',
      entries: [
        { id: 'where-please', questions: ['Where, please?', 'Which place?', 'Whereabouts?'], answer: 'Here.' },
        { id: 'when', questions: ['When?', 'At what time?'], answer: 'Now.\nOr "later".' },
      ],
    });
  });

  test.each([
    ['another header', 'q,a\nA?,a', 1, /question,answer/],
    ['semicolons', 'question;answer\nA?;a', 1, /comma/],
    ['too many columns', 'question,answer\n"A\n?",a\nB?,b, or c\n', 4, /double quotes/],
    ['too few columns', '\n\nquestion,answer\n\nA?\n', 5, /1 columns/],
    ['a quote that is not closed', 'question,answer\nA?,a\nB?,"b\n', 3, /quotes/],
    ['a stray quote', 'question,answer\nA?,a\nB "b"?,b\n', 3, /quotes/],
    ['an empty answer', 'question,answer\nA?,a\n\nB?,\n', 4, /no answer/],
    ['an empty question', 'question,answer\n"A\n?",a\n,b\n', 4, /no question/],
    ['an empty phrasing', 'question,answer\nA?||B?,a\n', 2, /empty/],
    ['one id with two answers', 'id,question,answer\nx,A?,a\nx,B?,b\n', 3, /line 2/],
    ['a question with two answers', 'question,answer\nA?,a\nB?,b\na,c\n', 4, /two entries|another id/],
    ['a header only', 'question,answer\n', null, /no entry/],
  ])('%s is an error with its line', async (_, content, line, message) => {
    const error = await failure('broken.csv', content);
    expect(error.line).toBe(line);
    expect(error.message).toMatch(message);
  });
});

test('a missing, empty, binary or unknown file is an error that says what to do', async () => {
  const missing = () => loadKnowledge(join(folder, 'missing.md'));
  await expect(missing).rejects.toThrow(HandoffError);
  await expect(missing).rejects.toThrow(/missing\.md: .*cannot be read.*Check the path/);
  expect((await failure('empty.csv', ' \n')).message).toMatch(/empty/);
  expect((await failure('latin.md', new Uint8Array([0x23, 0xe4, 0x0a]))).message).toMatch(/UTF-8/);
  expect((await failure('base.docx', 'x')).message).toMatch(/base\.docx.*\.md.*\.json.*\.csv/);
});

test('the sample base has 64 to 80 entries with three to six phrasings and a real answer each', async () => {
  const { name, entries } = await loadKnowledge(sampleKnowledge());
  expect(name).toBe('Acme Cloud support');
  expect(entries.length).toBeGreaterThanOrEqual(64);
  expect(entries.length).toBeLessThanOrEqual(80);
  for (const { id, questions, answer } of entries) {
    expect(questions.length, id).toBeGreaterThanOrEqual(3);
    expect(questions.length, id).toBeLessThanOrEqual(6);
    expect(answer.length, id).toBeGreaterThan(60);
  }
});
