import { CLOCK_FREQUENCY, frequency } from '../registers/frequency.ts';
import type { AsgSettings, AsgSetup } from './asg.ts';
import { amplitudeCodecOf, joinLevel, offsetCodec } from './asg-registers.ts';
import { encodeAsg } from './asg-words.ts';
import type { IirSettings, IirSetup } from './iir.ts';
import { encodeIir } from './iir-words.ts';
import type { IqSetup } from './iq.ts';
import { bandwidthCodec, encodeIq } from './iq-registers.ts';
import type { PidParameters } from './pid.ts';
import { encodePid, integratorCodec } from './pid-registers.ts';
import { cycles } from './quadratures.ts';
import type { ScopeSettings, ScopeSetup } from './scope.ts';
import { chooseScope, withTrigger } from './scope-choice.ts';
import type { IqName } from './signals.ts';
import type { TrigSettings, TrigSetup } from './trig.ts';
import { encodeTrig } from './trig-registers.ts';

/*
 * What the setups of the modules refuse, without a board: for whoever reaches the same registers in another way and
 * shall refuse the same values with the same sentence. Each throws a ValueOutOfRangeError.
 */

/** Checks what {@link Pid.setup} is given. */
export function checkPid(params: Partial<PidParameters>): void {
  encodePid(params);
}

/** Checks what {@link Pid.setIntegrator} is given [V]. */
export function checkIntegrator(value: number): void {
  integratorCodec.encode(value);
}

/** Checks what {@link Iq.setup} is given. */
export function checkIq(name: IqName, params: IqSetup, frequencyCorrection: number): void {
  encodeIq(params, {
    frequency: frequency('frequency', 32, frequencyCorrection),
    bandwidth: bandwidthCodec(name),
  });
}

/** Checks the averaging time of a measurement of quadratures [s]. */
export function checkAveragingTime(averagingTime: number): void {
  cycles('averaging_time', averagingTime, 1);
}

/** Checks what {@link Asg.setup} is given, for a generator with the settings `held`. */
export function checkAsg(params: AsgSetup, held: AsgSettings, frequencyCorrection: number): void {
  const { waveform, amplitude, offset } = held;
  const level = joinLevel(amplitudeCodecOf(waveform).encode(amplitude), offsetCodec.encode(offset));
  encodeAsg(params, { waveform, level }, frequency('frequency', 30, frequencyCorrection));
}

/** Checks what {@link Iir.setup} is given, for a filter with the settings `held`. */
export function checkIir(params: IirSetup, held: IirSettings, frequencyCorrection: number): void {
  const { loops, zeros, poles, gain } = held;
  const filter = zeros === null || poles === null || gain === null ? null : { zeros, poles, gain };
  encodeIir(params, { filter, loops }, CLOCK_FREQUENCY * frequencyCorrection);
}

/** Checks what {@link Trig.setup} is given, for a module with the settings `held`. */
export function checkTrig(params: TrigSetup, held: TrigSettings): void {
  encodeTrig(params, held);
}

/** Checks what {@link Scope.setup} is given, for a scope with the settings `held`. */
export function checkScope(params: ScopeSetup, held: ScopeSettings): void {
  chooseScope(params, held);
}

/** Checks the settings that {@link Scope.acquire} is given, and answers with them and the trigger that is used. */
export function checkAcquisition(params: ScopeSetup, held: ScopeSettings): ScopeSetup {
  const setup = withTrigger(params, held);
  chooseScope(setup, held);
  return setup;
}
