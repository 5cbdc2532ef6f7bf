import { systemClock } from '@pyrpl-mux/client';
import { useEffect, useRef } from 'preact/hooks';
import { RepeatedRead } from './repeated-read.ts';

/**
 * A {@link RepeatedRead} of a component, which ends with it.
 *
 * @param wanted - whether to read at present
 * @param interval - milliseconds between an answer and the next question
 */
export function useRepeatedRead<Value>(
  wanted: boolean,
  interval: number,
  read: () => Promise<Value>,
): RepeatedRead<Value> {
  const present = useRef({ read, interval });
  present.current = { read, interval };
  const kept = useRef<RepeatedRead<Value> | null>(null);
  kept.current ??= new RepeatedRead({
    read: () => present.current.read(),
    interval: () => present.current.interval,
    clock: systemClock,
  });
  const repeated = kept.current;
  useEffect(() => (wanted ? repeated.start() : undefined), [wanted, repeated]);
  return repeated;
}
