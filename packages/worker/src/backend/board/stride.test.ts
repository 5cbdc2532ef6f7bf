import { expect, it } from 'vitest';
import { Bench } from './testing/bench.ts';

it('"status tells k": the stride of a simulated board', async () => {
  await using bench = await Bench.start();
  expect(bench.backend.status()).toMatchObject({ simulated_stride: 1 });
});
