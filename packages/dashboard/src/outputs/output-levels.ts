import { effect, untracked } from '@preact/signals';
import { systemClock } from '@pyrpl-mux/client';
import { RepeatedRead } from '../polling/repeated-read.ts';
import { pageInFront } from '../visibility/page-in-front.ts';
import type { WorkerLink } from '../worker-link/worker-link.ts';
import type { OutputReading } from './output-drive.ts';

/** Milliseconds between an answer and the next question. */
const INTERVAL = 500;

/** The present values of both outputs. */
export type OutputLevels = Pick<RepeatedRead<OutputReading>, 'problem' | 'reading'>;

/** Reads both outputs of a link's board about twice a second while the page can be seen and there is a board to ask. */
export function outputLevels(link: WorkerLink): OutputLevels {
  const levels = new RepeatedRead<OutputReading>({
    read: async () => {
      const answer = await link.command('sampler_read', { channels: ['out1', 'out2'] });
      const [out1 = Number.NaN, out2 = Number.NaN] = Array.isArray(answer) ? answer : [];
      return [out1, out2];
    },
    interval: () => INTERVAL,
    clock: systemClock,
  });
  effect(() => (pageInFront.value && link.live.value ? untracked(() => levels.start()) : undefined));
  return levels;
}
