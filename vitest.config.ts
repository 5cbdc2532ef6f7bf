import { defineConfig } from 'vitest/config';

const conditions = ['source'];
/** Longest wait for a condition [ms]: a machine may be slow and busy. */
const expectations = { poll: { timeout: 15_000 } };
const shared = { resolve: { conditions }, ssr: { resolve: { conditions } } };

export default defineConfig({
  ...shared,
  test: {
    projects: [
      ...['client', 'redpitaya', 'worker'].map((name) => ({
        ...shared,
        test: {
          name,
          include: [`packages/${name}/src/**/*.test.ts`],
          testTimeout: 20_000,
          expect: expectations,
        },
      })),
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          expect: expectations,
        },
      },
    ],
  },
});
