#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  process.stderr.write(`handoff: Node ${process.versions.node} is too old. Use 22.13 or later.\n`);
  process.exitCode = 1;
} else {
  const { runProcess } = await import('./runProcess.ts');
  await runProcess();
}
