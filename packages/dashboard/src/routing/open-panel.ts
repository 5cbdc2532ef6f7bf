import type { NodeName } from './routing-model.ts';

/** Most frames to wait until the bench is drawn. */
const MOST_FRAMES = 60;

/** Modules that have a panel on the bench; its element has the module's name as id. */
const PANELS: ReadonlyMap<NodeName, string> = new Map([
  ['in1', 'sampler'],
  ['in2', 'sampler'],
  ['out1', 'sampler'],
  ['out2', 'sampler'],
  ['scope1', 'scope'],
  ['scope2', 'scope'],
  ['asg0', 'asg0'],
  ['asg1', 'asg1'],
  ['pid0', 'pid0'],
  ['pid1', 'pid1'],
  ['pid2', 'pid2'],
  ['iq0', 'iq0'],
  ['iq1', 'iq1'],
  ['iq2', 'iq2'],
]);

/** Whether a part of the board has a panel on the bench. */
export function hasPanel(name: NodeName): boolean {
  return PANELS.has(name);
}

/** Scrolls to the panel of a part of the board, once the bench shows it. */
export function showPanel(name: NodeName, view: Window): void {
  const id = PANELS.get(name) ?? '';
  let frames = 0;
  const look = (): void => {
    const panel = view.document.getElementById(id);
    if (panel !== null) {
      panel.scrollIntoView({ block: 'center' });
      panel.focus({ preventScroll: true });
    } else if (++frames < MOST_FRAMES) view.requestAnimationFrame(look);
  };
  view.requestAnimationFrame(look);
}
