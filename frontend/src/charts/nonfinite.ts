import type uPlot from 'uplot';
import type { ChartLine } from './chart-data';

const GLYPHS = { NaN: '×', Infinity: '▲', '-Infinity': '▼' } as const;

/** Marks what a line cannot show: NaN and −∞ at the bottom edge, +∞ at the top. */
export function nonFinitePlugin(lines: () => readonly ChartLine[]): uPlot.Plugin {
  return {
    hooks: {
      draw: (u) => {
        const { ctx, bbox } = u;
        ctx.save();
        ctx.font = `${Math.round(11 * devicePixelRatio)}px sans-serif`;
        ctx.textAlign = 'center';
        for (const line of lines()) {
          ctx.fillStyle = line.color;
          for (const { x, value } of line.nonfinite) {
            const left = u.valToPos(x, 'x', true);
            if (left < bbox.left || left > bbox.left + bbox.width) continue;
            const atTop = value === 'Infinity';
            ctx.textBaseline = atTop ? 'top' : 'bottom';
            ctx.fillText(GLYPHS[value], left, atTop ? bbox.top : bbox.top + bbox.height);
          }
        }
        ctx.restore();
      },
    },
  };
}
