/** Where a key leads in a list of `count` items; `undefined` for keys that lead nowhere. */
export function moveBy(key: string, position: number, count: number): number | undefined {
  const last = count - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(last, position + 1);
    case 'ArrowUp':
      return Math.max(0, position - 1);
    case 'PageDown':
      return Math.min(last, position + 10);
    case 'PageUp':
      return Math.max(0, position - 10);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}
