import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { root } from '../support/runNode.ts';

const sources = ['src', 'inspector'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8')),
);
/** Every class of errors that can be thrown, and its body. */
const classes = sources.flatMap((text) =>
  [...text.matchAll(/^export class (\w+) extends (?:\w+Error|Error)\b.*?\{\n(.*?)^\}/gms)].map(
    ([, name = '', body = '']) => [name, body] as const,
  ),
);

test('every error has its name as a literal, which no minifier changes', () => {
  expect(classes.length).toBeGreaterThan(14);
  for (const [name, body] of classes) {
    // This one is not thrown at anybody: it carries the name of its cause into the record.
    if (name === 'CallFailure') continue;
    expect(body, name).toContain(`override readonly name = '${name}';`);
  }
});
