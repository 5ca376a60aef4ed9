/** Returns how long something took, roughly: `29 ms`, `1.5 s`, `9 min`, `3 h`, `2 days`. */
export function span(milliseconds: number): string {
  const units = [
    { name: 'days', of: 86_400_000 },
    { name: 'h', of: 3_600_000 },
    { name: 'min', of: 60_000 },
  ] as const;
  const unit = units.find(({ of }) => milliseconds >= 2 * of);
  if (unit !== undefined) return `${Math.round(milliseconds / unit.of)} ${unit.name}`;
  return milliseconds < 1_000 ? `${Math.round(milliseconds)} ms` : `${Number((milliseconds / 1_000).toFixed(1))} s`;
}
