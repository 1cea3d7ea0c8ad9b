import { Link } from '@tanstack/react-router';
import type { LoggedModelRow, ModelVersion } from '@/api/types';
import { formatNumber } from '@/lib/format';
import type { GridColumn } from '@/ui/grid/columns';
import { RelativeTime } from '@/ui/time';
import { ModelStatus } from '../logged-model/model-status';

type Column = GridColumn<LoggedModelRow>;

/** Of what models have, the first few names; thousands of columns help nobody. */
const MOST = 10;

export interface Keys {
  metrics: string[];
  params: string[];
}

/** The names of the metrics and params that these models have. */
export const keysOf = (models: readonly LoggedModelRow[]): Keys => ({
  metrics: names(models.flatMap(({ metrics }) => Object.keys(metrics))),
  params: names(models.flatMap(({ params }) => Object.keys(params))),
});

const names = (all: string[]): string[] =>
  [...new Set(all)].sort((a, b) => a.localeCompare(b)).slice(0, MOST);

const absent = <span aria-hidden="true">–</span>;
const widthOf = (name: string, least: number): number =>
  Math.max(least, Math.min(220, name.length * 7.2 + 42));

const metricColumn = (key: string): Column => ({
  id: `metrics.${key}`,
  label: key,
  title: `${key} (metric, the latest value)`,
  width: widthOf(key, 104),
  align: 'right',
  sortable: true,
  cell: ({ metrics }) => {
    const value = metrics[key];
    return value === undefined ? absent : <span title={String(value)}>{formatNumber(value)}</span>;
  },
});

const paramColumn = (key: string): Column => ({
  id: `params.${key}`,
  label: key,
  title: `${key} (param)`,
  width: widthOf(key, 110),
  cell: ({ params }) => {
    const value = params[key];
    return value === undefined ? absent : <span title={value}>{value}</span>;
  },
});

/** The table's columns; `registered` has the versions of each model by its id. */
export function modelColumns(
  projectKey: string,
  keys: Keys,
  registered: ReadonlyMap<string, ModelVersion[]>,
): Column[] {
  return [
    {
      id: 'status',
      label: 'Status',
      width: 152,
      sortable: true,
      cell: ({ status }) => <ModelStatus status={status} />,
    },
    {
      id: 'run',
      label: 'Source run',
      width: 150,
      cell: ({ source_run }) =>
        source_run ? (
          <Link
            to="/projects/$key/runs/$runId"
            params={{ key: projectKey, runId: source_run.run_id }}
            className="quiet"
            title={source_run.name || source_run.run_id}
          >
            {source_run.name || source_run.run_id.slice(0, 8)}
          </Link>
        ) : (
          absent
        ),
    },
    {
      id: 'registered',
      label: 'Registered as',
      width: 170,
      cell: ({ model_id }) => (
        <Registered projectKey={projectKey} versions={registered.get(model_id) ?? []} />
      ),
    },
    {
      id: 'logged',
      label: 'Logged',
      width: 104,
      sortable: true,
      cell: ({ created_at }) => <RelativeTime at={created_at} />,
    },
    ...keys.metrics.map(metricColumn),
    ...keys.params.map(paramColumn),
    {
      id: 'type',
      label: 'Type',
      width: 120,
      sortable: true,
      cell: ({ model_type }) =>
        model_type ? <span title={model_type}>{model_type}</span> : absent,
    },
    {
      id: 'experiment',
      label: 'Experiment',
      width: 160,
      cell: ({ experiment_name }) => <span title={experiment_name}>{experiment_name}</span>,
    },
  ];
}

function Registered({ projectKey, versions }: { projectKey: string; versions: ModelVersion[] }) {
  const [first, ...more] = versions;
  if (!first) return absent;
  return (
    <>
      <Link
        to="/projects/$key/models/$name/versions/$version"
        params={{ key: projectKey, name: first.name, version: String(first.version) }}
        className="quiet"
        title={versions.map(({ name, version }) => `${name} v${version}`).join('\n')}
      >
        {first.name} v{first.version}
      </Link>
      {more.length > 0 && ` +${more.length}`}
    </>
  );
}
