import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import type { XKind } from './axis-format';
import { type ChartLine, frameOf, structureOf } from './chart-data';
import { chartOptions } from './chart-options';
import classes from './line-chart.module.css';

interface LineChartProps {
  lines: readonly ChartLine[];
  label: string;
  kind: XKind;
  smoothing: number;
  logY: boolean;
  height: number;
  syncKey?: string;
  range: readonly [number, number] | null;
  onZoom: (from: number, to: number) => void;
  onReset: () => void;
}

/** A time series chart. New points of the same lines only redraw it. */
export function LineChart(props: LineChartProps) {
  const { lines, label, kind, smoothing, logY, height, syncKey } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const frame = useMemo(() => frameOf(lines, { smoothing, logY }), [lines, smoothing, logY]);
  const frameNow = useRef(frame);
  frameNow.current = frame;
  const structure = structureOf(frame);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `structure` and `scheme` stand for what the chart is built of.
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const chart = new uPlot(
      chartOptions({
        columns: frameNow.current.columns,
        kind,
        logY,
        width: element.clientWidth || 400,
        height,
        colors: themeColors(element),
        syncKey,
        range: () => latest.current.range,
        lines: () => latest.current.lines,
        onZoom: (from, to) => latest.current.onZoom(from, to),
        onReset: () => latest.current.onReset(),
      }),
      frameNow.current.data,
      element,
    );
    plot.current = chart;
    const resized = new ResizeObserver(() => {
      if (element.clientWidth > 0) chart.setSize({ width: element.clientWidth, height });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [structure, kind, logY, height, syncKey, scheme]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new range redraws the same data.
  useEffect(() => {
    plot.current?.setData(frame.data);
  }, [frame, props.range?.[0], props.range?.[1]]);

  return (
    <div ref={host} className={classes.host} role="img" aria-label={label} style={{ height }} />
  );
}

function themeColors(element: HTMLElement): { text: string; grid: string } {
  const style = getComputedStyle(element);
  return {
    text: style.getPropertyValue('--mantine-color-dimmed').trim() || '#596273',
    grid: style.getPropertyValue('--naiad-grid-line').trim() || '#eceef2',
  };
}
