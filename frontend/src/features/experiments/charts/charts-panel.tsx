import { Button, Modal, Text } from '@mantine/core';
import { IconChartLine, IconChevronRight } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Metric } from '@/api/types';
import { formatCount } from '@/lib/format';
import { EmptyState } from '@/ui/states';
import { ChartCard, type ChartRun } from './chart-card';
import { ChartToolbar } from './chart-toolbar';
import {
  type ChartView,
  type ChartViewChange,
  matchingKeys,
  type Section,
  sectionsOf,
} from './chart-view';
import classes from './charts.module.css';

interface ChartsPanelProps {
  keys: readonly string[];
  runs: readonly ChartRun[];
  view: ChartView;
  onView: (change: ChartViewChange) => void;
  /** Latest values by key, where there is one run. */
  latest?: ReadonlyMap<string, Metric['value']>;
  /** What stands here when there is nothing to draw. */
  empty: string;
}

const FIRST_CHARTS = 36;
const OPEN_SECTIONS_UP_TO = 120;

/** All charts of one or many runs, in sections that open and close. */
export function ChartsPanel({ keys, runs, view, onView, latest, empty }: ChartsPanelProps) {
  const shown = useMemo(() => matchingKeys(keys, view.find), [keys, view.find]);
  const sections = useMemo(() => sectionsOf(shown), [shown]);
  const zoom = {
    onZoom: (from: number, to: number) => onView({ from, to }),
    onReset: () => onView({ from: undefined, to: undefined }),
  };
  if (keys.length === 0) {
    return (
      <EmptyState icon={<IconChartLine size={22} />} title="No charts yet">
        {empty}
      </EmptyState>
    );
  }
  return (
    <div>
      <ChartToolbar view={view} onView={onView} />
      {shown.length === 0 && (
        <Text c="dimmed" size="sm">
          No metric matches «{view.find}».
        </Text>
      )}
      {sections.map((section, at) => (
        <ChartSection
          key={section.name}
          section={section}
          startsOpen={at === 0 || shown.length <= OPEN_SECTIONS_UP_TO || view.find !== undefined}
          renderChart={(key) => (
            <ChartCard
              key={key}
              metricKey={key}
              runs={runs}
              view={view}
              latest={latest?.get(key)}
              {...zoom}
              onOpen={() => onView({ chart: key })}
            />
          )}
        />
      ))}
      <Modal
        fullScreen
        opened={view.chart !== undefined}
        onClose={() => onView({ chart: undefined })}
        title={view.chart ?? ''}
        transitionProps={{ duration: 0 }}
      >
        {view.chart && (
          <>
            <ChartToolbar view={view} onView={onView} single />
            <ChartCard
              metricKey={view.chart}
              runs={runs}
              view={view}
              {...zoom}
              height={Math.max(320, window.innerHeight - 220)}
            />
          </>
        )}
      </Modal>
    </div>
  );
}

interface ChartSectionProps {
  section: Section;
  startsOpen: boolean;
  renderChart: (key: string) => React.ReactNode;
}

function ChartSection({ section, startsOpen, renderChart }: ChartSectionProps) {
  const [open, setOpen] = useState(startsOpen);
  const [most, setMost] = useState(FIRST_CHARTS);
  const left = section.keys.length - most;
  return (
    <section aria-label={section.name}>
      <h2 style={{ margin: 0, fontSize: 14 }}>
        <button
          type="button"
          className={classes.sectionHead}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <IconChevronRight size={15} />
          {section.name}
          <Text span size="xs" c="dimmed">
            {formatCount(section.keys.length)}
          </Text>
        </button>
      </h2>
      {open && (
        <div className={classes.grid}>
          {section.keys.slice(0, most).map(renderChart)}
          {left > 0 && (
            <Button variant="default" onClick={() => setMost(most + FIRST_CHARTS * 2)}>
              Show more ({formatCount(left)} left)
            </Button>
          )}
        </div>
      )}
    </section>
  );
}
