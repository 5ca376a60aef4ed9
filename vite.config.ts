import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@xstate-handoff/source'] },
  ssr: { resolve: { conditions: ['@xstate-handoff/source'] } },
  test: {
    include: ['test/**/*.test.ts'],
    typecheck: { enabled: false },
  },
});
