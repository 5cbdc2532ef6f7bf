import { longestDelay, type PlantElement } from './plant.ts';

/** An output of the board. */
export type OutputName = 'out1' | 'out2';
/** An input of the board. */
export type InputName = 'in1' | 'in2';

/** A connection from an output through a plant to an input. */
export interface Wire {
  readonly from: OutputName;
  readonly to: InputName;
  /** In signal order; empty for a plain wire. */
  readonly elements: readonly PlantElement[];
}

/** The wiring of a simulated board unless another is asked for. */
export const defaultWiring = 'out1->in1, out2->in2';

/** A wiring text that cannot be understood; the message names the wrong piece. */
export class WiringError extends Error {
  override readonly name = 'WiringError';
}

type Unit = 'hertz' | 'seconds' | 'volts' | 'number';

const scales = new Map<Unit, Map<string, number>>([
  [
    'hertz',
    new Map([
      ['Hz', 1],
      ['kHz', 1e3],
      ['MHz', 1e6],
    ]),
  ],
  [
    'seconds',
    new Map([
      ['s', 1],
      ['ms', 1e-3],
      ['us', 1e-6],
      ['µs', 1e-6],
      ['μs', 1e-6],
      ['ns', 1e-9],
    ]),
  ],
  [
    'volts',
    new Map([
      ['', 1],
      ['V', 1],
      ['mV', 1e-3],
    ]),
  ],
  ['number', new Map([['', 1]])],
]);

const wanted: Record<Unit, string> = {
  hertz: 'a frequency such as 1kHz',
  seconds: 'a time such as 200ns',
  volts: 'a voltage such as 0.1V',
  number: 'a plain number such as 0.5',
};

interface Parameter {
  readonly name: string;
  readonly unit: Unit;
  readonly least: number;
  readonly most: number;
  readonly standard?: number;
}

const positive = { least: 1e-9, most: 1e9 };
const width: Parameter = { name: 'width', unit: 'volts', ...positive };
const centre: Parameter = { name: 'centre', unit: 'volts', least: -20, most: 20, standard: 0 };
const height: Parameter = { name: 'height', unit: 'volts', least: -20, most: 20, standard: 1 };

interface ElementSyntax {
  readonly parameters: readonly Parameter[];
  build(values: readonly number[]): PlantElement;
}

const syntax = new Map<string, ElementSyntax>([
  [
    'gain',
    {
      parameters: [{ name: 'factor', unit: 'number', least: -1e6, most: 1e6 }],
      build: ([factor = 1]) => ({ kind: 'gain', factor }),
    },
  ],
  [
    'delay',
    {
      parameters: [{ name: 'time', unit: 'seconds', least: 0, most: longestDelay }],
      build: ([seconds = 0]) => ({ kind: 'delay', seconds }),
    },
  ],
  [
    'lowpass',
    {
      parameters: [{ name: 'corner', unit: 'hertz', least: 1e-3, most: 62.5e6 }],
      build: ([corner = 1]) => ({ kind: 'lowpass', corner }),
    },
  ],
  [
    'resonance',
    {
      parameters: [
        { name: 'frequency', unit: 'hertz', least: 1e-3, most: 62.5e6 },
        { name: 'q', unit: 'number', least: 1e-3, most: 1e9 },
      ],
      build: ([frequency = 1, q = 1]) => ({ kind: 'resonance', frequency, q }),
    },
  ],
  [
    'cavity',
    {
      parameters: [width, centre, height],
      build: ([w = 1, c = 0, h = 1]) => ({ kind: 'cavity', width: w, centre: c, height: h }),
    },
  ],
  [
    'airy',
    {
      parameters: [
        { name: 'spacing', unit: 'volts', ...positive },
        { name: 'finesse', unit: 'number', least: 1, most: 1e9 },
        centre,
        height,
      ],
      build: ([spacing = 1, finesse = 1, c = 0, h = 1]) => ({
        kind: 'airy',
        spacing,
        finesse,
        centre: c,
        height: h,
      }),
    },
  ],
  [
    'pdh',
    {
      parameters: [width, centre, height],
      build: ([w = 1, c = 0, h = 1]) => ({ kind: 'pdh', width: w, centre: c, height: h }),
    },
  ],
]);

