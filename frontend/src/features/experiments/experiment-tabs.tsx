import { SegmentedControl } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { compact } from '@/lib/search-params';

const TO = {
  runs: '/projects/$key/runs',
  models: '/projects/$key/logged-models',
  traces: '/projects/$key/traces',
} as const;
type Tab = keyof typeof TO;

interface ExperimentTabsProps {
  projectKey: string;
  experiments: number[] | undefined;
  value: Tab;
}

/** From the runs of the chosen experiments to their logged models and traces, and back. */
export function ExperimentTabs({ projectKey, experiments, value }: ExperimentTabsProps) {
  const navigate = useNavigate();
  const params = { key: projectKey };
  const search = compact({ experiments });
  return (
    <SegmentedControl
      aria-label="Runs, logged models or traces"
      value={value}
      onChange={(next) => void navigate({ to: TO[next as Tab], params, search })}
      data={[
        { value: 'runs', label: 'Runs' },
        { value: 'models', label: 'Logged models' },
        { value: 'traces', label: 'Traces' },
      ]}
    />
  );
}
