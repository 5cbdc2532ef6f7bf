import { type Clock, systemClock } from './link/clock.ts';
import type { RegisterLink } from './link/register-link.ts';
import { Asg, type AsgSettings, type RememberedAsg } from './modules/asg.ts';
import { AsgControl } from './modules/asg-control.ts';
import { DSP, dspBase, outputCodec, SyncWord, signalCodec } from './modules/dsp.ts';
import { Hk, type HkState } from './modules/hk.ts';
import { Iir, type IirSettings, type RememberedIir } from './modules/iir.ts';
import { Iq, type IqSettings } from './modules/iq.ts';
import { Pid, type PidSettings } from './modules/pid.ts';
import { Pwm, type PwmSettings } from './modules/pwm.ts';
import { Sampler } from './modules/sampler.ts';
import { type RememberedScope, Scope, type ScopeState } from './modules/scope.ts';
import {
  type AsgName,
  DRIVING_MODULES,
  type DrivingModule,
  type IqName,
  type Output,
  type PidName,
} from './modules/signals.ts';
import { Trig, type TrigSettings } from './modules/trig.ts';
import { RegisterBatch } from './registers/register-batch.ts';

/** What no register of a board tells, as plain JSON, to be kept by whoever attaches again. */
export interface RememberedBoard {
  readonly scope?: RememberedScope;
  readonly asg0?: RememberedAsg;
  readonly asg1?: RememberedAsg;
  readonly iir?: RememberedIir;
}

/** How to attach to a board. */
export interface AttachOptions {
  /** What {@link RedPitaya.remembered} said before. */
  readonly remembered?: RememberedBoard | undefined;
  /** True clock frequency of the board divided by 125 MHz; 1 by default. */
  readonly frequencyCorrection?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** Settings of all modules, read back. */
export interface BoardState {
  readonly hk: HkState;
  readonly scope: ScopeState;
  readonly asg0: AsgSettings;
  readonly asg1: AsgSettings;
  readonly pid0: PidSettings;
  readonly pid1: PidSettings;
  readonly pid2: PidSettings;
  readonly iq0: IqSettings;
  readonly iq1: IqSettings;
  readonly iq2: IqSettings;
  readonly iir: IirSettings;
  readonly trig: TrigSettings;
  readonly pwm0: PwmSettings;
  readonly pwm1: PwmSettings;
}

/** What {@link RedPitaya.outputsOff} found and left. */
export interface OutputsOff {
  /** Where each module was connected. */
  readonly was: Readonly<Record<DrivingModule, Output>>;
  /** Values of the outputs after it [V]. */
  readonly out1: number;
  readonly out2: number;
}

/** The register server answers, but the board does not carry PyRPL's FPGA image. */
export class ForeignImageError extends Error {
  override readonly name = 'ForeignImageError';
}

/** Constants of the first controller, by which PyRPL's image is recognised (red_pitaya_pid_block.v). */
const CONSTANTS = {
  address: dspBase('pid0') + 0x200,
  words: [12, 32, 10, 24, 0, 0, 0, 0, 4, 5, 10],
} as const;

/** Where a simulated board tells about itself; no register of PyRPL's image is there. */
const SIMULATION = { address: 0x4050_0000, magic: 0x5349_4d55 } as const;

async function checkImage(link: RegisterLink): Promise<void> {
  const { address, words } = CONSTANTS;
  const found = await link.lane('board').read(address, words.length);
  if (words.every((word, index) => word === found[index])) return;
  const shown = [...found].map((word) => word.toString(16)).join(' ');
  throw new ForeignImageError(
    `The board does not carry PyRPL's FPGA image: the constants at 0x${address.toString(16)} are ${shown}, ` +
      `not ${words.map((word) => word.toString(16)).join(' ')} (hexadecimal). Nothing was written; load PyRPL's image first.`,
  );
}

/**
 * A Red Pitaya with PyRPL's FPGA image. Its modules work independently of each other: each has its own lane of the
 * register link.
 */
export class RedPitaya {
  readonly hk: Hk;
  readonly scope: Scope;
  readonly sampler: Sampler;
  readonly asg0: Asg;
  readonly asg1: Asg;
  readonly pid0: Pid;
  readonly pid1: Pid;
  readonly pid2: Pid;
  readonly iq0: Iq;
  readonly iq1: Iq;
  readonly iq2: Iq;
  readonly iir: Iir;
  readonly trig: Trig;
  readonly pwm0: Pwm;
  readonly pwm1: Pwm;
  readonly #link: RegisterLink;

