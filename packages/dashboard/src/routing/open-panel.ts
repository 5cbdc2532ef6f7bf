import type { NodeName } from './routing-model.ts';

/** Most frames to wait until the bench is drawn. */
const MOST_FRAMES = 60;

const SAMPLER = '#sampler-title';
const SCOPE = '#scope-title';

/** Where the bench shows what is not a module with a section of its own. */
const HEADINGS: ReadonlyMap<NodeName, string> = new Map([
  ['in1', SAMPLER],
  ['in2', SAMPLER],
  ['out1', SAMPLER],
  ['out2', SAMPLER],
  ['scope1', SCOPE],
  ['scope2', SCOPE],
]);

/** Scrolls to the panel of a part of the board, and opens it, once the bench is drawn. */
export function showPanel(name: NodeName, page: Document): void {
  const selector = HEADINGS.get(name) ?? `section[aria-label="${name}"]`;
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
  if (details !== null) details.open = true;
  const target = details?.querySelector('summary') ?? panel;
  if (target instanceof HTMLElement) {
    if (target === panel) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  }
  panel.scrollIntoView({ block: 'center' });
}
