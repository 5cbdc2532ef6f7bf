import { sat14 } from '../dsp/fixed-point.ts';
import type { AsgChannel } from './asg-channel.ts';
import { ROUTING_RESET, type Routing, SIGNAL } from './dsp.ts';
import { History } from './history.ts';
import type { IirModule } from './iir.ts';
import type { InputChannel } from './input-channel.ts';
import type { IqModule } from './iq-module.ts';
import type { PidModule } from './pid.ts';
import type { Evaluate } from './signal.ts';
import type { TrigModule } from './trig-module.ts';

/** Cycles from output_direct to the output wire: five registers of the adder tree. */
export const SUM_LATENCY = 5;
/** Number of the first direct output that differs from its module's output_signal: those of iq0-2. */
export const IQ_DIRECT = 16;
/** Number of nodes: 16 signals and the three direct outputs of the IQ modules. */
export const NODES = 19;

const DIRECT_SLOTS = 10;
const FULL_RANGE: [number, number] = [-8192, 8191];
const SUM_LIMIT = 8192;

/** The modules that signals come from. */
export interface Sources {
  readonly pids: readonly PidModule[];
  readonly iqs: readonly IqModule[];
  readonly asgs: readonly AsgChannel[];
  readonly inputs: readonly InputChannel[];
  readonly trig: TrigModule;
  readonly iir: IirModule;
}

/** Node that a slot's output_direct is. */
export function directNode(slot: number): number {
  const isIq = slot >= SIGNAL.iq0 && slot <= SIGNAL.iq2;
  return isIq ? IQ_DIRECT + slot - SIGNAL.iq0 : slot;
}

/**
 * The DSP matrix in closed form: any signal at any cycle, as long as no memory and no feedback is involved. Nodes that
 * are stepped show their present value instead.
 */
export class SignalMatrix {
  readonly routing = new History<Routing>(ROUTING_RESET);
  /** Present values of the nodes that are stepped. */
  readonly live = new Int32Array(NODES);
  /** 1 for nodes that are stepped. */
  readonly stepped = new Uint8Array(NODES);
  /** Samples of closed-form nodes worked out so far, a measure of the work done. */
  evaluations = 0;
  readonly #sources: Sources;
  /** The closed form of each node. */
  readonly #forms: readonly Evaluate[];
  readonly #visiting = new Uint8Array(NODES);
  readonly #scratch: Int32Array[] = [];
  readonly #single = new Int32Array(1);
  #depth = 0;

  constructor(sources: Sources) {
    this.#sources = sources;
    this.#forms = Array.from({ length: NODES }, (_, node) => this.#closedForm(node));
  }

  /** Writes `node` at `start`, `start + stride`, ... into the first `count` elements of `out`, in counts. */
  evaluate(node: number, start: number, stride: number, count: number, out: Int32Array): void {
    if (this.stepped[node] === 1 || this.#visiting[node] === 1) {
      out.fill(this.live[node] ?? 0, 0, count);
      return;
    }
    this.evaluations += count;
    this.#visiting[node] = 1;
    this.#forms[node]?.(start, stride, count, out);
    this.#visiting[node] = 0;
  }

  /** One value of `node`. */
  at(node: number, cycle: number): number {
    this.evaluate(node, cycle, 1, 1, this.#single);
    return this.#single[0] ?? 0;
  }

  /** As {@link evaluate} for what the input mux of `slot` selects. */
  input(slot: number): Evaluate {
    return (start, stride, count, out) => {
      this.routing.runs(start, stride, count, ({ inputs }, begin, end) => {
        const source = inputs[slot] ?? SIGNAL.off;
        this.evaluate(
          source,
          start + begin * stride,
          stride,
          end - begin,
          begin === 0 ? out : out.subarray(begin),
        );
      });
    };
  }

  /** Sum behind an output (0 or 1) before saturation, at one cycle; for stepped outputs see the stepper. */
  sumAt(output: 0 | 1, cycle: number): number {
    const sum = new Int32Array(1);
    this.#sum(output, cycle, 1, 1, sum);
    return sum[0] ?? 0;
  }

  /** Least and greatest value that `node` can have in `from <= cycle < to`. */
  bounds(node: number, from: number, to: number): [number, number] {
    if (this.stepped[node] === 1 || this.#visiting[node] === 1) return FULL_RANGE;
    this.#visiting[node] = 1;
    const bounds = this.#bounds(node, from, to);
    this.#visiting[node] = 0;
    return bounds;
  }

  /** {@link bounds} of what the input mux of `slot` selects. */
  inputBounds(slot: number, from: number, to: number): [number, number] {
    let [least, greatest] = [8191, -8192];
    this.routing.stretches(from, to, ({ inputs }, begin, end) => {
      const [low, high] = this.bounds(inputs[slot] ?? SIGNAL.off, begin, end);
      least = Math.min(least, low);
      greatest = Math.max(greatest, high);
    });
    return [least, greatest];
  }

  #closedForm(node: number): Evaluate {
    const { pids, iqs, asgs, inputs } = this.#sources;
    const pid = pids[node];
    const asg = asgs[node - SIGNAL.asg0];
    const input = inputs[node - SIGNAL.in1];
    const iq = iqs[node - SIGNAL.iq0];
    const carrier = iqs[node - IQ_DIRECT];
    if (pid !== undefined) {
      const muxed = this.input(node);
      return (start, stride, count, out) => pid.evaluate(muxed, start, stride, count, out);
    }
    if (asg !== undefined) return (start, stride, count, out) => asg.evaluate(start, stride, count, out);
    if (input !== undefined) return this.#converted(input, node - SIGNAL.in1);
    if (carrier !== undefined)
      return (start, stride, count, out) => carrier.evaluateCarrier(start, stride, count, out);
    if (iq !== undefined) {
      return (start, stride, count, out) => {
        if (iq.signal === 'direct') iq.evaluateCarrier(start, stride, count, out);
        else out.fill(0, 0, count);
      };
    }
    if (node === SIGNAL.trig) {
      const { trig } = this.#sources;
      return (start, stride, count, out) => trig.evaluate(start, stride, count, out);
    }
    if (node !== SIGNAL.out1 && node !== SIGNAL.out2)
      return (_start, _stride, count, out) => out.fill(0, 0, count);
    return (start, stride, count, out) => {
      this.#sum(node === SIGNAL.out1 ? 0 : 1, start, stride, count, out);
      for (let i = 0; i < count; i++) out[i] = sat14(out[i] ?? 0);
    };
  }

  #converted(input: InputChannel, channel: number): Evaluate {
    const output = this.#node(SIGNAL.out1 + (input.output ?? 0));
    return (start, stride, count, out) => {
      this.routing.runs(start, stride, count, ({ digitalLoop }, begin, end) => {
        const part = begin === 0 ? out : out.subarray(begin);
        const from = start + begin * stride;
        if (digitalLoop) this.evaluate(SIGNAL.out1 + channel, from, stride, end - begin, part);
        else input.evaluate(output, from, stride, end - begin, part);
      });
    };
  }

