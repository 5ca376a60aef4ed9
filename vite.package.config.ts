import { defineConfig } from 'vitest/config';

// The tests that install the packed library from the registry beside other packages. They take minutes.
export default defineConfig({
  resolve: { conditions: ['@xstate-handoff/source'] },
  ssr: { resolve: { conditions: ['@xstate-handoff/source'] } },
  test: {
    globalSetup: 'test/support/builds.ts',
    include: ['test/package/**/*.slow.ts'],
    maxWorkers: 1,
    isolate: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
