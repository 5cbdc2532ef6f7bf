import { defineConfig } from 'vitest/config';

const conditions = ['source'];
/** Longest wait for a condition [ms]: a machine may be slow and busy. */
const expectations = { poll: { timeout: 15_000 } };
const shared = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  ...shared,
  test: {
    projects: [
      ...['client', 'redpitaya', 'worker', 'dashboard'].map((name) => ({
        ...shared,
        test: {
          name,
          include: [`packages/${name}/src/**/*.test.ts`],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: expectations,
        },
      })),
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          // PyRPL takes 3 s to start, and half a minute on a machine that is busy otherwise.
          testTimeout: 300_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          expect: expectations,
        },
      },
    ],
  },
});
