import type { Clock } from '../link/clock.ts';
import type { RegisterLink } from '../link/register-link.ts';
import type { RegisterPort } from '../link/register-port.ts';
import { type ReadWords, RegisterBatch } from '../registers/register-batch.ts';
import {
  type AcquireOptions,
  type Acquisition,
  acquire,
  type Chosen,
  disarm,
  type Preparation,
  type ScopeChannel,
} from './acquisition.ts';
import { DSP, dspBase, inputCodec } from './dsp.ts';
import { hysteresisCodec, thresholdCodec } from './edge.ts';
import { isSame } from './remembered.ts';
import { addRolling, checkRolling, type RollingTrace, readRolling } from './rolling.ts';
import { chooseScope, withTrigger } from './scope-choice.ts';
import * as registers from './scope-registers.ts';
import { SCOPE, SCOPE_BASE, type ScopeTriggerSource, STATE } from './scope-registers.ts';
import { Sequence } from './sequence.ts';
import type { Signal } from './signals.ts';
import { type StreamOptions, streamTrace } from './stream-trace.ts';

/** Settings of the scope as read back. */
export interface ScopeSettings {
  /** Signals on the two channels. */
  readonly input1: Signal;
  readonly input2: Signal;
  /** Clock cycles of 8 ns per sample: a power of two, 1 to 65536. A trace has 16384 samples. */
  readonly decimation: number;
  /** As last chosen, for the register forgets it when a trace ends; null where nobody has. */
  readonly trigger_source: ScopeTriggerSource | null;
  /** Trigger level of both channels [V], -1 to 1. */
  readonly threshold: number;
  /** How far the signal must return before the next edge counts [V], 0 to 1. */
  readonly hysteresis: number;
  /** Centre of the trace, seen from the trigger [s], as last chosen, on the grid of the samples; null where nobody has. */
  readonly trigger_delay: number | null;
  /** Whether each sample is the mean of its clock cycles instead of the last of them. */
  readonly average: boolean;
}

/** What may be changed; what is not given stays. */
export interface ScopeSetup extends Partial<Omit<ScopeSettings, 'trigger_source' | 'trigger_delay'>> {
  readonly trigger_source?: ScopeTriggerSource;
  readonly trigger_delay?: number;
}

/** Settings, and what the scope is doing. */
export interface ScopeState extends ScopeSettings {
  /** Recording: waiting for the trigger or for the end of the trace. */
  readonly armed: boolean;
  /** The trigger came, and the rest of the trace is being recorded. */
  readonly triggered: boolean;
  /** Length of a trace [s]. */
  readonly duration: number;
}

/** What was chosen for the next acquisition, which no register tells. */
type ChosenTrigger = Pick<ScopeSettings, 'trigger_source' | 'trigger_delay'>;

/** What no register tells about the scope, and the registers by which it is recognised. */
export interface RememberedScope extends ChosenTrigger {
  /** The settings registers at the time: other contents mean that somebody else has set the scope since. */
  readonly registers: readonly number[];
}

interface Reading {
  readonly settings: ReadWords;
  readonly input1: ReadWords;
  readonly input2: ReadWords;
}