  #node(node: number): Evaluate {
    return (start, stride, count, out) => this.evaluate(node, start, stride, count, out);
  }

  #sum(output: 0 | 1, start: number, stride: number, count: number, out: Int32Array): void {
    out.fill(0, 0, count);
    const term = this.#borrow(count);
    this.routing.runs(start - SUM_LATENCY, stride, count, ({ outputs }, begin, end) => {
      for (let slot = 0; slot < DIRECT_SLOTS; slot++) {
        if ((((outputs[slot] ?? 0) >> output) & 1) === 0) continue;
        this.evaluate(directNode(slot), start - SUM_LATENCY + begin * stride, stride, end - begin, term);
        for (let i = begin; i < end; i++) out[i] = (out[i] ?? 0) + (term[i - begin] ?? 0);
      }
    });
    this.#depth--;
  }

  #borrow(count: number): Int32Array {
    const free = this.#scratch[this.#depth];
    const array = free !== undefined && free.length >= count ? free : new Int32Array(Math.max(count, 1024));
    this.#scratch[this.#depth] = array;
    this.#depth++;
    return array;
  }

  #bounds(node: number, from: number, to: number): [number, number] {
    const { asgs, inputs, iqs, pids } = this.#sources;
    const asg = asgs[node - SIGNAL.asg0];
    if (asg !== undefined) return asg.bounds(from, to);
    const input = inputs[node - SIGNAL.in1];
    if (input !== undefined && !this.routing.latest.digitalLoop) {
      return input.bounds((a, b) => this.bounds(SIGNAL.out1 + (input.output ?? 0), a, b), from, to);
    }
    if (node === SIGNAL.out1 || node === SIGNAL.out2) {
      return this.#sumBounds(node === SIGNAL.out1 ? 0 : 1, from - SUM_LATENCY, to - SUM_LATENCY);
    }
    const pid = pids[node];
    if (pid !== undefined) return pid.bounds((a, b) => this.inputBounds(node, a, b), from, to);
    const carrier = iqs[iqs[node - SIGNAL.iq0]?.signal === 'direct' ? node - SIGNAL.iq0 : node - IQ_DIRECT];
    if (carrier !== undefined) return carrier.carrierBounds(from, to);
    if (node === SIGNAL.trig) return this.#sources.trig.bounds(from, to);
    const isZero = node === SIGNAL.off || (node === SIGNAL.iir && !this.#sources.iir.isActive);
    return isZero || iqs[node - SIGNAL.iq0]?.signal === 'zero' ? [0, 0] : FULL_RANGE;
  }

  #sumBounds(output: 0 | 1, from: number, to: number): [number, number] {
    let [least, greatest] = [SUM_LIMIT, -SUM_LIMIT];
    this.routing.stretches(from, to, ({ outputs }, begin, end) => {
      let [low, high] = [0, 0];
      for (let slot = 0; slot < DIRECT_SLOTS; slot++) {
        if ((((outputs[slot] ?? 0) >> output) & 1) === 0) continue;
        const [l, h] = this.bounds(directNode(slot), begin, end);
        low += l;
        high += h;
      }
      least = Math.min(least, low);
      greatest = Math.max(greatest, high);
    });
    return [sat14(least), sat14(greatest)];
  }
}
