/**
 * The same value, frozen in every depth, so that it can be handed out and kept. For plain data of one's own: what is
 * frozen already counts as frozen throughout, and freezing it again costs nothing.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const key in value) deepFreeze(value[key]);
  return value;
}

/** A deep copy of plain data: what JSON keeps of it. @throws TypeError where it is none. */
export function plainCopy<T extends object>(value: T): T {
  const copy: T = JSON.parse(JSON.stringify(value));
  return copy;
}
