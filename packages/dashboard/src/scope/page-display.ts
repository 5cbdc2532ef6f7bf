/** The display of the page, seen from the traces. */
export interface PageDisplay {
  /** Milliseconds; never goes back. */
  now(): number;
  /** Calls back once, before the next frame. */
  requestFrame(callback: () => void): void;
  /** Whether nobody can see the page: another tab is in front, or the window is minimised. */
  hidden(): boolean;
  /** Calls back whenever {@link hidden} changes. */
  onHidden(listener: () => void): void;
}

/** The browser's own display. */
export const browserDisplay: PageDisplay = {
  now: () => performance.now(),
  requestFrame: (callback) => void window.requestAnimationFrame(callback),
  hidden: () => document.hidden,
  onHidden: (listener) => document.addEventListener('visibilitychange', listener),
};
