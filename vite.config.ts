import { defineConfig } from 'vitest/config';

import { LongestFirst } from './test/support/longestFirst.ts';

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  resolve: { conditions: ['@xstate-handoff/source'] },
  ssr: { resolve: { conditions: ['@xstate-handoff/source'] } },
  test: {
    globalSetup: 'test/support/builds.ts',
    include: ['test/**/*.test.{ts,tsx}'],
    // By default a machine of two cores gets one worker.
    maxWorkers: 2,
    // No test leaves anything behind in its process, and starting one for every file takes a fifth of the time.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Generous, for tests that start processes on a busy machine; nothing waits that long unless it hangs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
