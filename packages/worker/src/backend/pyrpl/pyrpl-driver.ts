import type {
  BoardState,
  HkState,
  OutputsOff,
  PwmName,
  PwmSettings,
  RememberedBoard,
  SampledSignal,
  TrigSettings,
  TrigSetup,
} from '@pyrpl-mux/redpitaya';
import { checkTrig } from '@pyrpl-mux/redpitaya';
import { z } from 'zod';
import type { Driver } from '../handlers/driver.ts';
import { ask, type Child, READS, WRITES } from './child-call.ts';
import { PyrplAsg } from './pyrpl-asg.ts';
import { PyrplIir } from './pyrpl-iir.ts';
import { PyrplIq } from './pyrpl-iq.ts';
import { PyrplPid } from './pyrpl-pid.ts';
import { PyrplScope } from './pyrpl-scope.ts';
import * as results from './results.ts';

/** The board by way of PyRPL: each method is a call of the Python child. */
export class PyrplDriver implements Driver {
  readonly hk: Driver['hk'];
  readonly sampler: Driver['sampler'];
  readonly scope: PyrplScope;
  readonly asg0: PyrplAsg;
  readonly asg1: PyrplAsg;
  readonly pid0: PyrplPid;
  readonly pid1: PyrplPid;
  readonly pid2: PyrplPid;
  readonly iq0: PyrplIq;
  readonly iq1: PyrplIq;
  readonly iq2: PyrplIq;
  readonly iir: PyrplIir;
  readonly trig: PyrplTrig;
  readonly pwm0: PyrplPwm;
  readonly pwm1: PyrplPwm;
  readonly #child: Child;

  private constructor(child: Child, state: z.output<typeof results.boardState>) {
    this.#child = child;
    this.hk = {
      get: async (): Promise<HkState> => await ask(child, 'hk.get', {}, results.hkState, READS),
    };
    this.sampler = {
      read: async (signals: readonly SampledSignal[]): Promise<number[]> =>
        await ask(child, 'sampler.read', { signals }, z.array(z.number()).length(signals.length), READS),
    };
    this.scope = new PyrplScope(child, state.scope);
    this.asg0 = new PyrplAsg(child, 'asg0', state.asg0);
    this.asg1 = new PyrplAsg(child, 'asg1', state.asg1);
    this.pid0 = new PyrplPid(child, 'pid0');
    this.pid1 = new PyrplPid(child, 'pid1');
    this.pid2 = new PyrplPid(child, 'pid2');
    this.iq0 = new PyrplIq(child, 'iq0');
    this.iq1 = new PyrplIq(child, 'iq1');
    this.iq2 = new PyrplIq(child, 'iq2');
    this.iir = new PyrplIir(child, state.iir);
    this.trig = new PyrplTrig(child, state.trig);
    this.pwm0 = new PyrplPwm(child, 'pwm0');
    this.pwm1 = new PyrplPwm(child, 'pwm1');
  }

  /**
   * Tells the child what was remembered, which it believes only where the registers are as they were then, and reads the
   * settings of all modules. Nothing is written.
   */
  static async attach(child: Child, remembered: RememberedBoard): Promise<PyrplDriver> {
    await ask(child, 'board.recall', remembered, results.recalled, READS);
    return new PyrplDriver(child, await ask(child, 'board.state', {}, results.boardState, READS));
  }

  async state(): Promise<BoardState> {
    const state = await ask(this.#child, 'board.state', {}, results.boardState, READS);
    this.trig.seen(state.trig);
    return {
      ...state,
      scope: this.scope.seen(state.scope),
      asg0: this.asg0.seen(state.asg0),
      asg1: this.asg1.seen(state.asg1),
      iir: this.iir.seen(state.iir),
    };
  }

  async outputsOff(): Promise<OutputsOff> {
    return await ask(this.#child, 'board.outputs_off', {}, results.outputsOff, WRITES);
  }

  remembered(): Required<RememberedBoard> {
    return {
      scope: this.scope.remembered(),
      asg0: this.asg0.remembered(),
      asg1: this.asg1.remembered(),
      iir: this.iir.remembered(),
    };
  }
}

/** The trigger module, by way of PyRPL: see `Trig` of the driver. */
class PyrplTrig {
  readonly #child: Child;
  #held: TrigSettings;

  constructor(child: Child, held: TrigSettings) {
    this.#child = child;
    this.#held = held;
  }

  async get(): Promise<TrigSettings> {
    return this.seen(await ask(this.#child, 'trig.get', {}, results.trigSettings, READS));
  }

  async setup(params: TrigSetup): Promise<TrigSettings> {
    checkTrig(params, this.#held);
    return this.seen(await ask(this.#child, 'trig.setup', params, results.trigSettings, WRITES));
  }

  /** Takes notice of settings that were read. */
  seen(settings: TrigSettings): TrigSettings {
    this.#held = settings;
    return settings;
  }
}

/** A slow output, by way of PyRPL: see `Pwm` of the driver. */
class PyrplPwm {
  readonly #child: Child;
  readonly #name: PwmName;

  constructor(child: Child, name: PwmName) {
    this.#child = child;
    this.#name = name;
  }

  async get(): Promise<PwmSettings> {
    return await ask(this.#child, `${this.#name}.get`, {}, results.pwmSettings, READS);
  }

  async setup(params: Partial<PwmSettings>): Promise<PwmSettings> {
    return await ask(this.#child, `${this.#name}.setup`, params, results.pwmSettings, WRITES);
  }
}
