import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { KnowledgeBase } from '../../../../src/services/knowledge/knowledgeBase.ts';
import { KnowledgeError } from '../../../../src/services/knowledge/knowledgeErrors.ts';
import { loadKnowledge } from '../../../../src/services/knowledge/loadKnowledge.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shapes-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(content: string, extension = 'md'): Promise<KnowledgeBase> {
  const path = join(folder, `base.${extension}`);
  await writeFile(path, content);
  return loadKnowledge(path);
}

async function failure(content: string, extension = 'md'): Promise<KnowledgeError> {
  const error: unknown = await load(content, extension).catch((reason: unknown) => reason);
  if (!KnowledgeError.isInstance(error)) throw new Error(`expected a KnowledgeError, got ${JSON.stringify(error)}`);
  return error;
}

const questionsOf = ({ entries }: KnowledgeBase) => entries.map(({ questions }) => questions[0]);

describe('ids that are made from questions', () => {
  test.each([
    ['What is C#', 'What is C++'],
    ['Is 5 > 3?', 'Is 5 < 3?'],
    ['What is .NET?', 'What is net?'],
    ['temperature -5?', 'temperature 5?'],
    ['Is a >= b?', 'Is a > b?'],
    ['Cost in $?', 'Cost in €?'],
    ['Où?', 'Ou?'],
  ])('differ for "%s" and "%s", which are two questions', async (one, two) => {
    const base = await load(`## ${one}\n\nA.\n\n## ${two}\n\nB.\n`);
    expect(questionsOf(base)).toEqual([one, two]);
    expect(new Set(base.entries.map(({ id }) => id)).size).toBe(2);
  });

  test('get the next number that is free, also beside ids that the file gives', async () => {
    const { entries } = await load('## C#\n\nA.\n\n## C++\n\nB.\n\n## Third {#c-2}\n\nC.\n\n## C\n\nD.');
    expect(entries.map(({ id }) => id)).toEqual(['c', 'c-3', 'c-2', 'c-4']);
  });

  test('are refused still where the file itself gives one twice, and so is a question asked twice', async () => {
    expect((await failure('## A {#x}\n\nA.\n\n## B {#x}\n\nB.')).line).toBe(5);
    expect((await failure('## Where is it?\n\nA.\n\n## where is it\n\nB.')).line).toBe(5);
  });
});

describe('front matter', () => {
  test.each([
    ['YAML', '---\ntitle: FAQ\ntags: [a]\n---\n'],
    ['YAML that ends with dots', '---\ntitle: FAQ\n...\n'],
    ['TOML', '+++\ntitle = "FAQ"\n+++\n'],
    ['YAML with lists, comments and texts', '---\n# By whom\nauthor: me\ntags:\n  - a\n- b\ntext: |\n  One.\n---\n'],
    ['TOML with a table', '+++\n# By whom\n[menu]\nmain = 1\n+++\n'],
  ])('in %s is skipped', async (_, matter) => {
    expect(await load(`${matter}\n# Base\n\n## Q?\n\nA.`)).toMatchObject({ name: 'Base', entries: [{ answer: 'A.' }] });
  });

  test('does not shift the lines of mistakes', async () => {
    expect((await failure('---\ntitle: FAQ\n---\n\n## Q?\n')).line).toBe(5);
  });

  test('is no ruler, and no ruler is front matter', async () => {
    expect(questionsOf(await load('---\n\n## Q?\n\nA.\n\n---\n\n## R?\n\nB.'))).toEqual(['Q?', 'R?']);
    expect(questionsOf(await load('## Q?\n\nA.\n\n---\n\nMore.'))).toEqual(['Q?']);
    expect(questionsOf(await load('---\n## Q?\n\nA.\n\n---\n## R?\n\nB.'))).toEqual(['Q?', 'R?']);
    expect(questionsOf(await load('---\n# Base\n\nNote: short.\n\n## Q?\n\nA.\n\n---\n\n## R?\n\nB.'))).toEqual([
      'Q?',
      'R?',
    ]);
    expect((await failure('---\nWelcome to all\n---\n\n## Q?\n\nA.')).line).toBe(2);
  });
});

