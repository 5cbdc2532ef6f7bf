import uPlot from 'uplot';

/**
 * Width of a trace in CSS pixels. Without a graphics processor, lines of one device pixel are drawn in a tenth of the time
 * of wider or dashed ones: 1 ms for 16384 points of noise, in Chromium 156.
 */
export const LINE = 1;

/** How the traces are drawn. */
export interface TraceLines {
  readonly paths: uPlot.Series.PathBuilder;
  readonly plugin: uPlot.Plugin;
}

/**
 * Lines of one device pixel that have their whole colour: made of pieces as short as a pixel, they are drawn at three
 * quarters of it, and so they are drawn twice.
 *
 * @param colours - of the channels
 */
export function firmLines(colours: readonly [string, string]): TraceLines {
  const straight = uPlot.paths.linear?.();
  const drawn = new Map<number, Path2D>();
  return {
    paths: (plot, series, ...range) => {
      const paths = straight?.(plot, series, ...range) ?? null;
      if (paths?.stroke instanceof Path2D) drawn.set(series, paths.stroke);
      return paths;
    },
    plugin: {
      hooks: {
        drawSeries: ({ ctx: context, bbox }, index) => {
          const path = drawn.get(index);
          const colour = colours[index - 1];
          if (path === undefined || colour === undefined || LINE * uPlot.pxRatio > 1) return;
          context.save();
          context.beginPath();
          context.rect(bbox.left, bbox.top, bbox.width, bbox.height);
          context.clip();
          context.strokeStyle = colour;
          context.lineWidth = LINE;
          context.lineJoin = 'round';
          // As uPlot moves the lines, so that they lie on pixels and not between them.
          context.translate(0.5, 0.5);
          context.stroke(path);
          context.restore();
        },
      },
    },
  };
}
