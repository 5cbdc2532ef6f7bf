import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Whether somebody can see an element: it is on the screen, in a page that is in front. */
export function useSeen(element: RefObject<Element | null>): boolean {
  const onScreen = useSignal(false);
  const inFront = useSignal(!document.hidden);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new IntersectionObserver((entries) => {
      onScreen.value = entries.at(-1)?.isIntersecting ?? false;
    });
    observer.observe(current);
    const look = (): void => {
      inFront.value = !document.hidden;
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', look);
    };
  }, [element, onScreen, inFront]);
  return onScreen.value && inFront.value;
}
