import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { columnExpression } from '@/lib/filter';
import { attributesQuery } from '../queries';
import { columnOf } from './columns';
import { defaultColumns } from './run-search';

const FIRST_METRICS = 4;
const FIRST_PARAMS = 3;
const ASKED = 20;

/** The columns of the address, or a sensible first choice: some metrics and params of the project. */
export function useColumns(projectKey: string, chosen: string[] | undefined) {
  const enabled = chosen === undefined;
  const metrics = useQuery({
    ...attributesQuery(projectKey, 'metric', '', undefined, ASKED),
    enabled,
    select: ({ results }) =>
      results.map(({ path }) => path).filter((path) => !path.startsWith('system/')),
  });
  const params = useQuery({
    ...attributesQuery(projectKey, 'param', '', undefined, ASKED),
    enabled,
    select: ({ results }) => results.map(({ path }) => path),
  });
  const ready = !enabled || (!metrics.isPending && !params.isPending);
  const ids = useMemo(
    () =>
      chosen ??
      defaultColumns(
        (metrics.data ?? []).slice(0, FIRST_METRICS),
        (params.data ?? []).slice(0, FIRST_PARAMS),
      ),
    [chosen, metrics.data, params.data],
  );
  const columns = useMemo(() => ids.flatMap((id) => columnOf(id, columnExpression) ?? []), [ids]);
  return { ids, columns, ready };
}
