import { describe, expect, it } from 'vitest';
import { ScopeView } from './scope-view.ts';
import { ScriptedStream } from './testing/scripted-stream.ts';

function opened(): { stream: ScriptedStream; scope: ScopeView; detach: () => void } {
  const stream = new ScriptedStream();
  const scope = new ScopeView(stream, stream);
  return { stream, scope, detach: scope.attach() };
}

const shown = ({ trace }: ScopeView): number | undefined => trace.value?.voltage[0][0];

describe('ScopeView', () => {
  it('asks for traces at display rate, and for none while nobody can see them', () => {
    const { stream, scope, detach } = opened();
    expect(stream.asked).toEqual([{ max_rate: 60 }]);
    stream.hide(true);
    expect(stream.asked).toEqual([]);
    stream.hide(false);
    expect(stream.asked).toEqual([{ max_rate: 60 }]);
    detach();
    expect(stream.asked).toEqual([]);
    stream.hide(false);
    expect(stream.asked).toEqual([]);
    scope.attach();
    stream.take(1);
    expect(shown(scope)).toBe(1);
  });

  it('keeps its trace when it stops, and ends its own subscription only', () => {
    const { stream, scope } = opened();
    stream.take(1);
    scope.setMode('stop');
    expect(stream.asked).toEqual([]);
    stream.take(2);
    expect(shown(scope)).toBe(1);
    scope.setMode('run');
    stream.take(3);
    expect(shown(scope)).toBe(3);
    expect(scope.frames.rate(0)).toBe(2);
  });

  it('shows a single trace and stops; one that it has already is none', () => {
    const { stream, scope } = opened();
    stream.take(1);
    scope.setMode('stop');
    scope.setMode('single');
    stream.take(1, {}, 1);
    expect(scope.mode.value).toBe('single');
    stream.take(2);
    stream.take(3);
    expect(scope.mode.value).toBe('stop');
    expect(shown(scope)).toBe(2);
    expect(stream.asked).toEqual([]);
  });

  it('averages as many traces as it is told to; a single one is then their mean', () => {
    const { stream, scope } = opened();
    scope.average(2);
    for (const volts of [1, 3, 5]) stream.take(volts);
    expect(shown(scope)).toBe(3.5);
    scope.setMode('single');
    stream.take(7);
    expect(scope.mode.value).toBe('single');
    stream.take(8);
    expect(shown(scope)).toBe(7.5);
    expect(scope.mode.value).toBe('stop');
    scope.average(1);
    scope.setMode('run');
    stream.take(9);
    expect(shown(scope)).toBe(9);
  });

  it('asks for what a narrow plot can show, unless a mean or a part of the trace needs more', () => {
    const { stream, scope } = opened();
    scope.want(768);
    expect(stream.asked).toEqual([{ max_rate: 60, max_points: 768 }]);
    scope.zoomTo([0, 1]);
    expect(stream.asked).toEqual([{ max_rate: 60 }]);
    scope.zoomTo(null);
    expect(stream.asked).toEqual([{ max_rate: 60, max_points: 768 }]);
    scope.average(2);
    expect(stream.asked).toEqual([{ max_rate: 60 }]);
    scope.average(1);
    scope.askForEverySample();
    expect(stream.asked).toEqual([{ max_rate: 60 }]);
  });

  it('shows the whole trace again when the time base changes', () => {
    const { stream, scope } = opened();
    stream.take(1);
    scope.zoomTo([0, 0.1]);
    stream.take(2);
    expect(scope.zoom.value).toEqual([0, 0.1]);
    stream.take(3, { decimation: 128 });
    expect(scope.zoom.value).toBeNull();
  });
});