describe('definitions at the end of a file', () => {
  const text = [
    '## One?',
    '',
    'See the [docs][d] and [this].',
    '',
    '## Two?',
    '',
    'It depends.[^why]',
    '',
    '## Three?',
    '',
    'No.',
    '',
    '[d]: https://docs.example "The docs"',
    '[This]: <https://this.example>',
    '[unused]: https://unused.example',
    '[^why]: Because of [docs][D],',
    '  and of nothing else.',
    '',
    '    Really.',
  ].join('\n');

  test('go with the answers that use them, and with no other', async () => {
    const [one, two, three] = (await load(text)).entries;
    expect(one?.answer).toBe(
      'See the [docs][d] and [this].\n\n[d]: https://docs.example "The docs"\n[This]: <https://this.example>',
    );
    expect(two?.answer).toBe(
      'It depends.[^why]\n\n[^why]: Because of [docs][D],\n  and of nothing else.\n\n    Really.\n[d]: https://docs.example "The docs"',
    );
    expect(three?.answer).toBe('No.');
  });

  test('are no definitions in code, or in the middle of a paragraph', async () => {
    const answer = '```\n[d]: https://a.example\n```\n\nText\n[e]: https://b.example';
    expect((await load(`## Q?\n\n${answer}\n\nSee [d] and [e].`)).entries[0]?.answer).toBe(
      `${answer}\n\nSee [d] and [e].`,
    );
  });

  test('make links of questions, whose text is the question', async () => {
    expect(questionsOf(await load('## What is [the API][d]?\n\nA.\n\n[d]: https://d.example'))).toEqual([
      'What is the API?',
    ]);
  });

  test('leave the lines of mistakes as they are', async () => {
    expect((await failure('[a]: https://a.example\n\n## Q?\n\n[b]: https://b.example\n\n## R?\n\nA.')).line).toBe(3);
  });
});

describe('headings as people write them', () => {
  test.each([
    '##Q?',
    '##  Q?',
    '##\tQ?',
    '##\u00A0Q?',
    '## Q? ##',
    '<h2>Q?</h2>',
    '<H2 class="x">Q?</H2>',
    '<h2><b>Q?</b></h2>',
  ])('%j is a question', async (heading) => {
    const base = await load(`## First?\n\nA.\n${heading}\n\nB.`);
    expect(questionsOf(base)).toEqual(['First?', 'Q?']);
    expect(base.entries[0]?.answer).toBe('A.');
  });

  test('the id of an <h2> is the id of the entry', async () => {
    expect((await load('<h2 id="reset">How?</h2>\n\nA.')).entries[0]).toMatchObject({
      id: 'reset',
      questions: ['How?'],
    });
  });

  test('an <h2> over several lines, or with text behind it, is an error with its line', async () => {
    expect(await failure('## A?\n\nA.\n\n<h2>\nQ?\n</h2>\n\nB.')).toMatchObject({
      line: 5,
      message: expect.stringContaining('##'),
    });
    expect((await failure('<h2>Q?</h2> and more\n\nB.')).line).toBe(1);
  });

  test.each([
    ['fenced code', '```\n##x\n<h2>\n```'],
    ['code fenced by tildes', '~~~~ md\n##x\n~~~\n## y\n~~~~'],
    ['a comment', 'B.\n\n<!--\n## x\n-->\n\nC.'],
    ['preformatted HTML', '<pre>\n## x\n</pre>'],
    ['an indented heading of a list item', '- a\n\n  ## x\n\n  b'],
    ['deeper headings', '### x\n\n####y'],
  ])('%s is part of the answer', async (_, answer) => {
    const { entries } = await load(`## Q?\n\n${answer}\n\n## R?\n\nA.`);
    expect(entries).toHaveLength(2);
    if (!answer.includes('<!--')) expect(entries[0]?.answer).toBe(answer);
  });
});

