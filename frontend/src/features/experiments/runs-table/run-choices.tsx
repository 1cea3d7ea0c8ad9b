import { MultiSelect, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RunStatus } from '@/api/types';
import { statusLabel } from '@/ui/status-badge';
import { experimentsQuery } from '../queries';
import { RUN_STATUSES, type RunsView } from './run-search';

interface RunChoicesProps {
  projectKey: string;
  view: RunsView;
  onView: (change: { [K in keyof RunsView]: RunsView[K] | undefined }) => void;
}

/** The choices that need no language: experiments, statuses, deleted or not. */
export function RunChoices({ projectKey, view, onView }: RunChoicesProps) {
  const experiments = useQuery(experimentsQuery(projectKey, false)).data?.results ?? [];
  const chosen = view.experiments ?? [];
  const status = view.status ?? [];
  return (
    <>
      <MultiSelect
        aria-label="Experiments"
        placeholder={chosen.length === 0 ? 'All experiments' : ''}
        w={chosen.length > 1 ? 300 : 210}
        searchable
        clearable
        data={experiments.map(({ id, name }) => ({ value: String(id), label: name }))}
        value={chosen.map(String)}
        onChange={(ids) => onView({ experiments: ids.length > 0 ? ids.map(Number) : undefined })}
      />
      <MultiSelect
        aria-label="Status"
        placeholder={status.length === 0 ? 'Any status' : ''}
        w={status.length > 1 ? 220 : 150}
        clearable
        data={RUN_STATUSES.map((value) => ({ value, label: statusLabel(value) }))}
        value={status}
        onChange={(values) =>
          onView({ status: values.length > 0 ? (values as RunStatus[]) : undefined })
        }
      />
      <SegmentedControl
        aria-label="Active or deleted runs"
        value={view.deleted ? 'deleted' : 'active'}
        onChange={(value) => onView({ deleted: value === 'deleted' ? true : undefined })}
        data={[
          { value: 'active', label: 'Active' },
          { value: 'deleted', label: 'Deleted' },
        ]}
      />
    </>
  );
}
