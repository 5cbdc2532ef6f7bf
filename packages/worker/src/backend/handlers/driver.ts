import type {
  Asg,
  BoardState,
  Hk,
  Iir,
  Iq,
  OutputsOff,
  Pid,
  Pwm,
  RememberedBoard,
  Sampler,
  Scope,
  Trig,
} from '@pyrpl-mux/redpitaya';

type GeneratorDriver = Pick<Asg, 'setup' | 'get'>;
type ControllerDriver = Pick<Pid, 'setup' | 'get' | 'setSetpoint' | 'getSetpoint' | 'setIntegrator'>;
type DemodulatorDriver = Pick<Iq, 'setup' | 'get' | 'measureQuadratures'>;
type SlowOutputDriver = Pick<Pwm, 'setup' | 'get'>;

/**
 * What the handlers need of a board, in its own volts: full scale of every signal is 1 V. `RedPitaya` is one; a backend
 * that reaches the board in another way brings its own.
 */
export interface Driver {
  readonly hk: Pick<Hk, 'get'>;
  readonly sampler: Pick<Sampler, 'read'>;
  readonly scope: Pick<Scope, 'setup' | 'get' | 'acquire' | 'stream'>;
  readonly asg0: GeneratorDriver;
  readonly asg1: GeneratorDriver;
  readonly pid0: ControllerDriver;
  readonly pid1: ControllerDriver;
  readonly pid2: ControllerDriver;
  readonly iq0: DemodulatorDriver;
  readonly iq1: DemodulatorDriver;
  readonly iq2: DemodulatorDriver;
  readonly iir: Pick<Iir, 'setup' | 'get'>;
  readonly trig: Pick<Trig, 'setup' | 'get'>;
  readonly pwm0: SlowOutputDriver;
  readonly pwm1: SlowOutputDriver;
  /** Settings of all modules, read back. */
  state(): Promise<BoardState>;
  /** Disconnects every module from both outputs. */
  outputsOff(): Promise<OutputsOff>;
  /** What no register tells. */
  remembered(): Required<RememberedBoard>;
}

/** How long a driver has its board. */
export interface DriverLifetime {
  /** Why the driver has lost its board; null as long as it has it. */
  readonly end: Error | null;
  /** Resolves, and never rejects, with {@link end}. */
  readonly ended: Promise<Error>;
}
