import { CommandError } from '@pyrpl-mux/client';
import { describe, expect, it } from 'vitest';
import { BACKENDS, startBench } from './backends.ts';

describe.each(BACKENDS)('losses of the backend $name', (backend) => {
  it('promise 5: "If the worker goes away, every pending command ends at once with a named error and its effect"', async () => {
    await using bench = await startBench(backend);
    const pending = [
      bench.client.command('scope_acquire', { trigger_source: 'ext_positive_edge', timeout: 600 }),
      bench.client.command('iq_get_quadratures', { channel: 'iq0', averaging_time: 10 }),
    ].map((command) =>
      command.then(
        () => null,
        (error: unknown) => error,
      ),
    );
    await bench.client.command('ping', {});
    bench.worker.process.kill('SIGKILL');
    for (const error of await Promise.all(pending)) {
      expect(error).toBeInstanceOf(CommandError);
      expect(error).toMatchObject({ code: 'worker_lost', effect: 'unknown' });
    }
  });
});
