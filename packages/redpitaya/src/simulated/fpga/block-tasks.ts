import { longestRun } from '../dsp/iq.ts';
import type { BlockTask } from './block-order.ts';
import { SIGNAL } from './dsp.ts';
import type { IqNodes } from './iq-module.ts';
import { IQ_DIRECT } from './matrix.ts';
import type { OutputStep, StepList } from './step-list.ts';

/** Most cycles of one block. */
export const BLOCK = longestRun;

/**
 * What a block of cycles is for each module that is stepped. An IQ module whose quadratures nobody uses takes it in one
 * leap.
 *
 * @param wires - memory for the values of every node in the cycles of a block
 * @param addUp - works out an output
 */
export function blockTasks(
  list: StepList,
  wires: readonly Int32Array[],
  stepped: Uint8Array,
  addUp: (step: OutputStep, cycle: number, count: number) => void,
): BlockTask[] {
  const wire = (node: number): Int32Array => wires[node] ?? new Int32Array(BLOCK);
  const made = (node: number): Int32Array | undefined => (stepped[node] === 1 ? wire(node) : undefined);
  return [
    ...list.pids.map(({ block, node, source, partner }): BlockTask => {
      const run = (_: number, count: number): void => block.run(wire(source), count, wire(node));
      // The partners of a differential pair need each other's input in every cycle.
      const isPaired = block.settings.differential || partner?.settings.differential === true;
      return { needs: isPaired ? [source, node] : [source], makes: [node], run };
    }),
    ...list.iirs.map(({ block, source }): BlockTask => {
      const run = (_: number, count: number): void => block.run(wire(source), count, wire(SIGNAL.iir));
      return { needs: [source], makes: [SIGNAL.iir], run };
    }),
    ...list.trigs.map(({ module: { block }, source }): BlockTask => {
      const [input, out] = [wire(source), wire(SIGNAL.trig)];
      const run = (cycle: number, count: number): void => {
        for (let i = 0; i < count; i++) {
          out[i] = block.state.output;
          block.step(input[i] ?? 0, cycle + i);
        }
      };
      return { needs: [source], makes: [SIGNAL.trig], run };
    }),
    ...list.iqs.map(({ module, index, source }): BlockTask => {
      const nodes: IqNodes = {
        signal: made(SIGNAL.iq0 + index),
        direct: made(IQ_DIRECT + index),
        second: index === 2 ? made(SIGNAL.iq2Second) : undefined,
      };
      const input = wire(source);
      const run = (cycle: number, count: number): void => {
        if (module.isUsed) module.run(input, count, nodes);
        else module.block.leap((at) => input[at - cycle] ?? 0, cycle, count, module.on);
      };
      const all = [SIGNAL.iq0 + index, IQ_DIRECT + index, ...(index === 2 ? [SIGNAL.iq2Second] : [])];
      return { needs: [source], makes: all.filter((node) => stepped[node] === 1), run };
    }),
    ...list.outputs.map((step): BlockTask => {
      const run = (cycle: number, count: number): void => addUp(step, cycle, count);
      return { needs: [...step.terms], makes: [step.node], run };
    }),
    ...list.inputs.map(({ input, node, output, isLoop }): BlockTask => {
      const [from, to] = [wire(output), wire(node)];
      const run = (cycle: number, count: number): void => {
        if (isLoop) to.set(from);
        for (let i = 0; i < count; i++) {
          if (!isLoop) to[i] = input.value;
          input.step(from[i] ?? 0, cycle + i);
        }
      };
      return { needs: isLoop || input.output !== undefined ? [output] : [], makes: [node], run };
    }),
  ];
}