describe('HTML and entities in questions', () => {
  test.each([
    ['How do I <b>reset</b> &amp; restart?', 'How do I reset & restart?'],
    ['Is 5 &gt; 3?<br>Really?', 'Is 5 > 3? Really?'],
    ['<a href="x">What</a> is&nbsp;it &#8211; now?', 'What is it – now?'],
    ['R&D &notes; <!-- x -->now', 'R&D &notes; now'],
    ['What is List<String>?', 'What is List<String>?'],
  ])('%s is read as %s, in every format', async (written, read) => {
    expect(questionsOf(await load(`## ${written}\n\nA.`))).toEqual([read]);
    expect((await load(`## Q?\n\nAlso asked:\n\n- ${written}\n\nA.`)).entries[0]?.questions[1]).toBe(read);
    expect(questionsOf(await load(JSON.stringify([{ question: written, answer: 'A.' }]), 'json'))).toEqual([read]);
    expect(questionsOf(await load(`question,answer\n"${written.replaceAll('"', '""')}",A.`, 'csv'))).toEqual([read]);
  });

  test('stay in code, and in answers', async () => {
    const { entries } = await load('## What does `<b>&amp;</b>` do?\n\nIt is <b>bold</b> &amp; loud.');
    expect(entries[0]).toMatchObject({
      questions: ['What does <b>&amp;</b> do?'],
      answer: 'It is <b>bold</b> &amp; loud.',
    });
  });
});

test('a bar behind a backslash is a bar in a CSV question', async () => {
  const { entries } = await load('question,answer\n"What is a\\|b?|And \\| alone?",A.', 'csv');
  expect(entries[0]?.questions).toEqual(['What is a|b?', 'And | alone?']);
});

describe('what is not closed before the next question is an error where it begins', () => {
  test.each([
    ['code', '## A?\n\n```js\n1\n\n## B?\n\nB.', 3],
    ['code, with code in the next answer', '## A?\n\n```js\n1\n\n## B?\n\n```js\n2\n```\n', 3],
    ['code between tildes', '## A?\n\nA.\n\n~~~\n1\n\n## B?\n\nB.', 5],
    ['a comment', '## A?\n\nA.\n\n<!-- note\n\n## B?\n\nB.', 5],
    ['HTML', '## A?\n\n<pre>\n\n## B?\n\nB.', 3],
  ])('%s', async (_, content, line) => {
    const error = await failure(content);
    expect(error.line).toBe(line);
    expect(error.message).toContain('Close it');
  });

  test('but not at the end of the file, nor where it is closed', async () => {
    expect(questionsOf(await load('## A?\n\n```sh\n# one\n'))).toEqual(['A?']);
    expect(questionsOf(await load('## A?\n\n````md\n## B?\n\n```js\n1\n```\n````\n'))).toEqual(['A?']);
  });
});

test.each(['Also asked', 'Also asked :', '### Also asked:', '**Also asked**:', '#### also asked'])(
  'other phrasings are introduced by "%s", too',
  async (line) => {
    const { entries } = await load(`## One?\n\n${line}\n\n- Two?\n\nYes.`);
    expect(entries).toMatchObject([{ questions: ['One?', 'Two?'], answer: 'Yes.' }]);
  },
);

test.each(['{#x}', '{ #x }', '{#x .y}', '{.y #x}', '{#x data-z=1}'])('%s names an entry', async (braces) => {
  expect((await load(`## One? ${braces}\n\nYes.`)).entries).toMatchObject([{ id: 'x', questions: ['One?'] }]);
});

test.each([
  ['to the end', 'question,answer\nA?,a\nB?,"b ""x""\nC?,c\nD?,d\n', 3],
  ['to the next quote', 'question,answer\nA?,"a\nB?,b\nC?,"c"\n', 2],
])('a quote in CSV that is open %s is reported where it opened', async (_, content, line) => {
  expect((await failure(content, 'csv')).line).toBe(line);
});

test('a file is named by its path or its URL, and anything else is answered with what to pass', async () => {
  const path = join(folder, 'named.md');
  await writeFile(path, '## Q?\n\nA.');
  const url = pathToFileURL(path);
  for (const source of [path, url, url.href]) expect((await loadKnowledge(source)).entries).toHaveLength(1);
  for (const source of ['', '  ', new URL('https://example.com/faq.md')]) {
    await expect(loadKnowledge(source)).rejects.toThrow(/Pass the path of a Markdown, JSON or CSV file/);
  }
});
