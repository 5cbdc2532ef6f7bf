import { useSignal } from '@preact/signals';
import type { TargetedEvent } from 'preact';
import { rememberedOpen, rememberOpen } from './remembered-open.ts';

/** Where there is room for sections that nobody has opened; a phone is for watching first. */
const ROOMY = '(min-width: 40rem)';

/** Whether a section is open, and what its `details` element calls when it is opened or closed. */
export interface RememberedOpen {
  readonly open: boolean;
  readonly onToggle: (event: TargetedEvent<HTMLDetailsElement>) => void;
}

/**
 * A section that this browser remembers as open or closed.
 *
 * @param name - of the section, without spaces
 * @param openAtFirst - whether it is open where nobody has opened or closed it yet: always, or on a screen with room for it
 */
export function useRememberedOpen(name: string, openAtFirst: boolean | 'roomy'): RememberedOpen {
  const first = openAtFirst === 'roomy' ? window.matchMedia(ROOMY).matches : openAtFirst;
  const open = useSignal(rememberedOpen(window.localStorage).get(name) ?? first);
  return {
    open: open.value,
    onToggle: ({ currentTarget }) => {
      // The browser tells of its own first drawing, too.
      if (currentTarget.open === open.value) return;
      open.value = currentTarget.open;
      rememberOpen(window.localStorage, name, open.value);
    },
  };
}
