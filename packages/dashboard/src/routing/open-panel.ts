import type { NodeName } from './routing-model.ts';

/** Most frames to wait until the bench is drawn. */
const MOST_FRAMES = 60;

const SAMPLER = '#sampler-title';
const SCOPE = '#scope-title';
const section = (module: string): string => `section[aria-label="${module}"]`;

/** Where the bench shows a part of the board, if it does. */
const PANELS: ReadonlyMap<NodeName, string> = new Map([
  ['in1', SAMPLER],
  ['in2', SAMPLER],
  ['out1', SAMPLER],
  ['out2', SAMPLER],
  ['scope1', SCOPE],
  ['scope2', SCOPE],
  ['asg0', section('asg0')],
  ['asg1', section('asg1')],
  ['pid0', section('pid0')],
  ['pid1', section('pid1')],
  ['pid2', section('pid2')],
  ['iq0', section('iq0')],
  ['iq1', section('iq1')],
  ['iq2', section('iq2')],
]);

/** Whether a part of the board has a panel on the bench. */
export function hasPanel(name: NodeName): boolean {
  return PANELS.has(name);
}

/** Scrolls to the panel of a part of the board, and opens it, once the bench is drawn. */
export function showPanel(name: NodeName, page: Document): void {
  const selector = PANELS.get(name);
  if (selector === undefined) return;
  let frames = 0;
  const look = (): void => {
    const panel = page.querySelector(selector);
    if (panel !== null) reveal(panel);
    else if (++frames < MOST_FRAMES) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

function reveal(panel: Element): void {
  const details = panel.closest('details') ?? panel.querySelector('details');
  if (details !== null) {
    details.open = true;
    details.querySelector('summary')?.focus({ preventScroll: true });
  }
  panel.scrollIntoView({ block: 'center' });
}
