import { exportExecutions, type ExportOptions } from '../../src/memory/archive.ts';
import type { SharedMemory } from '../../src/memory/sharedMemory.ts';

/** The lines of an export of everything. */
export async function collectedExport(
  memory: SharedMemory,
  onDamaged?: ExportOptions['onDamaged'],
): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of exportExecutions(memory, undefined, { onDamaged })) lines.push(line);
  return lines;
}
