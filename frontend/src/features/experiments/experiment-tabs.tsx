import { SegmentedControl } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { compact } from '@/lib/search-params';

interface ExperimentTabsProps {
  projectKey: string;
  experiments: number[] | undefined;
  value: 'runs' | 'traces';
}

/** From the runs of the chosen experiments to their traces, and back. */
export function ExperimentTabs({ projectKey, experiments, value }: ExperimentTabsProps) {
  const navigate = useNavigate();
  const params = { key: projectKey };
  const search = compact({ experiments });
  return (
    <SegmentedControl
      aria-label="Runs or traces"
      value={value}
      onChange={(next) =>
        void (next === 'runs'
          ? navigate({ to: '/projects/$key/runs', params, search })
          : navigate({ to: '/projects/$key/traces', params, search }))
      }
      data={[
        { value: 'runs', label: 'Runs' },
        { value: 'traces', label: 'Traces' },
      ]}
    />
  );
}
