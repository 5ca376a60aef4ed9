import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { limits } from '../../../../src/services/knowledge/files/limits.ts';
import { KnowledgeError } from '../../../../src/services/knowledge/knowledgeErrors.ts';
import { loadKnowledge } from '../../../../src/services/knowledge/loadKnowledge.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'limits-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(extension: string, content: string) {
  const path = join(folder, `base.${extension}`);
  await writeFile(path, content);
  return loadKnowledge(path);
}

async function failure(extension: string, content: string): Promise<KnowledgeError> {
  const error: unknown = await load(extension, content).catch((reason: unknown) => reason);
  if (!KnowledgeError.isInstance(error)) throw new Error('expected a KnowledgeError');
  return error;
}

const words = (characters: number) => 'word '.repeat(Math.ceil(characters / 5)).trim();
const lines = (characters: number) => 'a line of words\n'.repeat(Math.ceil(characters / 16));
const { entries, entryCharacters, lineCharacters, nesting, questionCharacters } = limits;

describe('what is beyond a limit is a KnowledgeError with its line', () => {
  test.each<readonly [string, string, string, number | null, RegExp]>([
    ['a line of Markdown', 'md', `## Q?\n\n${words(lineCharacters + 5)}`, 3, /line .*10,000.*Break it/],
    ['a line of CSV', 'csv', `question,answer\nQ?,A.\nR?,${words(lineCharacters + 5)}`, 3, /line .*10,000/],
    ['a question in Markdown', 'md', `## Q?\n\nA.\n\n## ${words(questionCharacters + 5)}\n\nB.`, 5, /question .*1,000/],
    [
      'a phrasing in Markdown',
      'md',
      `## Q?\n\nAlso asked:\n\n- a\n- ${words(questionCharacters + 5)}\n\nB.`,
      6,
      /question/,
    ],
    ['a question in CSV', 'csv', `question,answer\nQ?,A.\n${words(questionCharacters + 5)},B.`, 3, /question/],
    [
      'a question in JSON',
      'json',
      JSON.stringify([{ question: words(questionCharacters + 5), answer: 'a' }]),
      1,
      /question/,
    ],
    ['an entry in Markdown', 'md', `## Q?\n\nA.\n\n## R?\n\n${lines(entryCharacters)}`, 5, /entry .*50,000/],
    [
      'an entry in JSON',
      'json',
      `[{"question":"Q?","answer":"a"},\n{"question":"R?","answer":"${words(entryCharacters)}"}]`,
      2,
      /entry/,
    ],
    ['a row of CSV', 'csv', `question,answer\nQ?,A.\nR?,"${lines(entryCharacters)}"`, null, /50,000/],
    ['quotes in Markdown', 'md', `## Q?\n\n${'> '.repeat(nesting + 1)}a`, 3, /nesting are 21/],
    ['lists in Markdown', 'md', `## Q?\n\n${'- '.repeat(nesting + 1)}a`, 3, /nesting/],
    ['lists in JSON', 'json', `[\n${'['.repeat(nesting)}${']'.repeat(nesting)}]`, 2, /nesting/],
    ['a nesting that is never closed', 'json', '['.repeat(1_000), 1, /nesting/],
  ])('%s', async (_, extension, content, line, message) => {
    const error = await failure(extension, content);
    expect(error.message).toMatch(message);
    if (line !== null) expect(error.line).toBe(line);
  });

  test.each([
    ['md', (index: number) => `## Q${index}?\n\nA.\n\n`, ''],
    ['csv', (index: number) => `Q${index}?,A${index}.\n`, 'question,answer\n'],
  ])('too many entries of %s', async (extension, entry, head) => {
    const error = await failure(
      extension,
      head + Array.from({ length: entries + 1 }, (_, index) => entry(index)).join(''),
    );
    expect(error.message).toMatch(/entries .*20,001.*20,000.*Split/);
    expect(error.line).toBeGreaterThan(entries);
  });

  test('a file that is too large', async () => {
    const error = await failure('json', ' '.repeat(limits.fileBytes + 1));
    expect(error.message).toMatch(/bytes .*8,388,608/);
  });
});

test.each([
  [
    'md',
    `## Q?\n\n${`${words(lineCharacters - 5)}\n`.repeat(4)}\n${'> '.repeat(10)}- a\n\n* * * * * * * * * * * * * * * * * * * * * * * *\n\nEnd.`,
  ],
  ['csv', `question,answer\nQ?,"${lines(entryCharacters - 2_000)}"`],
  ['json', JSON.stringify([{ question: words(questionCharacters - 5), answer: words(entryCharacters - 2_000) }])],
])('what is within the limits of %s is read', async (extension, content) => {
  expect((await load(extension, content)).entries).toHaveLength(1);
});

test.each([
  ['one long word', 'x'.repeat(lineCharacters)],
  ['a long run of blanks', `x${' '.repeat(lineCharacters - 2)}x`],
  ['blanks behind the question', ' '.repeat(lineCharacters - 2)],
])('%s in a line is nothing special', async (_, line) => {
  expect((await load('md', `## Q?\n\nA.\n${line}\n\nB.`)).entries).toHaveLength(1);
});

test('timers have their turn while a large file is read', async () => {
  const row = (index: number) => `"Where is number ${index} of the things that we keep?",It is on shelf ${index}.\n`;
  const path = join(folder, 'large.csv');
  await writeFile(path, `question,answer\n${Array.from({ length: 10_000 }, (_, index) => row(index)).join('')}`);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const base = await loadKnowledge(path);
  clearInterval(timer);
  expect(base.entries).toHaveLength(10_000);
  expect(turns).toBeGreaterThan(5);
});
