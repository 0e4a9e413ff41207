import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What is waited for takes long on a busy machine; a second is the default.
    expect: { poll: { timeout: 60_000 } },
    maxWorkers: 2,
  },
})
