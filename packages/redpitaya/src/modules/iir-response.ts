import { CLOCK_FREQUENCY } from '../registers/frequency.ts';
import { add, type Complex, divide, multiply, scale, unit } from './complex.ts';
import type { IirSection } from './iir-design.ts';

/** What the response of the filter follows from. */
export interface IirResponseSettings {
  readonly coefficients: readonly IirSection[];
  readonly loops: number;
  /** Bandwidth of the filter before [Hz], negative for a high-pass, 0 for none. */
  readonly input_filter: number;
}

/** Clock cycles from the input to the first section's output, as PyRPL has found them (iir.py). */
const MODULE_DELAY = 5;

/** Response of a section to e^(i angle n). */
function sectionResponse([b0, b1, a1, a2]: IirSection, angle: number): Complex {
  const one = unit(-angle);
  const two = unit(-2 * angle);
  const numerator = add([b0, 0], scale(one, b1));
  const denominator = add([1, 0], add(scale(one, -a1), scale(two, -a2)));
  return divide(numerator, denominator);
}

function inputFilterResponse(bandwidth: number, frequency: number): Complex {
  if (bandwidth === 0) return [1, 0];
  if (bandwidth > 0) return divide([1, 0], [1, frequency / bandwidth]);
  return divide([0, frequency], [-bandwidth, frequency]);
}

/**
 * Predicts output per input at each frequency [Hz], as PyRPL does (iir_theory.py, `tf_final`): the sections, each one
 * clock cycle later than the one before, behind the input filter, with the delays of the module and of a sample that
 * is held on average for half its time.
 *
 * @param frequencyCorrection true clock frequency of the board divided by 125 MHz
 */
export function iirResponse(
  settings: IirResponseSettings,
  frequencies: ArrayLike<number>,
  frequencyCorrection = 1,
): Complex[] {
  const { coefficients, loops, input_filter: bandwidth } = settings;
  const filterDelay = bandwidth === 0 ? 0 : bandwidth > 0 ? 1 : 2;
  const delay = MODULE_DELAY + loops / 2 + filterDelay;
  return Array.from(frequencies, (frequency) => {
    // Angle of the signal's phase per clock cycle.
    const angle = (2 * Math.PI * frequency) / (CLOCK_FREQUENCY * frequencyCorrection);
    const sum = coefficients.reduce<Complex>(
      (total, section, index) =>
        add(total, multiply(sectionResponse(section, angle * loops), unit(-angle * (index + 1)))),
      [0, 0],
    );
    return multiply(multiply(sum, inputFilterResponse(bandwidth, frequency)), unit(-angle * delay));
  });
}
