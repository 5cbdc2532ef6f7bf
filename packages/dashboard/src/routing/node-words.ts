import type { Greeting, ModuleSettings } from '@pyrpl-mux/client';
import type { BoardSnapshot } from '../board/board-snapshot.ts';
import { outputLabel } from '../outputs/output-drive.ts';
import { formatSi } from '../quantities/si.ts';
import type { NodeName, RoutingNode, SignalName } from './routing-model.ts';

/** What a node is and does, in words. */
export interface NodeWords {
  readonly title: string;
  /** Its main settings, in few words; empty where there are none. */
  readonly summary: string;
  /** What it reads, with the verb; empty where it has no input. */
  readonly reads: string;
  /** Where its output goes; empty where it has none. */
  readonly drives: string;
  /** Its settings, each with its name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}

/** Positions of the inputs' jumpers; null before the worker has told. */
export type InputRanges = Greeting['board']['input_range'] | null;

const TITLES: Readonly<Partial<Record<NodeName, string>>> = {
  in1: 'IN1',
  in2: 'IN2',
  out1: 'OUT1',
  out2: 'OUT2',
  scope1: 'Scope ch 1',
  scope2: 'Scope ch 2',
  pwm0: 'PWM 0',
  pwm1: 'PWM 1',
};

const READING: Readonly<Partial<Record<NodeName, string>>> = {
  scope1: 'shows',
  scope2: 'shows',
  pwm0: 'follows',
  pwm1: 'follows',
};

type Fact = readonly [name: string, value: string];
type Described = Pick<NodeWords, 'facts' | 'summary'>;

/** What the picture and the table say of a node. */
export function wordsOf(node: RoutingNode, snapshot: BoardSnapshot, ranges: InputRanges): NodeWords {
  const { name, reads, direct } = node;
  return {
    title: TITLES[name] ?? name,
    reads: reads === null ? '' : `${READING[name] ?? 'reads'} ${signalLabel(reads)}`,
    drives: direct === null ? '' : direct === 'off' ? 'no output' : `to ${outputLabel(direct)}`,
    ...describe(name, snapshot, ranges),
  };
}

/** A signal as the picture names it. */
export function signalLabel(signal: SignalName): string {
  return signal === 'off' ? 'nothing' : signal;
}

function describe(name: NodeName, snapshot: BoardSnapshot, ranges: InputRanges): Described {
  switch (name) {
    case 'in1':
    case 'in2':
      return inputWords(ranges?.[name] ?? null);
    case 'asg0':
    case 'asg1':
      return known(snapshot[name], asgWords);
    case 'pid0':
    case 'pid1':
    case 'pid2':
      return known(snapshot[name], pidWords);
    case 'iq0':
    case 'iq1':
    case 'iq2':
      return known(snapshot[name], iqWords);
    case 'iir':
      return known(snapshot.iir, iirWords);
    case 'trig':
      return known(snapshot.trig, trigWords);
    case 'out1':
    case 'out2':
    case 'scope1':
    case 'scope2':
    case 'pwm0':
    case 'pwm1':
      return { summary: '', facts: [] };
  }
}

function known<Settings>(settings: Settings | null, words: (settings: Settings) => Described): Described {
  return settings === null ? { summary: 'not read yet', facts: [] } : words(settings);
}

function inputWords(range: 'HV' | 'LV' | null): Described {
  if (range === null) return { summary: '', facts: [] };
  const text = range === 'LV' ? 'LV, ±1 V' : 'HV, ±20 V';
  return { summary: text, facts: [['range', text]] };
}

function asgWords(settings: ModuleSettings['asg0']): Described {
  const { waveform, frequency, amplitude, offset, trigger_source } = settings;
  const shape = waveform ?? 'waveform ?';
  const moving = waveform === 'dc' || waveform === 'noise' ? [] : [formatSi(frequency, 'Hz', 4)];
  const level = waveform === 'dc' ? formatSi(offset, 'V', 4) : formatSi(amplitude, 'V', 4);
  return {
    summary: [shape, ...moving, level].join(', '),
    facts: [
      ['waveform', shape],
      ['frequency', formatSi(frequency, 'Hz')],
      ['amplitude', formatSi(amplitude, 'V')],
      ['offset', formatSi(offset, 'V')],
      ['trigger', trigger_source ?? 'unknown'],
    ],
  };
}

function pidWords(settings: ModuleSettings['pid0']): Described {
  const { setpoint, p, i, min_voltage, max_voltage, pause, input_filter } = settings;
  const filters = input_filter.filter((bandwidth) => bandwidth !== 0);
  const filter: Fact[] =
    filters.length === 0
      ? []
      : [['input filter', filters.map((bandwidth) => formatSi(bandwidth, 'Hz', 3)).join(', ')]];
  return {
    summary: p === 0 && i === 0 ? 'no gain' : `p ${formatSi(p, '1', 3)}, i ${formatSi(i, 'Hz', 3)}`,
    facts: [
      ['setpoint', formatSi(setpoint, 'V')],
      ['p', formatSi(p, '1')],
      ['i', formatSi(i, 'Hz')],
      ['limits', `${formatSi(min_voltage, 'V', 4)} to ${formatSi(max_voltage, 'V', 4)}`],
      ['pause', pause],
      ...filter,
    ],
  };
}

function iqWords(settings: ModuleSettings['iq0']): Described {
  const { frequency, amplitude, gain, bandwidth, phase, output_signal } = settings;
  return {
    summary: `${formatSi(frequency, 'Hz', 4)}, ${formatSi(amplitude, 'V', 3)}`,
    facts: [
      ['frequency', formatSi(frequency, 'Hz')],
      ['amplitude', formatSi(amplitude, 'V')],
      ['gain', formatSi(gain, '1')],
      ['bandwidth', bandwidth.map((each) => formatSi(each, 'Hz', 3)).join(', ')],
      ['phase', formatSi(phase, 'deg')],
      ['others see', output_signal],
    ],
  };
}

function iirWords(settings: ModuleSettings['iir']): Described {
  const { on, bypass, zeros, poles, gain, loops, overflow } = settings;
  const state = bypass ? 'bypassed' : on ? 'on' : 'off';
  const count = (roots: readonly unknown[] | null): string =>
    roots === null ? 'unknown' : `${roots.length}`;
  return {
    summary: state,
    facts: [
      ['filter', state],
      ['zeros', count(zeros)],
      ['poles', count(poles)],
      ['gain', gain === null ? 'unknown' : formatSi(gain, '1')],
      ['loops', `${loops}`],
      ['has saturated', overflow.length === 0 ? 'nothing' : overflow.join(', ')],
    ],
  };
}

function trigWords(settings: ModuleSettings['trig']): Described {
  const { trigger_source, threshold, hysteresis, output_signal, armed } = settings;
  return {
    summary: trigger_source === 'off' ? 'off' : `${trigger_source}, ${formatSi(threshold, 'V', 3)}`,
    facts: [
      ['edge', trigger_source],
      ['threshold', formatSi(threshold, 'V')],
      ['hysteresis', formatSi(hysteresis, 'V')],
      ['others see', output_signal],
      ['armed', armed ? 'yes' : 'no'],
    ],
  };
}
