import { defineConfig } from 'vitest/config'

/** Three kinds of tests by what they need; `.db.` runs once on each engine. */
const database = (engine: 'pglite' | 'postgres') => ({
  test: {
    name: engine,
    include: ['src/**/*.db.test.ts', 'test/**/*.db.test.ts'],
    env: { TEST_ENGINE: engine },
    // Ends what hangs, and says nothing about speed: on a busy machine the longest take a minute.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    globalSetup: [`./test/${engine}.ts`],
  },
})

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/*.db.test.ts', '**/*.browser.test.ts', 'node_modules/**'],
        },
      },
      database('pglite'),
      database('postgres'),
      {
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts', 'test/**/*.browser.test.ts'],
          env: { TEST_ENGINE: 'pglite' },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
          globalSetup: ['./test/pglite.ts'],
        },
      },
    ],
  },
})
