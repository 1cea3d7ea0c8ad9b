import { Button, SegmentedControl, Slider, Switch, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch, IconZoomReset } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { formatX, type XKind } from '@/charts/axis-format';
import { type ChartView, type ChartViewChange, rangeOf } from './chart-view';
import classes from './charts.module.css';

interface ChartToolbarProps {
  /** Without finding, where one chart is shown alone. */
  single?: boolean;
  view: ChartView;
  onView: (change: ChartViewChange) => void;
}

export function ChartToolbar({ view, onView, single = false }: ChartToolbarProps) {
  const range = rangeOf(view);
  const kind = view.x ?? 'step';
  return (
    <div className={classes.toolbar}>
      {!single && (
        <FindCharts
          value={view.find ?? ''}
          onFind={(find) => onView({ find: find || undefined })}
        />
      )}
      <Smoothing
        value={view.smooth ?? 0}
        onValue={(smooth) => onView({ smooth: smooth || undefined })}
      />
      <SegmentedControl
        size="xs"
        aria-label="X axis"
        value={kind}
        onChange={(x) =>
          onView({ x: x === 'step' ? undefined : (x as XKind), from: undefined, to: undefined })
        }
        data={[
          { value: 'step', label: 'Step' },
          { value: 'time', label: 'Time' },
          { value: 'relative', label: 'Relative' },
        ]}
      />
      <Switch
        size="sm"
        label="Log scale"
        checked={view.log === true}
        onChange={(event) => onView({ log: event.currentTarget.checked || undefined })}
      />
      {range && (
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconZoomReset size={14} />}
          onClick={() => onView({ from: undefined, to: undefined })}
        >
          {formatX(kind, range[0])} – {formatX(kind, range[1])}, reset
        </Button>
      )}
    </div>
  );
}

function FindCharts({ value, onFind }: { value: string; onFind: (find: string) => void }) {
  const [draft, setDraft] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const send = useDebouncedCallback(onFind, 200);
  useEffect(() => setDraft(value), [value]);
  useHotkeys([['/', () => input.current?.focus()]]);
  return (
    <TextInput
      ref={input}
      className={classes.find ?? ''}
      aria-label="Find charts"
      placeholder="Find charts: text or regular expression"
      leftSection={<IconSearch size={15} />}
      value={draft}
      onChange={(event) => {
        setDraft(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
    />
  );
}

function Smoothing({ value, onValue }: { value: number; onValue: (value: number) => void }) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return (
    <div className={classes.slider}>
      <span id="smoothing-label">Smoothing</span>
      <Slider
        w={120}
        size="sm"
        min={0}
        max={0.99}
        step={0.01}
        label={null}
        thumbProps={{ 'aria-labelledby': 'smoothing-label' }}
        value={draft}
        onChange={setDraft}
        onChangeEnd={onValue}
      />
      <Text span size="sm" className="num">
        {draft.toFixed(2)}
      </Text>
    </div>
  );
}
