/** Medians of interleaved rounds, so that a noisy machine hurts every contender alike. Microseconds per operation. */
export async function compare(
  contenders: Readonly<Record<string, () => Promise<unknown>>>,
  { rounds = 15, operations = 300 }: { readonly rounds?: number; readonly operations?: number } = {},
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number[]>(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -2; round < rounds; round += 1) {
    for (const [name, operation] of Object.entries(contenders)) {
      const start = process.hrtime.bigint();
      for (let index = 0; index < operations; index += 1) await operation();
      const micros = Number(process.hrtime.bigint() - start) / 1_000 / operations;
      if (round >= 0) times.get(name)?.push(micros);
    }
  }
  return new Map([...times].map(([name, samples]) => [name, median(samples)]));
}

export function median(samples: readonly number[]): number {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)] ?? Number.NaN;
}

export function printTable(title: string, rows: readonly (readonly [name: string, ...cells: string[]])[]): void {
  const widths = [0, 1, 2, 3].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  console.log(`\n${title}`);
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('   ')}`);
  }
}
