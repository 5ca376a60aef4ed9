/** Returns the message for a person whose Node is too old; `undefined` where it is not. Runs on any of them. */
export function oldNode(version = process.versions.node): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return undefined;
  return `xstate-handoff needs Node 22.13 or later, and this is Node ${version}.`;
}
