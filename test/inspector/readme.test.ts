import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import * as inspector from '../../inspector/index.ts';
import { parseInspectorOptions } from '../../inspector/options.ts';
import { root } from '../support/runNode.ts';

const readme = readFileSync(join(root, 'inspector', 'README.md'), 'utf8');
const manifest = readFileSync(join(root, 'package.json'), 'utf8');

test('the inspector’s README imports what there is, and shows every bridge and option', () => {
  const imports = readme.matchAll(/import \{ ([^}]+) \} from 'xstate-handoff\/inspector'/g);
  const imported = new Set([...imports].flatMap(([, names = '']) => names.split(', ')));
  const others = new Set(['sessionPage']);
  expect([...imported].toSorted()).toEqual(
    Object.keys(inspector)
      .filter((name) => !others.has(name))
      .toSorted(),
  );
  for (const option of Object.keys(parseInspectorOptions({}))) expect(readme).toContain(`| \`${option}\``);
  for (const [, path = ''] of readme.matchAll(/`xstate-handoff\/([\w./]+)`/g))
    expect(manifest).toContain(`"./${path}"`);
});