/** The two-channel oscilloscope. Acquisitions and setups that overlap are carried out one after the other. */
export class Scope {
  readonly #port: RegisterPort;
  readonly #clock: Clock;
  #chosen: ChosenTrigger = { trigger_source: null, trigger_delay: null };
  readonly #sequence = new Sequence();
  #registers: readonly number[] = [];
  #held: ScopeSettings | null = null;
  readonly #buffers = [
    new Uint32Array(registers.TRACE_LENGTH),
    new Uint32Array(registers.TRACE_LENGTH),
  ] as const;

  private constructor(link: RegisterLink, clock: Clock) {
    this.#port = link.lane('scope');
    this.#clock = clock;
  }

  /** Reads the scope's registers; what was remembered is believed only if they are as they were then. */
  static async attach(
    link: RegisterLink,
    options: { readonly clock: Clock; readonly remembered?: RememberedScope | null },
  ): Promise<Scope> {
    const scope = new Scope(link, options.clock);
    await scope.get();
    const { remembered } = options;
    if (remembered != null && isSame(remembered.registers, scope.#registers)) {
      const { trigger_source, trigger_delay } = remembered;
      scope.#chosen = { trigger_source, trigger_delay };
    }
    return scope;
  }

  /** What a later {@link attach} cannot read. */
  remembered(): RememberedScope {
    return { ...this.#chosen, registers: this.#registers };
  }

  /** Settings and state, as they are now; never waits for a trigger. */
  async get(): Promise<ScopeState> {
    const batch = new RegisterBatch();
    const reading = this.#addReads(batch);
    await batch.send(this.#port);
    const settings = this.#decode(reading);
    const state = reading.settings.word(SCOPE.state / 4);
    return {
      ...settings,
      armed: (state & STATE.armed) !== 0,
      triggered: (state & STATE.delayRunning) !== 0,
      duration: registers.TRACE_LENGTH * registers.samplingTime(settings.decimation),
    };
  }

  /**
   * Changes what is given. Trigger source and delay reach the board with the next acquisition only.
   *
   * @throws ValueOutOfRangeError before anything is written; RegisterLinkError.
   */
  async setup(params: ScopeSetup): Promise<ScopeSettings> {
    return await this.#sequence.run(() => this.#setup(params));
  }

  async #setup(params: ScopeSetup): Promise<ScopeSettings> {
    const batch = new RegisterBatch();
    this.#addSetup(batch, params);
    const reading = this.#addReads(batch);
    await batch.send(this.#port);
    return this.#decode(reading);
  }

  /**
   * Changes what is given, arms the scope, waits for the trigger and for the end of the trace, and reads it: see
   * {@link acquire}. A scope of which nobody has chosen the trigger source starts immediately.
   */
  async acquire(options: AcquireOptions = {}): Promise<Acquisition> {
    const timed = { ...options, clock: options.clock ?? this.#clock };
    return await this.#sequence.run(() =>
      acquire(this.#port, timed, this.#preparation(withTrigger(options.settings ?? {}, this.#chosen))),
    );
  }

  /**
   * One trace with the settings as they are, for a stream that gives way: see {@link streamTrace}. The trigger source
   * must have been chosen.
   */
  async stream(options: StreamOptions): Promise<Acquisition> {
    return await this.#sequence.run(() => {
      // Nothing is chosen for somebody who has chosen nothing: this only checks.
      withTrigger({}, { trigger_delay: null, trigger_source: this.#chosen.trigger_source ?? 'off' });
      return streamTrace(this.#port, { ...options, clock: this.#clock }, this.#preparation({}));
    });
  }

  /**
   * Changes what is given and records for ever, from then on, without a trigger; {@link rolling} reads what there is.
   * It ends with {@link stop} or with the next acquisition.
   *
   * @throws ValueOutOfRangeError before anything is written, also for a decimation below 1024; RegisterLinkError.
   */
  async startRolling(
    params: Omit<ScopeSetup, 'trigger_source' | 'trigger_delay'> = {},
  ): Promise<ScopeSettings> {
    return await this.#sequence.run(async () => {
      const batch = new RegisterBatch();
      checkRolling(this.#addSetup(batch, params).decimation);
      addRolling(batch);
      const reading = this.#addReads(batch);
      await batch.send(this.#port);
      return this.#decode(reading);
    });
  }

  /**
   * The newest trace of a scope that records for ever: see {@link RollingTrace}.
   *
   * @param channels default both
   * @throws Error if the scope records nothing; RegisterLinkError
   */
  async rolling(channels: readonly ScopeChannel[] = ['ch1', 'ch2']): Promise<RollingTrace> {
    return await this.#sequence.run(() => readRolling(this.#port, this.#held?.decimation ?? 1, channels));
  }

  /** Ends the recording; what was recorded can no longer be read. */
  async stop(): Promise<void> {
    await this.#sequence.run(() => disarm(this.#port));
  }

  #preparation(params: ScopeSetup): Preparation {
    return {
      buffers: this.#buffers,
      addSetup: (batch) => this.#addSetup(batch, params),
      addReads: (batch) => {
        const reading = this.#addReads(batch);
        return () => this.#decode(reading);
      },
    };
  }

  /** Adds the writes of what is given, and answers with what is chosen from now on. */
  #addSetup(batch: RegisterBatch, params: ScopeSetup): Chosen {
    const { chosen, words } = chooseScope(params, { ...this.#held, ...this.#chosen });
    batch.writeGiven(dspBase('asg0') + DSP.input, words.input1);
    batch.writeGiven(dspBase('asg1') + DSP.input, words.input2);
    batch.writeGiven(SCOPE_BASE + SCOPE.decimation, words.decimation);
    if (params.average !== undefined) batch.write(SCOPE_BASE + SCOPE.average, params.average ? 1 : 0);
    batch.writeGiven(SCOPE_BASE + SCOPE.threshold, words.threshold);
    batch.writeGiven(SCOPE_BASE + SCOPE.hysteresis, words.hysteresis);
    this.#chosen = {
      trigger_source: params.trigger_source ?? this.#chosen.trigger_source,
      trigger_delay: params.trigger_delay ?? this.#chosen.trigger_delay,
    };
    return chosen;
  }

  #addReads(batch: RegisterBatch): Reading {
    return {
      settings: batch.read(SCOPE_BASE, registers.SETTINGS_WORDS),
      input1: batch.read(dspBase('asg0') + DSP.input),
      input2: batch.read(dspBase('asg1') + DSP.input),
    };
  }

  #decode({ settings, input1, input2 }: Reading): ScopeSettings {
    const word = (offset: number): number => settings.word(offset / 4);
    const { trigger_source, trigger_delay } = this.#chosen;
    const fingerprint = [SCOPE.decimation, SCOPE.threshold, SCOPE.hysteresis, SCOPE.average];
    this.#registers = [input1.word(), input2.word(), ...fingerprint.map(word)];
    const decimation = registers.decimationCodec.decode(word(SCOPE.decimation));
    const held: ScopeSettings = {
      input1: inputCodec.decode(input1.word()),
      input2: inputCodec.decode(input2.word()),
      decimation,
      trigger_source,
      threshold: thresholdCodec.decode(word(SCOPE.threshold)),
      hysteresis: hysteresisCodec.decode(word(SCOPE.hysteresis)),
      trigger_delay: trigger_delay === null ? null : registers.roundDelay(trigger_delay, decimation),
      average: (word(SCOPE.average) & 1) === 1,
    };
    this.#held = held;
    return held;
  }
}
