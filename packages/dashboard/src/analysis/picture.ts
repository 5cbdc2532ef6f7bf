import type uPlot from 'uplot';
import { themeColour } from '../theme/appearance.ts';
import { CAPTION_GAP, type CaptionPart, wrapped } from './caption.ts';
import type { CursorPair } from './cursors.ts';

/** What is drawn with a plot. */
export interface PictureOptions {
  readonly caption: readonly CaptionPart[];
  readonly times: CursorPair | null;
  readonly voltages: CursorPair | null;
}

/** CSS pixels. */
const FONT_SIZE = 13;
const LINE = 20;
const MARGIN = 12;

/**
 * A picture of a plot as it is shown, with its axes, its cursors and a caption below.
 *
 * @throws Error as a rejection if the browser makes no PNG of it
 */
export async function plotPicture(plot: uPlot, options: PictureOptions): Promise<Blob> {
  const source = plot.ctx.canvas;
  const scale = source.width / plot.width;
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser gives no canvas to draw on.');
  const font = `${FONT_SIZE * scale}px system-ui, "Segoe UI", sans-serif`;
  context.font = font;
  const room = source.width - 2 * MARGIN * scale;
  const lines = wrapped(options.caption, (text) => context.measureText(text).width, room);
  canvas.width = source.width;
  canvas.height = source.height + (lines.length * LINE + 2 * MARGIN) * scale;
  context.fillStyle = themeColour('--surface');
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0);
  // Its size made the canvas forget everything else.
  context.font = font;
  drawCursors(context, plot, options, scale);
  context.textBaseline = 'top';
  lines.forEach((line, number) => {
    let left = MARGIN * scale;
    for (const { text, colour } of line) {
      context.fillStyle = themeColour(colour);
      context.fillText(text, left, source.height + (MARGIN + number * LINE) * scale);
      left += context.measureText(text + CAPTION_GAP).width;
    }
  });
  return await new Promise((resolve, reject) =>
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('This browser made no PNG of the plot.'));
      else resolve(blob);
    }, 'image/png'),
  );
}

function drawCursors(
  context: CanvasRenderingContext2D,
  plot: uPlot,
  { times, voltages }: PictureOptions,
  scale: number,
): void {
  const { left, top, width, height } = plot.bbox;
  context.strokeStyle = themeColour('--text');
  context.fillStyle = themeColour('--text');
  context.lineWidth = scale;
  context.setLineDash([5 * scale, 4 * scale]);
  context.textBaseline = 'bottom';
  for (const [index, time] of (times ?? []).entries()) {
    const x = plot.valToPos(time, 'x', true);
    if (x < left || x > left + width) continue;
    strokeLine(context, x, top, x, top + height);
    context.fillText(`t${index + 1}`, x + 4 * scale, top + height - 4 * scale);
  }
  for (const [index, volts] of (voltages ?? []).entries()) {
    const y = plot.valToPos(volts, 'y', true);
    if (y < top || y > top + height) continue;
    strokeLine(context, left, y, left + width, y);
    context.fillText(`V${index + 1}`, left + width - 24 * scale, y - 2 * scale);
  }
  context.setLineDash([]);
}

function strokeLine(
  context: CanvasRenderingContext2D,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): void {
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}