  private constructor(
    link: RegisterLink,
    scope: Scope,
    asgs: Readonly<Record<AsgName, Asg>>,
    pids: Readonly<Record<PidName, Pid>>,
    iqs: Readonly<Record<IqName, Iq>>,
    iir: Iir,
  ) {
    this.#link = link;
    this.hk = new Hk(link);
    this.sampler = new Sampler(link);
    this.trig = new Trig(link);
    this.pwm0 = new Pwm(link, 'pwm0');
    this.pwm1 = new Pwm(link, 'pwm1');
    this.scope = scope;
    this.asg0 = asgs.asg0;
    this.asg1 = asgs.asg1;
    this.pid0 = pids.pid0;
    this.pid1 = pids.pid1;
    this.pid2 = pids.pid2;
    this.iq0 = iqs.iq0;
    this.iq1 = iqs.iq1;
    this.iq2 = iqs.iq2;
    this.iir = iir;
  }

  /**
   * Attaches to a running board. The first access is one read that tells whether the board carries PyRPL's image; then
   * the registers are read whose values the driver has to know. Nothing is written.
   *
   * @throws ForeignImageError, RegisterLinkError
   */
  static async attach(link: RegisterLink, options: AttachOptions = {}): Promise<RedPitaya> {
    await checkImage(link);
    const { remembered = {}, frequencyCorrection = 1, clock = systemClock } = options;
    const [control, sync] = await Promise.all([AsgControl.attach(link), SyncWord.attach(link)]);
    const asg = async (name: AsgName): Promise<Asg> =>
      await Asg.attach(link, name, control, { remembered: remembered[name] ?? null, frequencyCorrection });
    const iq = async (name: IqName): Promise<Iq> =>
      await Iq.attach(link, name, sync, { frequencyCorrection, clock });
    const [scope, asg0, asg1, pid0, pid1, pid2, iq0, iq1, iq2, iir] = await Promise.all([
      Scope.attach(link, { clock, remembered: remembered.scope ?? null }),
      asg('asg0'),
      asg('asg1'),
      Pid.attach(link, 'pid0', sync),
      Pid.attach(link, 'pid1', sync),
      Pid.attach(link, 'pid2', sync),
      iq('iq0'),
      iq('iq1'),
      iq('iq2'),
      Iir.attach(link, { remembered: remembered.iir ?? null, frequencyCorrection }),
    ]);
    return new RedPitaya(link, scope, { asg0, asg1 }, { pid0, pid1, pid2 }, { iq0, iq1, iq2 }, iir);
  }

  /**
   * Cycles per step in which a simulated board last worked out its blocks with memory, a power of two; null on a real
   * board, which reads 0 in that region. Above 1 a signal of a shorter period than two steps was aliased in plants and
   * filters; demodulators of closed-form signals and the bare carrier of an IQ module were not.
   */
  async simulatedStride(): Promise<number | null> {
    const [magic, exponent = 0] = await this.#link.lane('board').read(SIMULATION.address, 2);
    return magic === SIMULATION.magic ? 2 ** exponent : null;
  }

  /** What no register tells: to be given to the next {@link attach} to this board. */
  remembered(): Required<RememberedBoard> {
    return {
      scope: this.scope.remembered(),
      asg0: this.asg0.remembered(),
      asg1: this.asg1.remembered(),
      iir: this.iir.remembered(),
    };
  }

  /** Disconnects every module from both outputs, in one batch of its own lane. Other settings stay. */
  async outputsOff(): Promise<OutputsOff> {
    const batch = new RegisterBatch();
    const before = DRIVING_MODULES.map((name) => {
      const address = dspBase(name) + DSP.outputDirect;
      const read = batch.read(address);
      batch.write(address, 0);
      return { name, read };
    });
    const out1 = batch.read(dspBase('out1') + DSP.signal);
    const out2 = batch.read(dspBase('out2') + DSP.signal);
    await batch.send(this.#link.lane('outputs'));
    const was: Record<DrivingModule, Output> = {
      pid0: 'off',
      pid1: 'off',
      pid2: 'off',
      trig: 'off',
      iir: 'off',
      iq0: 'off',
      iq1: 'off',
      iq2: 'off',
      asg0: 'off',
      asg1: 'off',
    };
    for (const { name, read } of before) was[name] = outputCodec.decode(read.word());
    return { was, out1: signalCodec.decode(out1.word()), out2: signalCodec.decode(out2.word()) };
  }

  /** Settings of all modules, read back. */
  async state(): Promise<BoardState> {
    const [hk, scope, asg0, asg1, pid0, pid1, pid2, iq0, iq1, iq2, iir, trig, pwm0, pwm1] = await Promise.all(
      [
        this.hk.get(),
        this.scope.get(),
        this.asg0.get(),
        this.asg1.get(),
        this.pid0.get(),
        this.pid1.get(),
        this.pid2.get(),
        this.iq0.get(),
        this.iq1.get(),
        this.iq2.get(),
        this.iir.get(),
        this.trig.get(),
        this.pwm0.get(),
        this.pwm1.get(),
      ],
    );
    return { hk, scope, asg0, asg1, pid0, pid1, pid2, iq0, iq1, iq2, iir, trig, pwm0, pwm1 };
  }
}
