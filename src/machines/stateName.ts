export type TierPhase = 'evaluating' | 'executing' | 'escalating' | 'capped';
export type FinalState = 'done' | 'failed' | 'cancelled';

/** A state name taken apart. */
export type ParsedStateName = { readonly level: number; readonly phase: TierPhase } | { readonly final: FinalState };

/** The machine's key for a tier. A user's string is never a key: dots and `__proto__` break XState's paths. */
export type TierKey<Level extends number = number> = `tier${Level}`;

/** A leaf state as text: `tier2.evaluating`, `done`. */
export type StateName = `${TierKey}.${TierPhase}` | FinalState;

/** Returns the machine's key for a tier: `tier2`. */
export function tierKey<Level extends number>(level: Level): TierKey<Level> {
  return `tier${level}`;
}

/** The level of a tier's key; `undefined` where it is none. */
export function parseTierKey(key: string): number | undefined {
  if (!key.startsWith('tier')) return undefined;
  const digits = key.slice('tier'.length);
  const level = Number(digits);
  return Number.isInteger(level) && level > 0 && String(level) === digits ? level : undefined;
}

/** The name of a tier's state, or of a final state, which has no tier. */
export function stateName(level: number, phase: TierPhase | FinalState): StateName {
  return isFinal(phase) ? phase : `${tierKey(level)}.${phase}`;
}

/** Takes a state name apart; `undefined` where it is none. */
export function parseStateName(name: string): ParsedStateName | undefined {
  if (isFinal(name)) return { final: name };
  const dot = name.indexOf('.');
  const level = parseTierKey(name.slice(0, Math.max(0, dot)));
  const phase = name.slice(dot + 1);
  return level !== undefined && isPhase(phase) ? { level, phase } : undefined;
}

/** The phase of a state, or the final state itself; `undefined` for `null` and for what is no state name. */
export function phaseOf(name: string | null): TierPhase | FinalState | undefined {
  const parsed = name === null ? undefined : parseStateName(name);
  if (parsed === undefined) return undefined;
  return 'final' in parsed ? parsed.final : parsed.phase;
}

/** The level of a state's tier; `undefined` for final states, for `null` and for what is no state name. */
export function levelOf(name: string | null): number | undefined {
  const parsed = name === null ? undefined : parseStateName(name);
  return parsed === undefined || 'final' in parsed ? undefined : parsed.level;
}

/** True where nothing can follow the state. */
export function isFinal(name: string): name is FinalState {
  return name === 'done' || name === 'failed' || name === 'cancelled';
}

function isPhase(text: string): text is TierPhase {
  return text === 'evaluating' || text === 'executing' || text === 'escalating' || text === 'capped';
}
