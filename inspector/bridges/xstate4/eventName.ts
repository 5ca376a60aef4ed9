const renamed = [
  [/^xstate\.done\.actor\.(.*)$/s, 'done.invoke.$1'],
  [/^xstate\.error\.actor\.(.*)$/s, 'error.platform.$1'],
  [/^xstate\.done\.state\.(.*)$/s, 'done.state.$1'],
  [/^xstate\.after\.([^.]+)\.(.*)$/s, 'xstate.after($1)#$2'],
] as const;

/** Returns the name in XState 4 of an event of XState 5. */
export function xstate4EventName(type: string): string {
  for (const [pattern, name] of renamed) if (pattern.test(type)) return type.replace(pattern, name);
  return type;
}
