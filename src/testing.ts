// The public names of `xstate-handoff/testing`.
export { memoryConformance } from './testing/memoryConformance.ts';
export type { ConformanceCase } from './testing/memoryConformance.ts';
export { sampleRecords } from './testing/sampleRecords.ts';
export type { SampleOptions } from './testing/sampleRecords.ts';
