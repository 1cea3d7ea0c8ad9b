import { MultiSelect, SegmentedControl, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { experimentsQuery } from '@/features/experiments/queries';
import { stateLabel } from '../trace-state';
import { type Order, RANGES, type Range, TRACE_STATES, type TracesView } from './trace-search';

interface TraceChoicesProps {
  projectKey: string;
  view: TracesView;
  onView: (change: { [K in keyof TracesView]: TracesView[K] | undefined }) => void;
}

const SORTS = [
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'slowest', label: 'Slowest first' },
  { value: 'fastest', label: 'Fastest first' },
];

/** The choices that need no language: experiments, state, time range, order. */
export function TraceChoices({ projectKey, view, onView }: TraceChoicesProps) {
  const experiments = useQuery(experimentsQuery(projectKey, false)).data?.results ?? [];
  const chosen = view.experiments ?? [];
  return (
    <>
      <MultiSelect
        aria-label="Experiments"
        placeholder={chosen.length === 0 ? 'All experiments' : ''}
        w={chosen.length > 1 ? 300 : 200}
        searchable
        clearable
        data={experiments.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={chosen.map(String)}
        onChange={(ids) => onView({ experiments: ids.length > 0 ? ids.map(Number) : undefined })}
      />
      <SegmentedControl
        aria-label="State"
        value={view.state ?? 'all'}
        onChange={(value) => onView({ state: TRACE_STATES.find((state) => state === value) })}
        data={[
          { value: 'all', label: 'All' },
          ...TRACE_STATES.map((value) => ({ value, label: stateLabel(value) })),
        ]}
      />
      <Select
        aria-label="Time range"
        w={140}
        value={view.range ?? 'all'}
        onChange={(value) => onView({ range: value === 'all' ? undefined : (value as Range) })}
        data={[
          { value: 'all', label: 'Any time' },
          ...Object.entries(RANGES).map(([value, { label }]) => ({ value, label })),
        ]}
      />
      <Select
        aria-label="Order"
        w={140}
        value={view.sort ?? 'newest'}
        onChange={(value) => onView({ sort: value === 'newest' ? undefined : (value as Order) })}
        data={SORTS}
      />
    </>
  );
}
