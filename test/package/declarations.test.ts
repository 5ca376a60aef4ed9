import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { manifest } from './support/packedLibrary.ts';
import { linkedProject, packingMs, type Project } from './support/project.ts';

describe('the packed library', () => {
  let project: Project;
  let folder: string;
  beforeAll(async () => {
    project = await linkedProject();
    folder = join(project.folder, 'node_modules', 'xstate-handoff');
  }, packingMs);
  afterAll(() => project[Symbol.dispose]());

  test('declares the machine in less than 10 KB', () => {
    expect(statSync(join(folder, 'dist', 'src', 'machines', 'handoffMachine.d.ts')).size).toBeLessThan(10_000);
  });

  test('has every file that its exports name', () => {
    for (const target of Object.values(manifest.exports)) {
      for (const file of typeof target === 'string' ? [target] : [target.types, target.default])
        expect(existsSync(join(folder, file)), file).toBe(true);
    }
  });

  test('needs no optional package for its types, but where a subpath is made for one', () => {
    const subpaths: Readonly<Record<string, string>> = {
      'fast-check': join('src', 'testing', 'drive', 'fastCheck.d.ts'),
    };
    const dist = join(folder, 'dist');
    const declarations = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.d.ts'),
    );
    expect(declarations.length).toBeGreaterThan(50);
    for (const file of declarations) {
      const text = readFileSync(join(dist, file), 'utf8');
      for (const peer of Object.keys(manifest.peerDependencies)) {
        if (peer === 'xstate' || subpaths[peer] === file) continue;
        const imports = new RegExp(`(from |import\\()['"]${peer}['"]`);
        expect(text, `${file} imports ${peer}`).not.toMatch(imports);
      }
    }
  });

  test('holds whatever its README links to, or names it by a whole address', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    const links = [...readme.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"\s]+)"/g)].map(
      ([, link, attribute]) => link ?? attribute ?? '',
    );
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) {
      if (/^(https:|mailto:|#)/.test(link)) continue;
      expect(existsSync(join(folder, link.replace(/#.*/, ''))), link).toBe(true);
    }
  });

  test('names the examples that its README speaks of, and has them', () => {
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    for (const [file] of readme.matchAll(/\bexamples\/[\w-]+\.ts\b/g))
      expect(existsSync(join(folder, file)), file).toBe(true);
  });

  test('says where it comes from and where mistakes are told', () => {
    const home = 'https://github.com/xstate-handoff/xstate-handoff';
    expect(manifest.repository.url).toBe(`git+${home}.git`);
    expect([manifest.homepage, manifest.bugs]).toEqual([`${home}#readme`, `${home}/issues`]);
  });
});
