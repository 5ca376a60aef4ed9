import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { publicApi } from './publicApi.ts';

// Compares the public names of every entry with the reports in docs/api. Fails where a report is not up to date, or where
// a public name has no sentence. With --write, it brings the reports up to date.
const reports = join(import.meta.dirname, '..', 'docs', 'api');
const writes = process.argv.includes('--write');
const api = publicApi();

mkdirSync(reports, { recursive: true });
const faults: string[] = [];
for (const [name, report] of api) {
  const file = join(reports, `${name}.api.md`);
  const isCurrent = existsSync(file) && readFileSync(file, 'utf8') === report;
  if (writes) writeFileSync(file, report);
  else if (!isCurrent)
    faults.push(`docs/api/${name}.api.md is not up to date. Run 'npm run api:report', and look at what changed.`);
  for (const unsaid of namesWithoutSentence(report)) faults.push(`${name}: ${unsaid} has no sentence.`);
}
for (const file of readdirSync(reports)) {
  if (api.has(file.replace('.api.md', ''))) continue;
  if (writes) rmSync(join(reports, file));
  else faults.push(`docs/api/${file} is of no entry. Run 'npm run api:report'.`);
}
for (const fault of faults) console.error(fault);
process.exitCode = faults.length === 0 ? 0 : 1;

function namesWithoutSentence(report: string): readonly string[] {
  const found = report.matchAll(/^\/\/ @\w+ \(undocumented\)\n(?:export )?(?:declare |abstract )*\w+ (\w+)/gm);
  return [...found].map(([, name = '']) => name);
}
