import { effect, type ReadonlySignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';

/**
 * Follows a signal that changes faster than people read: the first change at once, then the newest at most once per interval.
 *
 * @param interval - milliseconds
 */
export function usePaced<Value>(source: ReadonlySignal<Value>, interval: number): Value {
  const [paced, setPaced] = useState(() => ({ value: source.peek() }));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let changed = false;
    const show = (): void => {
      timer = changed ? setTimeout(show, interval) : undefined;
      if (!changed) return;
      changed = false;
      setPaced({ value: source.peek() });
    };
    const end = effect(() => {
      void source.value;
      changed = true;
      if (timer === undefined) show();
    });
    return () => {
      end();
      clearTimeout(timer);
    };
  }, [source, interval]);
  return paced.value;
}
