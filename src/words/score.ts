/** Returns a score of 0..1 with two decimals, never more than it is: 0.996 is not certain. */
export function score(value: number): string {
  // The small amount keeps 0.29, which is stored as a little less, at 0.29.
  return (Math.floor(value * 100 + 1e-9) / 100).toFixed(2);
}
