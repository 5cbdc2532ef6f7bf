import { describe, expect, it } from 'vitest';
import { FAULT_FORMS, parseFault } from './fault-text.ts';

describe('parseFault', () => {
  it.each([
    ['delay(rtt=10ms)', { kind: 'way', rttMs: 10, jitterMs: 0, seed: 1 }],
    ['delay(rtt=500us, jitter=0.1ms, seed=9)', { kind: 'way', rttMs: 0.5, jitterMs: 0.1, seed: 9 }],
    ['delay(reply,3,for=2s)', { kind: 'delay', direction: 'reply', after: 2, durationMs: 2000 }],
    ['drop(reply,3)', { kind: 'drop', direction: 'reply', after: 2 }],
    ['drop(request)', { kind: 'drop', direction: 'request', after: 0 }],
    ['corrupt(reply,after=100)', { kind: 'corrupt', direction: 'reply', after: 100, bit: 0 }],
    ['corrupt(reply,1,bit=7)', { kind: 'corrupt', direction: 'reply', after: 0, bit: 7 }],
    ['truncate( reply , 9 )', { kind: 'truncate', direction: 'reply', after: 8 }],
    ['reset(request,1)', { kind: 'reset', direction: 'request', after: 0 }],
    ['takeover(request,1)', { kind: 'takeover', direction: 'request', after: 0, holdMs: null }],
    ['takeover(request,1,for=2s)', { kind: 'takeover', direction: 'request', after: 0, holdMs: 2000 }],
    ['random(rate=1e-4,seed=7)', { kind: 'random', rate: 1e-4, seed: 7 }],
  ])('reads %s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it.each(FAULT_FORMS.map((form) => [form]))('reads the form it names itself: %s', (form) => {
    expect(() => parseFault(form)).not.toThrow();
  });

  it.each([
    ['explode(reply,3)', 'known name'],
    ['drop', 'known name'],
    ['drop(reply,3', 'known name'],
    ['constructor(reply)', 'known name'],
    ['drop(sideways,3)', 'direction must be request or reply'],
    ['drop(3)', 'direction must be request or reply'],
    ['drop(reply,0)', '1 is the first'],
    ['drop(reply,x)', '1 is the first'],
    ['drop(reply,3,4)', '"4" is too much'],
    ['drop(reply,3,after=4)', 'both a byte and "after"'],
    ['drop(reply,bit=3)', 'does not take "bit"'],
    ['corrupt(reply,3,bit=8)', '0 to 7'],
    ['corrupt(reply,after=-1)', '"after" is not a number'],
    ['corrupt(reply,bit=1,bit=2)', 'given twice'],
    ['delay(rtt=10)', 'must be a time such as'],
    ['delay(rtt=10min)', 'must be a time such as'],
    ['delay(reply,3)', '"for" must be a time'],
    ['delay(reply,rtt=1ms)', 'too much'],
    ['delay(rtt=1ms,for=1ms)', 'whole way'],
    ['random(seed=1)', 'probability per byte'],
    ['random(rate=2)', 'probability per byte'],
  ])('refuses %s with a sentence', (text, why) => {
    expect(() => parseFault(text)).toThrow(RangeError);
    expect(() => parseFault(text)).toThrow(why);
    expect(() => parseFault(text)).toThrow(`The fault "${text}" is not understood`);
  });
});
