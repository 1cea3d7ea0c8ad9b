import { Button, MultiSelect } from '@mantine/core';
import { IconBox } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { LoggedModelRow, ModelVersion, Project } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { formatCount, plural } from '@/lib/format';
import { compact } from '@/lib/search-params';
import { nextSort, parseSort } from '@/ui/grid/columns';
import { DataGrid } from '@/ui/grid/data-grid';
import classes from '@/ui/grid/grid.module.css';
import { GridStates, refusalOf, useMore } from '@/ui/grid/grid-states';
import { SearchBox } from '@/ui/grid/search-box';
import { Page } from '@/ui/page';
import { EmptyState } from '@/ui/states';
import { ExperimentTabs } from '../experiment-tabs';
import { experimentsQuery } from '../queries';
import { type Keys, keysOf, modelColumns } from './model-columns';
import {
  type LoggedModelsView,
  loggedModelsQuery,
  MODEL_HELP,
  modelSearchBody,
  registeredQuery,
} from './model-search';

interface LoggedModelsPageProps {
  project: Project;
  view: LoggedModelsView;
  onView: (view: LoggedModelsView) => void;
}

type Change = { [K in keyof LoggedModelsView]: LoggedModelsView[K] | undefined };

/** The models that the runs of some experiments logged, with what was measured of them. */
export function LoggedModelsPage({ project, view, onView }: LoggedModelsPageProps) {
  const { key } = project;
  const body = useMemo(() => modelSearchBody(view), [view]);
  const query = useInfiniteQuery({
    ...loggedModelsQuery(key, body),
    placeholderData: keepPreviousData,
  });
  const models = useMemo(
    () => query.data?.pages.flatMap((page) => page.models) ?? [],
    [query.data],
  );
  const registered = useRegistered(key, models);
  // As text, so that more rows with the same names change no column.
  const names = JSON.stringify(keysOf(models));
  const columns = useMemo(
    () => modelColumns(key, JSON.parse(names) as Keys, registered),
    [key, names, registered],
  );
  const experiments = useQuery(experimentsQuery(key, false)).data?.results ?? [];
  const change = (values: Change) => onView(compact({ ...view, ...values }));
  const sort = parseSort(view.sort);
  const onMore = useMore(query);
  const linkOf = useCallback(
    (model: LoggedModelRow, className: string) => (
      <Link
        to="/projects/$key/logged-models/$modelId"
        params={{ key, modelId: model.model_id }}
        className={className}
        title={`${model.name} · ${model.model_id}`}
      >
        {model.name}
      </Link>
    ),
    [key],
  );
  return (
    <Page
      title="Logged models"
      crumbs={projectCrumbs(project)}
      actions={<ExperimentTabs projectKey={key} experiments={view.experiments} value="models" />}
      fill
    >
      <div className={classes.toolbar}>
        <SearchBox
          label="Search logged models"
          placeholder="Words of the name, or metrics.accuracy > 0.9"
          help={MODEL_HELP}
          value={view.filter ?? ''}
          error={refusalOf(query)}
          onApply={(filter) => change({ filter: filter || undefined })}
        />
        <MultiSelect
          aria-label="Experiments"
          placeholder={view.experiments ? '' : 'All experiments'}
          w={(view.experiments?.length ?? 0) > 1 ? 300 : 210}
          searchable
          clearable
          data={experiments.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={(view.experiments ?? []).map(String)}
          onChange={(ids) => change({ experiments: ids.length > 0 ? ids.map(Number) : undefined })}
        />
      </div>
      <div className={classes.bar}>
        <span className="num" role="status">
          {query.data && countWords(models.length, query.hasNextPage)}
        </span>
      </div>
      <GridStates
        query={query}
        rows={models.length}
        empty={
          <NoModels
            narrowed={Boolean(view.filter ?? view.experiments)}
            onReset={() => onView({})}
          />
        }
      >
        <DataGrid
          label="Logged models"
          first="Model"
          firstSort="name"
          rows={models}
          total={null}
          idOf={idOf}
          nameOf={nameOf}
          linkOf={linkOf}
          columns={columns}
          sort={sort}
          onSort={(column) => change({ sort: nextSort(sort, column) })}
          selection={null}
          onSelect={nothing}
          onSelectAll={nothing}
          hasMore={query.hasNextPage}
          onMore={onMore}
        />
      </GridStates>
    </Page>
  );
}

const idOf = (model: LoggedModelRow): string => model.model_id;
const nameOf = (model: LoggedModelRow): string => model.name;
const nothing = (): void => undefined;

const countWords = (loaded: number, more: boolean): string =>
  more ? `${formatCount(loaded)} models loaded` : plural(loaded, 'model');

/** The registered versions of these models, by the model's id. */
function useRegistered(projectKey: string, models: readonly LoggedModelRow[]) {
  const ids = useMemo(() => models.map(idOf), [models]);
  const { data } = useQuery({
    ...registeredQuery(projectKey, ids),
    placeholderData: keepPreviousData,
  });
  return useMemo(() => {
    const byModel = new Map<string, ModelVersion[]>();
    for (const version of data ?? []) {
      byModel.set(version.model_id, [...(byModel.get(version.model_id) ?? []), version]);
    }
    return byModel;
  }, [data]);
}

function NoModels({ narrowed, onReset }: { narrowed: boolean; onReset: () => void }) {
  if (!narrowed) {
    return (
      <EmptyState icon={<IconBox size={22} />} title="No logged models yet">
        A script logs one with <span className="mono">mlflow.sklearn.log_model(model, name=…)</span>{' '}
        or its like; autolog does it by itself.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<IconBox size={22} />}
      title="No logged model matches"
      action={
        <Button variant="default" onClick={onReset}>
          Show all logged models
        </Button>
      }
    >
      Change the search or the experiments.
    </EmptyState>
  );
}
