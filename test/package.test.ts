import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { root } from './support/runNode.ts';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
let out: string;

describe('the built package', () => {
  beforeAll(() => {
    out = mkdtempSync(join(tmpdir(), 'handoff-build-'));
    execFileSync(join(root, 'node_modules', '.bin', 'tsc'), ['-p', 'tsconfig.build.json', '--outDir', out], {
      cwd: root,
    });
  });
  afterAll(() => rmSync(out, { recursive: true, force: true }));

  test('declares the machine in less than 10 KB', () => {
    expect(statSync(join(out, 'src', 'machines', 'handoffMachine.d.ts')).size).toBeLessThan(10_000);
  });

  test('has every file that its exports name', () => {
    for (const target of Object.values(manifest.exports)) {
      if (typeof target === 'string') continue;
      for (const file of [target.types, target.default])
        expect(existsSync(join(out, file.replace('./dist/', ''))), file).toBe(true);
    }
  });

  test('needs no optional package for its types, but where a subpath is made for one', () => {
    const subpaths: Readonly<Record<string, string>> = { 'fast-check': join('src', 'testing', 'fastCheck.d.ts') };
    const declarations = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.d.ts'),
    );
    expect(declarations.length).toBeGreaterThan(50);
    for (const file of declarations) {
      const text = readFileSync(join(out, file), 'utf8');
      for (const peer of Object.keys(manifest.peerDependencies)) {
        if (subpaths[peer] === file) continue;
        const imports = new RegExp(`(from |import\\()['"]${peer}['"]`);
        expect(text, `${file} imports ${peer}`).not.toMatch(imports);
      }
    }
  });
});
