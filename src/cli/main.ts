#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { oldNode } from '../platform/oldNode.ts';

// Nothing else is imported before this is known: it could fail for reasons that say nothing.
const problem = oldNode();
if (problem !== undefined) {
  process.stderr.write(`handoff: ${problem}\n`);
  process.exitCode = 1;
} else {
  const { runProcess } = await import('./runProcess.ts');
  await runProcess();
}
