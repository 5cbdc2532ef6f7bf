import { useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { pageInFront } from './page-in-front.ts';

/** Whether somebody can see an element: it is on the screen, in a page that is in front. */
export function useSeen(element: RefObject<Element | null>): boolean {
  const onScreen = useSignal(false);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new IntersectionObserver((entries) => {
      onScreen.value = entries.at(-1)?.isIntersecting ?? false;
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element, onScreen]);
  return onScreen.value && pageInFront.value;
}
