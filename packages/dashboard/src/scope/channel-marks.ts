import uPlot from 'uplot';
import { themeColour } from '../theme/appearance.ts';

/** Marks along a trace. */
const MARKS = 12;

/** Half the size of a mark in CSS pixels. */
const HALF = 4;

/** CSS pixels between the first marks of the two channels, so that equal traces show both kinds. */
const APART = 14;

type Outline = (context: CanvasRenderingContext2D, x: number, y: number, half: number) => void;

const triangle: Outline = (context, x, y, half) => {
  context.moveTo(x - half, y + half);
  context.lineTo(x + half, y + half);
  context.lineTo(x, y - half);
  context.closePath();
};

const square: Outline = (context, x, y, half) => {
  context.rect(x - half, y - half, 2 * half, 2 * half);
};

/** Triangles on the first channel and squares on the second, which tell them apart without their colours. */
export function channelMarks(): uPlot.Plugin {
  const surface = themeColour('--surface');
  const styles = [
    { series: 1, outline: triangle, colour: themeColour('--ch1'), offset: 0 },
    { series: 2, outline: square, colour: themeColour('--ch2'), offset: APART },
  ];
  return {
    hooks: {
      draw: (plot) => {
        const { ctx: context, bbox } = plot;
        context.save();
        context.fillStyle = surface;
        context.lineWidth = 1.5 * uPlot.pxRatio;
        for (const { series, outline, colour, offset } of styles) {
          if (plot.series[series]?.show !== true) continue;
          context.strokeStyle = colour;
          context.beginPath();
          for (let mark = 0; mark < MARKS; mark++) {
            const left = ((mark + 0.5) / MARKS) * bbox.width + offset * uPlot.pxRatio;
            const value = plot.data[series]?.[plot.posToIdx(bbox.left + left, true)];
            if (typeof value !== 'number') continue;
            const y = plot.valToPos(value, 'y', true);
            if (y < bbox.top || y > bbox.top + bbox.height) continue;
            outline(context, bbox.left + left, y, HALF * uPlot.pxRatio);
          }
          context.fill();
          context.stroke();
        }
        context.restore();
      },
    },
  };
}
