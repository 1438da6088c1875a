import { defineConfig } from 'vitest/config'

// One after the other, each in a process of its own: Medusa keeps its connection and its configuration for a process.
export default defineConfig(({ mode }) => ({
  test: {
    globals: true,
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 180_000,
    globalSetup: ['integration-tests/support/global-setup.ts'],
    setupFiles: ['integration-tests/support/setup.ts'],
    include: mode === 'bench' ? ['bench/*.bench.ts'] : ['src/**/*.spec.ts', 'integration-tests/**/*.spec.ts'],
  },
}))
