import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { marked } from 'marked';
import { describe, expect, test } from 'vitest';

import { root } from './support/runNode.ts';
import { codeBlocks } from './support/snippets.ts';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

test('the README names the two commands that CI and a newcomer run', () => {
  const commands = codeBlocks(readme)
    .filter(({ lang }) => lang === 'sh')
    .map(({ text }) => text)
    .join('\n');
  expect(commands).toContain('npm install && npm start -- "I can\'t get into my account"');
  expect(commands).toContain('npm install && npm test');
  expect(readFileSync(join(root, '.ci', 'run'), 'utf8')).toContain('\nnpm install && npm test\n');
});

test('the README stays short: what is reference stands in docs/', () => {
  expect(readme.split('\n').length).toBeLessThan(260);
  expect(readme.slice(0, readme.indexOf('## ')).split('\n').length).toBeLessThan(50);
});

test('the README lists every example and every guide', () => {
  const named = (folder: string, ending: string) =>
    readdirSync(join(root, folder)).filter((file) => file.endsWith(ending) && file !== 'mutation.md');
  for (const example of named('examples', '.ts')) expect(readme).toContain(`(examples/${example})`);
  for (const guide of named('docs', '.md')) expect(readme).toContain(`(docs/${guide})`);
});

describe('every link leads somewhere', () => {
  const guides = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
  const decisions = readdirSync(join(root, 'docs', 'decisions'));
  const documents = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'inspector/README.md',
    ...guides.map((file) => `docs/${file}`),
    ...decisions.map((file) => `docs/decisions/${file}`),
  ];

  test.for(documents)('%s', (document) => {
    const from = join(root, document);
    for (const href of linksIn(readFileSync(from, 'utf8'))) {
      if (/^https?:/.test(href)) continue;
      const [path = '', anchor] = href.split('#');
      const target = path === '' ? from : join(dirname(from), path);
      expect(existsSync(target), `${document} links to ${href}`).toBe(true);
      if (anchor === undefined) continue;
      expect(anchorsIn(readFileSync(target, 'utf8')), `${relative(root, target)} has #${anchor}`).toContain(anchor);
    }
  });
});

function linksIn(markdown: string): readonly string[] {
  const hrefs: string[] = [];
  void marked.walkTokens(marked.lexer(markdown), (token) => {
    if (token.type === 'link' || token.type === 'image') hrefs.push(token['href']);
  });
  return hrefs;
}

/** As GitHub names headings. */
function anchorsIn(markdown: string): readonly string[] {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)];
  return headings.map(([, text = '']) =>
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}
