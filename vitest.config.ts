import { defineConfig } from 'vitest/config'

// Packages are tested from their sources; what is published is looked at by test/packed.test.ts alone, which builds it.
const conditions = ['@motkit/source', 'node', 'development|production']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['@motkit/source', 'node'] } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'source',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', 'test/packed.test.ts'],
          globalSetup: ['test/support/postgres-setup.ts'],
          testTimeout: 20_000,
          hookTimeout: 30_000,
          typecheck: {
            enabled: true,
            include: ['packages/*/src/**/*.test-d.ts', 'test/**/*.test-d.ts', 'examples/**/*.test-d.ts'],
            tsconfig: './tsconfig.json',
            spawnTimeout: 60_000,
          },
        },
      },
      {
        extends: true,
        test: {
          name: 'packed',
          include: ['test/packed.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
