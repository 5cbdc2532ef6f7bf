import { type ReadonlySignal, signal } from '@preact/signals';

/** The parts of the page, one shown at a time, each with an address of its own. */
export const PAGES = [
  { name: 'bench', title: 'Bench' },
  { name: 'routing', title: 'Routing' },
  { name: 'activity', title: 'Activity' },
  { name: 'states', title: 'States' },
  { name: 'code', title: 'Code' },
] as const;

/** Name of a part of the page. */
export type PageName = (typeof PAGES)[number]['name'];

/** The part that an address names: its fragment, else the bench. */
export function pageOf(fragment: string): PageName {
  return PAGES.find(({ name }) => `#${name}` === fragment)?.name ?? 'bench';
}

/** The part that the browser's address names at present; another one is shown from its top. */
export function shownPage(view: Window): ReadonlySignal<PageName> {
  const shown = signal(pageOf(view.location.hash));
  view.addEventListener('hashchange', () => {
    shown.value = pageOf(view.location.hash);
    view.scrollTo(0, 0);
  });
  return shown;
}
