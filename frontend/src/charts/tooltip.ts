import type uPlot from 'uplot';
import { formatNumber } from '@/lib/format';
import { formatX, type XKind, xName } from './axis-format';
import type { ChartColumn } from './chart-data';
import classes from './line-chart.module.css';

const MOST_ROWS = 12;
const FEW_ROWS = 4;

interface TooltipRow {
  label: string;
  color: string;
  value: number;
}

/** The drawn lines' values nearest to the cursor, greatest first. */
export function rowsAt(u: uPlot, columns: readonly ChartColumn[], at: number): TooltipRow[] {
  const rows = columns.flatMap(({ line, role }, column) => {
    if (role !== 'line') return [];
    const value = nearest(u.data[column + 1], at);
    return value === null ? [] : [{ label: line.label, color: line.color, value }];
  });
  return rows.sort((a, b) => b.value - a.value);
}

const REACH = 40;

function nearest(
  values: ArrayLike<number | null | undefined> | undefined,
  at: number,
): number | null {
  if (!values) return null;
  for (let step = 0; step <= REACH; step += 1) {
    const value = values[at - step] ?? values[at + step];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

function rowElement(row: TooltipRow): HTMLElement {
  const element = document.createElement('div');
  element.className = classes.tooltipRow ?? '';
  const mark = document.createElement('i');
  mark.style.background = row.color;
  const label = document.createElement('span');
  label.textContent = row.label;
  const value = document.createElement('b');
  value.textContent = formatNumber(row.value);
  element.append(mark, label, value);
  return element;
}

/** A box beside the cursor; plain DOM, because it moves with every mouse move. */
export function tooltipPlugin(columns: readonly ChartColumn[], kind: XKind): uPlot.Plugin {
  const box = document.createElement('div');
  box.className = classes.tooltip ?? '';
  box.hidden = true;
  return {
    hooks: {
      init: (u) => {
        u.over.append(box);
      },
      setCursor: (u) => {
        const { idx, left = -1, top = -1 } = u.cursor;
        const hovered =
          left >= 0 && left <= u.over.clientWidth && idx !== null && idx !== undefined;
        const rows = hovered ? rowsAt(u, columns, idx) : [];
        box.hidden = rows.length === 0;
        if (box.hidden || !hovered) return;
        // A chart whose cursor only follows another one says less, and hides less.
        const follows = !u.cursor.event;
        const head = document.createElement('div');
        head.textContent = `${xName(kind)} ${formatX(kind, u.data[0][idx] ?? 0)}`;
        head.hidden = follows;
        box.classList.toggle(classes.following ?? '', follows && rows.length === 1);
        box.replaceChildren(head, ...rows.slice(0, follows ? FEW_ROWS : MOST_ROWS).map(rowElement));
        const onRight = left > u.over.clientWidth / 2;
        box.style.left = onRight ? '' : `${left + 14}px`;
        box.style.right = onRight ? `${u.over.clientWidth - left + 14}px` : '';
        box.style.top = `${Math.max(0, Math.min(top, u.over.clientHeight - 40))}px`;
      },
    },
  };
}
