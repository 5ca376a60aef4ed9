#!/usr/bin/env -S node --disable-warning=ExperimentalWarning --disable-warning=MODULE_TYPELESS_PACKAGE_JSON
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`handoff: Node ${process.versions.node} is too old. Use 22.13 or later.\n`);
  process.exitCode = 1;
} else {
  // Not imported from the start: an older Node has no such export, and would say nothing else.
  const { enableCompileCache } = await import('node:module');
  enableCompileCache();
  const { runProcess } = await import('./runProcess.ts');
  await runProcess();
}
