import { DRIVING_MODULES } from '@pyrpl-mux/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTPUT_NAMES } from '../outputs/output-drive.ts';
import { routingOf } from './routing-model.ts';
import { quiet, snapshots } from './testing/snapshots.ts';

describe('routingOf', () => {
  it('draws one line for each module that reads a signal, from the module whose signal it is', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        const { nodes, edges } = routingOf(snapshot);
        for (const { name, reads } of nodes) {
          const incoming = edges.filter(({ kind, to }) => kind === 'reads' && to === name);
          const from = reads === 'iq2_2' ? 'iq2' : reads;
          expect(incoming.map((edge) => edge.from)).toEqual(from === null || from === 'off' ? [] : [from]);
        }
      }),
    );
  });

  it('draws a line to each output that a module drives', () => {
    fc.assert(
      fc.property(snapshots, (snapshot) => {
        const { edges } = routingOf(snapshot);
        for (const module of DRIVING_MODULES)
          for (const output of OUTPUT_NAMES) {
            const direct = snapshot[module]?.output_direct;
            const lines = edges.filter(
              ({ kind, from, to }) => kind === 'drives' && from === module && to === output,
            );
            expect(lines).toHaveLength(direct === output || direct === 'both' ? 1 : 0);
          }
      }),
    );
  });

  it('calls idle what neither acts nor is seen, through whatever is between', () => {
    const idle = (snapshot: Parameters<typeof routingOf>[0]) =>
      routingOf(snapshot)
        .nodes.filter((node) => !node.idle)
        .map(({ name }) => name);
    expect(idle(quiet)).toEqual(['out1', 'out2']);
    const chain = {
      ...quiet,
      iir: { ...quiet.iir, input: 'asg1' as const, output_direct: 'out2' as const },
      pwm0: { input: 'iq2_2' as const },
    };
    expect(idle(chain)).toEqual(['in1', 'asg1', 'iq2', 'iir', 'out1', 'out2', 'pwm0']);
    const ring = {
      ...quiet,
      pid0: { ...quiet.pid0, input: 'pid1' as const },
      pid1: { ...quiet.pid1, input: 'pid0' as const },
    };
    expect(idle(ring)).toEqual(['out1', 'out2']);
  });

  it('invents nothing before anything is known', () => {
    const unknown = {
      hk: null,
      scope: null,
      asg0: null,
      asg1: null,
      pid0: null,
      pid1: null,
      pid2: null,
      iq0: null,
      iq1: null,
      iq2: null,
      iir: null,
      trig: null,
      pwm0: null,
      pwm1: null,
    };
    expect(routingOf(unknown).edges).toEqual([]);
  });
});
