#!/usr/bin/env -S node --disable-warning=ExperimentalWarning --disable-warning=MODULE_TYPELESS_PACKAGE_JSON
import { oldNode } from '../platform/oldNode.ts';

// Nothing else is imported before this is known: it could fail for reasons that say nothing.
const problem = oldNode();
if (problem !== undefined) {
  process.stderr.write(`handoff: ${problem}\n`);
  process.exitCode = 1;
} else {
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { runProcess } = await import('./runProcess.ts');
  await runProcess();
}
