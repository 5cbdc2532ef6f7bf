import uPlot from 'uplot';
import { themeColour } from '../theme/appearance.ts';

/** CSS pixels between the marks of a trace. */
const SPACE = 70;

/** Half the size of a mark in CSS pixels. */
const HALF = 4;

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
export function channelMarks(colours: readonly [string, string]): uPlot.Plugin {
  const surface = themeColour('--surface');
  // Apart from each other, so that equal traces show both kinds.
  const styles = [
    { series: 1, outline: triangle, colour: colours[0], place: 0.3 },
    { series: 2, outline: square, colour: colours[1], place: 0.7 },
  ];
  return {
    hooks: {
      draw: (plot) => {
        const { ctx: context, bbox } = plot;
        context.save();
        context.fillStyle = surface;
        context.lineWidth = 1.5 * uPlot.pxRatio;
        const marks = Math.ceil(bbox.width / uPlot.pxRatio / SPACE);
        for (const { series, outline, colour, place } of styles) {
          if (plot.series[series]?.show !== true) continue;
          context.strokeStyle = colour;
          context.beginPath();
          for (let mark = 0; mark < marks; mark++) {
            const left = ((mark + place) / marks) * bbox.width;
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
