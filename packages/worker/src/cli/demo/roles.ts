import { type CommandName, type CommandParams, commands } from '@pyrpl-mux/client';
import { z } from 'zod';

/** The four programs of the demo, each with a hardware module of its own. */
export const ROLES = ['scope', 'asg', 'pid', 'iq'] as const;

/** One of {@link ROLES}. */
export type Role = (typeof ROLES)[number];

/** Whether a text is the name of a role. */
export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

/** A command whose answer its caller knows beforehand. */
export interface Question {
  readonly command: CommandName;
  readonly params: Readonly<Record<string, unknown>>;
  /** Why the answer is not the one to this question, as a sentence; null if it is. */
  readonly check: (answer: unknown) => string | null;
  /** The trace in the answer, to be drawn. */
  readonly trace?: (answer: unknown) => ArrayLike<number> | null;
}

/** What one program of the demo does. */
export interface Part {
  /** Brings the module into a known state. */
  readonly setup: readonly Omit<Question, 'check'>[];
  /** Commands in flight at a time. */
  readonly inFlight: number;
  /** The `n`-th question, its values derived from `n`. */
  readonly ask: (n: number) => Question;
}

/** Whether the generator's output reaches the scope's input by a wire, as on a simulated board. */
export interface DemoBoard {
  readonly wired: boolean;
}

/** Grids of the board's registers; an answer is read back from there. */
const VOLT_GRID = 1 / 8192;
const ASG_FREQUENCY_GRID = 125e6 / 2 ** 30;
const IQ_FREQUENCY_GRID = 125e6 / 2 ** 32;

/** A trace of 8.4 ms, which shows a few periods of what the generator does meanwhile. */
const DRAWN_DECIMATION = 64;

/** The part that a role plays. On a board whose wiring is not known nothing is connected to the outputs. */
export function partOf(role: Role, board: DemoBoard): Part {
  switch (role) {
    case 'scope':
      return scopePart(board);
    case 'asg':
      return asgPart(board);
    case 'pid':
      return pidPart();
    case 'iq':
      return iqPart();
  }
}

function scopePart({ wired }: DemoBoard): Part {
  let latest: number | null = null;
  const input = wired ? 'in1' : 'asg0';
  return {
    setup: [],
    inFlight: 1,
    ask: (n) => {
      const decimation = 2 ** (n % 7);
      return {
        ...question('scope_acquire', { input_channel: input, decimation, trigger_source: 'immediately' }),
        check: (answer) => {
          const { data } = commands.scope_acquire.result.safeParse(answer);
          if (data === undefined) return 'is no trace';
          const step = (data.time[1] ?? 0) - (data.time[0] ?? 0);
          if (data.voltage.length !== data.time.length || Math.abs(step / (decimation * 8e-9) - 1) > 0.01) {
            return `has ${data.voltage.length} samples at steps of ${step} s for decimation ${decimation}`;
          }
          if (data.settings.decimation !== decimation || data.settings.input1 !== input) {
            return `has decimation ${data.settings.decimation} of ${data.settings.input1}`;
          }
          const before = latest;
          latest = data.trigger_time;
          return before !== null && latest !== null && latest <= before ? 'is an old trace' : null;
        },
        trace: (answer) => {
          if (decimation !== DRAWN_DECIMATION) return null;
          const voltage: unknown = commands.scope_acquire.result.safeParse(answer).data?.voltage;
          return isSamples(voltage) ? voltage : null;
        },
      };
    },
  };
}

function asgPart({ wired }: DemoBoard): Part {
  return {
    setup: [
      question('asg_setup', {
        channel: 'asg0',
        waveform: 'sin',
        amplitude: 0.5,
        offset: 0,
        output_direct: wired ? 'out1' : 'off',
        trigger_source: 'immediately',
      }),
    ],
    inFlight: 4,
    ask: (n) => {
      const value = 300 + ((n * 37) % 600);
      return {
        ...question('asg_set_frequency', { channel: 'asg0', value }),
        check: near(value, ASG_FREQUENCY_GRID),
      };
    },
  };
}

function pidPart(): Part {
  return {
    setup: [question('pid_configure', { channel: 'pid0', p: 0, i: 0, output_direct: 'off' })],
    inFlight: 4,
    ask: (n) => {
      const value = ((n * 101) % 8192) / 8192 - 0.5;
      return {
        ...question('pid_set_setpoint', { channel: 'pid0', value }),
        check: near(value, VOLT_GRID),
      };
    },
  };
}

function iqPart(): Part {
  return {
    setup: [
      question('iq_setup', { channel: 'iq0', input: 'asg0', output_direct: 'off', gain: 0, amplitude: 0 }),
    ],
    inFlight: 2,
    ask: (n) => {
      const frequency = 1e5 + ((n * 7919) % 1e6);
      return {
        ...question('iq_setup', { channel: 'iq0', frequency }),
        check: (answer) => {
          const { data } = commands.iq_setup.result.safeParse(answer);
          return data === undefined
            ? 'is no setting of iq0'
            : near(frequency, IQ_FREQUENCY_GRID)(data.frequency);
        },
      };
    },
  };
}

function question<Name extends CommandName>(
  command: Name,
  params: CommandParams<Name>,
): { readonly command: Name; readonly params: Readonly<Record<string, unknown>> } {
  return { command, params: { ...params } };
}

function near(value: number, grid: number): (answer: unknown) => string | null {
  return (answer) => {
    const read = z.number().safeParse(answer).data;
    return read !== undefined && Math.abs(read - value) <= grid
      ? null
      : `is ${JSON.stringify(answer)} for ${value}`;
  };
}

function isSamples(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) ? typeof value[0] === 'number' : ArrayBuffer.isView(value);
}
