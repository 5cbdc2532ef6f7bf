import { Accumulator } from './accumulator.ts';

/** The network analyser's accumulators: after a number of cycles asleep, the sums of both quadratures. */
export class NetworkAccumulator {
  /** Sum of the first quadrature (registers 0x140, 0x144). */
  readonly sumI = new Accumulator();
  /** Sum of the second quadrature (registers 0x148, 0x14C). */
  readonly sumQ = new Accumulator();
  #averages = 0;
  #sleep = 0;
  #busy = false;

  /** Whether an accumulation is running (bit 31 of the sum registers). */
  get busy(): boolean {
    return this.#busy;
  }

  /** Cycles until the running accumulation ends; 0 if none runs. */
  get left(): number {
    return this.#busy ? this.#sleep + this.#averages + 1 : 0;
  }

  /** Sleep for `sleepCycles`, then sum `averages` cycles. */
  start(averages: number, sleepCycles: number): void {
    this.sumI.reset();
    this.sumQ.reset();
    this.#averages = averages;
    this.#sleep = sleepCycles;
    this.#busy = true;
  }

  /** One cycle with the quadratures (s24) `q1` and `q2`. */
  step(q1: number, q2: number): void {
    if (this.#averages === 0) {
      this.#busy = false;
    } else if (this.#sleep > 0) {
      this.#sleep -= 1;
    } else {
      this.#averages -= 1;
      this.sumI.add(q1);
      this.sumQ.add(q2);
    }
  }

  /** As `count` steps with the first `count` elements of the quadratures. */
  run(q1: Int32Array, q2: Int32Array, count: number): void {
    if (!this.#busy) return;
    const begin = this.#averages === 0 ? 0 : Math.min(this.#sleep, count);
    const end = Math.min(count, begin + this.#averages);
    let [sum1, sum2] = [0, 0];
    for (let i = begin; i < end; i += 1) {
      sum1 += q1[i] ?? 0;
      sum2 += q2[i] ?? 0;
    }
    this.#pass(sum1, sum2, begin, end - begin, count);
  }

  /** `stride` cycles with quadratures of the means `mean1` and `mean2`. */
  leap(mean1: number, mean2: number, stride: number): void {
    const asleep = this.#averages === 0 ? 0 : Math.min(this.#sleep, stride);
    const summed = Math.min(this.#averages, stride - asleep);
    this.#pass(Math.round(mean1 * summed), Math.round(mean2 * summed), asleep, summed, stride);
  }

  #pass(sum1: number, sum2: number, asleep: number, summed: number, cycles: number): void {
    this.#sleep -= asleep;
    this.#averages -= summed;
    this.sumI.add(sum1);
    this.sumQ.add(sum2);
    if (this.#averages === 0 && asleep + summed < cycles) this.#busy = false;
  }
}
