import type uPlot from 'uplot';
import type { Cursors } from './cursors.ts';

/** Draws the cursors on a plot of traces, and lets them be dragged. */
export function cursorPlugin(_cursors: Cursors): uPlot.Plugin {
  return { hooks: {} };
}
