import {
  checkAveragingTime,
  checkIq,
  type IqName,
  type IqSettings,
  type IqSetup,
  type MeasureOptions,
  type Quadratures,
} from '@pyrpl-mux/redpitaya';
import { ask, type Child, READS, WRITES } from './child-call.ts';
import { iqSettings, quadratures } from './results.ts';

/** A demodulator, by way of PyRPL: see `Iq` of the driver. */
export class PyrplIq {
  readonly #child: Child;
  readonly #name: IqName;

  constructor(child: Child, name: IqName) {
    this.#child = child;
    this.#name = name;
  }

  async get(): Promise<IqSettings> {
    return await ask(this.#child, `${this.#name}.get`, {}, iqSettings, READS);
  }

  async setup(params: IqSetup): Promise<IqSettings> {
    checkIq(this.#name, params, this.#child.frequencyCorrection);
    return await ask(this.#child, `${this.#name}.setup`, params, iqSettings, WRITES);
  }

  async measureQuadratures(averagingTime: number, options: MeasureOptions = {}): Promise<Quadratures> {
    checkAveragingTime(averagingTime);
    const { signal, onWaiting } = options;
    const args = { averaging_time: averagingTime, settling_time: options.settlingTime };
    return await ask(this.#child, `${this.#name}.measure`, args, quadratures, {
      reads: false,
      signal,
      onWaiting: (state) => {
        if (state.kind === 'averaging') onWaiting?.(state);
      },
    });
  }
}
