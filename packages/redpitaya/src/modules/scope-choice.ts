import { encodeGiven } from '../registers/codec.ts';
import { ValueOutOfRangeError } from '../registers/errors.ts';
import type { Chosen } from './acquisition.ts';
import { inputCodec } from './dsp.ts';
import { checkEdges, hysteresisCodec, thresholdCodec } from './edge.ts';
import type { ScopeSettings, ScopeSetup } from './scope.ts';
import * as registers from './scope-registers.ts';

/** What a setup of the scope leads to. */
export interface ScopeChoice {
  /** Settings from now on. */
  readonly chosen: Chosen;
  /** Register words of what is given. */
  readonly words: {
    readonly input1: number | undefined;
    readonly input2: number | undefined;
    readonly decimation: number | undefined;
    readonly threshold: number | undefined;
    readonly hysteresis: number | undefined;
  };
}

/**
 * Makes register words of what is given, and checks it together with what the scope holds.
 *
 * @throws ValueOutOfRangeError
 */
export function chooseScope(params: ScopeSetup, held: Partial<ScopeSettings>): ScopeChoice {
  const threshold = encodeGiven(thresholdCodec, params.threshold);
  const hysteresis = encodeGiven(hysteresisCodec, params.hysteresis);
  const chosen: Chosen = {
    input1: params.input1 ?? held.input1 ?? 'off',
    input2: params.input2 ?? held.input2 ?? 'off',
    decimation: params.decimation ?? held.decimation ?? 1,
    source: params.trigger_source ?? held.trigger_source ?? 'off',
    delay: params.trigger_delay ?? held.trigger_delay ?? 0,
    threshold: threshold === undefined ? (held.threshold ?? 0) : thresholdCodec.decode(threshold),
    hysteresis: hysteresis === undefined ? (held.hysteresis ?? 0) : hysteresisCodec.decode(hysteresis),
  };
  const words = {
    input1: encodeGiven(inputCodec, params.input1),
    input2: encodeGiven(inputCodec, params.input2),
    decimation: encodeGiven(registers.decimationCodec, params.decimation),
    threshold,
    hysteresis,
  };
  registers.triggerSourceCodec.encode(chosen.source);
  registers.encodeDelay(chosen.source, chosen.delay, chosen.decimation);
  checkEdges(registers.edgesOf(chosen.source), chosen.threshold, chosen.hysteresis);
  return { chosen, words };
}

/**
 * The setup of an acquisition: one of which nobody has chosen the trigger starts immediately.
 *
 * @throws ValueOutOfRangeError if the trigger is off
 */
export function withTrigger(
  params: ScopeSetup,
  held: Pick<ScopeSettings, 'trigger_source' | 'trigger_delay'>,
): ScopeSetup {
  const trigger_source = params.trigger_source ?? held.trigger_source ?? 'immediately';
  if (trigger_source === 'off') {
    const range = 'another source to acquire a trace, for without a trigger it would never end';
    throw new ValueOutOfRangeError('trigger_source', 'off', range, '1');
  }
  return { ...params, trigger_source, trigger_delay: params.trigger_delay ?? held.trigger_delay ?? 0 };
}
