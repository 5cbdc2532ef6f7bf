import {
  type AsgSetup,
  type BoardState,
  type Complex,
  checkAsg,
  checkIir,
  checkIq,
  checkPid,
  checkScope,
  checkTrig,
  type IirSetup,
  type IqName,
  type IqSetup,
  type PidName,
  type PidParameters,
  type PwmSettings,
  type RememberedBoard,
  type ScopeSetup,
  type TrigSetup,
} from '@pyrpl-mux/redpitaya';
import { AttachedBoard } from './attached-board.ts';
import type { Driver } from './driver.ts';

/** A board's ranges depend on its clock by parts per million only; the driver has the last word. */
const FREQUENCY_CORRECTION = 1;

async function unrehearsed(): Promise<never> {
  throw new TypeError('Only setups are rehearsed.');
}

const toComplex = (root: number | Complex): Complex => (typeof root === 'number' ? [root, 0] : root);

/** A driver that has no board: it refuses what a board's driver would refuse, and notes the rest. */
class RehearsalDriver implements Driver {
  readonly #state: { -readonly [K in keyof BoardState]: BoardState[K] };
  readonly hk = { get: async () => this.#state.hk };
  readonly sampler = { read: unrehearsed };
  readonly asg0 = this.#generator('asg0');
  readonly asg1 = this.#generator('asg1');
  readonly pid0 = this.#controller('pid0');
  readonly pid1 = this.#controller('pid1');
  readonly pid2 = this.#controller('pid2');
  readonly iq0 = this.#demodulator('iq0');
  readonly iq1 = this.#demodulator('iq1');
  readonly iq2 = this.#demodulator('iq2');
  readonly pwm0 = this.#slowOutput('pwm0');
  readonly pwm1 = this.#slowOutput('pwm1');
  readonly scope = {
    get: async () => this.#state.scope,
    acquire: unrehearsed,
    stream: unrehearsed,
    setup: async (params: ScopeSetup) => {
      checkScope(params, this.#state.scope);
      this.#state.scope = { ...this.#state.scope, ...params };
      return this.#state.scope;
    },
  };
  readonly iir = {
    get: async () => this.#state.iir,
    setup: async (params: IirSetup) => {
      const { zeros, poles, gain, ...others } = params;
      const held = this.#state.iir;
      checkIir(params, held, FREQUENCY_CORRECTION);
      this.#state.iir = {
        ...held,
        ...others,
        zeros: zeros?.map(toComplex) ?? held.zeros,
        poles: poles?.map(toComplex) ?? held.poles,
        gain: gain ?? held.gain,
      };
      return this.#state.iir;
    },
  };
  readonly trig = {
    get: async () => this.#state.trig,
    setup: async (params: TrigSetup) => {
      checkTrig(params, this.#state.trig);
      this.#state.trig = { ...this.#state.trig, ...params };
      return this.#state.trig;
    },
  };

  constructor(state: BoardState) {
    this.#state = { ...state };
  }

  async state(): Promise<BoardState> {
    return this.#state;
  }

  readonly outputsOff = unrehearsed;

  remembered(): Required<RememberedBoard> {
    throw new TypeError('A rehearsal is not remembered.');
  }

  #generator(name: 'asg0' | 'asg1') {
    return {
      get: async () => this.#state[name],
      setup: async (params: AsgSetup) => {
        checkAsg(params, this.#state[name], FREQUENCY_CORRECTION);
        const { data: _, ...settings } = params;
        this.#state[name] = { ...this.#state[name], ...settings };
        return this.#state[name];
      },
    };
  }

  #controller(name: PidName) {
    return {
      get: async () => this.#state[name],
      setSetpoint: unrehearsed,
      getSetpoint: unrehearsed,
      setIntegrator: unrehearsed,
      setup: async (params: Partial<PidParameters>) => {
        checkPid(params);
        this.#state[name] = { ...this.#state[name], ...params };
        return this.#state[name];
      },
    };
  }

  #demodulator(name: IqName) {
    return {
      get: async () => this.#state[name],
      measureQuadratures: unrehearsed,
      setup: async (params: IqSetup) => {
        checkIq(name, params, FREQUENCY_CORRECTION);
        const { bandwidth, ...others } = params;
        const held = this.#state[name];
        this.#state[name] = {
          ...held,
          ...others,
          bandwidth: typeof bandwidth === 'number' ? [bandwidth] : (bandwidth ?? held.bandwidth),
        };
        return this.#state[name];
      },
    };
  }

  #slowOutput(name: 'pwm0' | 'pwm1') {
    return {
      get: async () => this.#state[name],
      setup: async (params: Partial<PwmSettings>) => {
        this.#state[name] = { ...this.#state[name], ...params };
        return this.#state[name];
      },
    };
  }
}

/**
 * A board on which commands can be tried: handlers refuse what they would refuse of the real one, by its settings as last
 * read back, and nothing is written.
 */
export async function rehearsalOf(board: AttachedBoard): Promise<AttachedBoard> {
  const { known, scale, axes, states } = board;
  const driver = new RehearsalDriver({ ...known, hk: NO_PINS, scope: { ...known.scope, ...IDLE } });
  return await AttachedBoard.attach(
    driver,
    { end: null, ended: new Promise(() => {}) },
    {
      scale,
      axes,
      states,
      memory: { recall: () => ({}), forget: async () => {}, remember: () => {} },
      onChange: () => {},
    },
  );
}

/** Housekeeping is set by no command. */
const NO_PINS: BoardState['hk'] = {
  id: 0,
  dna: '',
  led: 0,
  expansion_p: 0,
  expansion_n: 0,
  expansion_p_output: 0,
  expansion_n_output: 0,
  digital_loop: false,
};

const IDLE = { armed: false, triggered: false, duration: 0 } as const;
