import type { Direction, Fault } from './faults.ts';

/** The faults as the command line takes them, one form a line. */
export const FAULT_FORMS = [
  'delay(rtt=10ms,jitter=1ms,seed=1)',
  'delay(reply,3,for=500ms)',
  'drop(reply,3)',
  'corrupt(reply,after=100,bit=0)',
  'truncate(reply,9)',
  'reset(request,1)',
  'takeover(request,1,for=2s)',
  'random(rate=1e-4,seed=7)',
] as const;

/** What each kind takes by name, besides direction and byte. */
const KEYS = new Map<string, readonly string[]>([
  ['delay', ['after', 'for', 'rtt', 'jitter', 'seed']],
  ['drop', ['after']],
  ['corrupt', ['after', 'bit']],
  ['truncate', ['after']],
  ['reset', ['after']],
  ['takeover', ['after', 'for']],
  ['random', ['rate', 'seed']],
]);

const UNIT_MS = new Map([
  ['us', 1e-3],
  ['ms', 1],
  ['s', 1000],
]);

/** The parts of one fault's text; `take` methods refuse what makes no sense. */
class FaultText {
  readonly #text: string;
  readonly name: string;
  readonly #positional: readonly string[];
  readonly #named: ReadonlyMap<string, string>;

  constructor(text: string) {
    this.#text = text;
    const [, name = '', list = ''] = /^\s*([a-z]+)\s*\(([^()]*)\)\s*$/.exec(text) ?? [];
    const keys = KEYS.get(name);
    if (keys === undefined) this.refuse('it does not begin with a known name followed by parentheses');
    this.name = name;
    const parts = list
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
    this.#positional = parts.filter((part) => !part.includes('='));
    const named = new Map<string, string>();
    for (const part of parts.filter((candidate) => candidate.includes('='))) {
      const [key = '', ...value] = part.split('=').map((side) => side.trim());
      if (!keys.includes(key)) this.refuse(`${name} does not take "${key}"`);
      if (named.has(key)) this.refuse(`"${key}" is given twice`);
      named.set(key, value.join('='));
    }
    this.#named = named;
  }

  has(key: string): boolean {
    return this.#named.has(key);
  }

  refuse(why: string): never {
    throw new RangeError(
      `The fault "${this.#text}" is not understood: ${why}. Known are ${FAULT_FORMS.join(', ')}.`,
    );
  }

  /** Where it strikes: `reply,3` is the third byte of what comes, `reply,after=2` the same. */
  takeStrike(): { readonly direction: Direction; readonly after: number } {
    const [direction, byte, ...rest] = this.#positional;
    if (direction !== 'request' && direction !== 'reply')
      this.refuse('its direction must be request or reply');
    if (rest.length > 0) this.refuse(`"${rest.join(',')}" is too much`);
    if (byte === undefined) return { direction, after: this.takeInteger('after', 0) };
    if (this.has('after')) this.refuse('it names both a byte and "after"');
    const position = Number(byte);
    if (!Number.isSafeInteger(position) || position < 1)
      this.refuse(`"${byte}" is not a byte's number (1 is the first)`);
    return { direction, after: position - 1 };
  }

  /** No direction and no byte may be given. */
  takeNothing(): void {
    if (this.#positional.length > 0) this.refuse(`"${this.#positional.join(',')}" is too much`);
  }

  takeInteger(key: string, otherwise: number, most: number = Number.MAX_SAFE_INTEGER): number {
    const value = Number(this.#named.get(key) ?? otherwise);
    if (!Number.isSafeInteger(value) || value < 0 || value > most)
      this.refuse(`"${key}" is not a number from 0 to ${most}`);
    return value;
  }

  takeRate(): number {
    const rate = Number(this.#named.get('rate'));
    if (!(rate > 0 && rate < 1)) this.refuse('its rate must be a probability per byte, between 0 and 1');
    return rate;
  }

  /** A duration [ms]; it must have a unit. */
  takeDuration(key: string): number {
    const [, value, unit = ''] = /^(\d+(?:\.\d+)?)(us|ms|s)$/.exec(this.#named.get(key) ?? '') ?? [];
    const scale = UNIT_MS.get(unit);
    if (scale === undefined) return this.refuse(`"${key}" must be a time such as 500us, 10ms or 2s`);
    return Number(value) * scale;
  }
}

/**
 * Reads one fault, for example `delay(rtt=10ms)` or `drop(reply,3)`; {@link FAULT_FORMS} lists all.
 *
 * @throws RangeError with a sentence that says what is wrong and lists the forms.
 */
export function parseFault(text: string): Fault {
  const parts = new FaultText(text);
  switch (parts.name) {
    case 'delay': {
      if (!parts.has('rtt'))
        return { kind: 'delay', ...parts.takeStrike(), durationMs: parts.takeDuration('for') };
      parts.takeNothing();
      if (parts.has('for') || parts.has('after'))
        parts.refuse('"rtt" concerns the whole way, "for" and "after" one byte');
      const jitterMs = parts.has('jitter') ? parts.takeDuration('jitter') : 0;
      return { kind: 'way', rttMs: parts.takeDuration('rtt'), jitterMs, seed: parts.takeInteger('seed', 1) };
    }
    case 'corrupt':
      return { kind: 'corrupt', ...parts.takeStrike(), bit: parts.takeInteger('bit', 0, 7) };
    case 'takeover':
      return {
        kind: 'takeover',
        ...parts.takeStrike(),
        holdMs: parts.has('for') ? parts.takeDuration('for') : null,
      };
    case 'random':
      parts.takeNothing();
      return { kind: 'random', rate: parts.takeRate(), seed: parts.takeInteger('seed', 1) };
    case 'drop':
    case 'truncate':
    case 'reset':
      return { kind: parts.name, ...parts.takeStrike() };
    default:
      return parts.refuse('its name is unknown');
  }
}