/**
 * Reads a wiring text: wires separated by commas, semicolons or line ends, each `out1->...->in1` with any number of
 * elements between: `gain(0.5)`, `delay(200ns)`, `lowpass(1kHz)`, `resonance(10kHz, 20)`,
 * `cavity(width, centre = 0V, height = 1V)`, `airy(spacing, finesse, centre = 0V, height = 1V)`,
 * `pdh(width, centre = 0V, height = 1V)`. An empty text connects nothing. An output may feed both inputs; an input
 * has at most one wire.
 *
 * @throws WiringError naming the wrong piece
 */
export function parseWiring(text: string): Wire[] {
  const wires: Wire[] = [];
  for (const piece of splitOutsideBrackets(text)) {
    const wire = parseWire(piece);
    if (wires.some((other) => other.to === wire.to)) {
      throw new WiringError(
        `The wiring connects ${wire.to} twice, the second time with "${piece}". Remove one wire.`,
      );
    }
    wires.push(wire);
  }
  return wires;
}

function splitOutsideBrackets(text: string): string[] {
  let depth = 0;
  const pieces = [''];
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth <= 0 && /[,;\n]/.test(character)) pieces.push('');
    else pieces.push((pieces.pop() ?? '') + character);
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

function parseWire(piece: string): Wire {
  const stops = piece.split('->').map((stop) => stop.trim());
  const from = stops[0];
  const to = stops.at(-1);
  if (stops.length < 2) {
    throw new WiringError(`The wire "${piece}" has no "->". Write it like out1->in1.`);
  }
  if (from !== 'out1' && from !== 'out2') {
    throw new WiringError(`The wire "${piece}" starts at "${from}". A wire starts at out1 or out2.`);
  }
  if (to !== 'in1' && to !== 'in2') {
    throw new WiringError(`The wire "${piece}" ends at "${to}". A wire ends at in1 or in2.`);
  }
  return { from, to, elements: stops.slice(1, -1).map(parseElement) };
}

function parseElement(piece: string): PlantElement {
  const [, name, list] = /^(\w+)\s*\((.*)\)$/s.exec(piece) ?? [];
  if (name === undefined || list === undefined) {
    throw new WiringError(`"${piece}" in the wiring is not of the form name(values), such as lowpass(1kHz).`);
  }
  const element = syntax.get(name);
  if (element === undefined) {
    const known = [...syntax.keys()].join(', ');
    throw new WiringError(`The wiring names "${name}", which is no plant. Known are ${known}.`);
  }
  const texts = list.trim() === '' ? [] : list.split(',').map((value) => value.trim());
  const { parameters } = element;
  const least = parameters.filter((parameter) => parameter.standard === undefined).length;
  if (texts.length < least || texts.length > parameters.length) {
    const names = parameters.map((parameter) => parameter.name).join(', ');
    throw new WiringError(`"${piece}" in the wiring has ${texts.length} values. It is ${name}(${names}).`);
  }
  return element.build(parameters.map((parameter, index) => parseValue(piece, parameter, texts[index])));
}

function parseValue(piece: string, parameter: Parameter, text: string | undefined): number {
  const { name, unit, least, most, standard } = parameter;
  if (text === undefined) return standard ?? Number.NaN;
  const [, digits, suffix] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(\D*)$/i.exec(text) ?? [];
  const scale = suffix === undefined ? undefined : scales.get(unit)?.get(suffix);
  if (digits === undefined || scale === undefined) {
    throw new WiringError(`The ${name} "${text}" in "${piece}" is not ${wanted[unit]}.`);
  }
  const value = Number(digits) * scale;
  if (!(value >= least && value <= most)) {
    throw new WiringError(`The ${name} "${text}" in "${piece}" is outside ${least} to ${most} (SI units).`);
  }
  return value;
}
