import { Button, Group, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Dataset, DatasetRecord } from '@/api/types';
import { confirmDanger } from '@/ui/confirm';
import { ShortId } from '@/ui/copyable';
import { JsonBlock } from '@/ui/json-block';
import { LinkAnchor } from '@/ui/link';
import { notifyError } from '@/ui/notify';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { RelativeTime } from '@/ui/time';
import classes from './evaluation.module.css';
import { deleteRecords, recordsQuery } from './queries';

/** The records of a dataset; each opens to all that it holds. */
export function RecordsPanel({ dataset }: { dataset: Dataset }) {
  const query = useInfiniteQuery(recordsQuery(dataset.dataset_id));
  return (
    <Panel flush title="Records">
      <QueryView query={query}>
        {({ pages }) => {
          const records = pages.flatMap(({ results }) => results);
          if (records.length === 0) {
            return (
              <EmptyState title="No records yet">
                dataset.merge_records([…]) adds some; traces can be given as well.
              </EmptyState>
            );
          }
          return (
            <>
              {records.map((record) => (
                <Record key={record.record_id} record={record} dataset={dataset} />
              ))}
              {query.hasNextPage && (
                <Group p="sm" justify="center">
                  <Button
                    variant="default"
                    loading={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    Show more
                  </Button>
                </Group>
              )}
            </>
          );
        }}
      </QueryView>
    </Panel>
  );
}

const brief = (value: unknown): string => (JSON.stringify(value) ?? '').slice(0, 300);
const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  (typeof value === 'object' && Object.keys(value).length === 0);

function Record({ record, dataset }: { record: DatasetRecord; dataset: Dataset }) {
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.record}>
      <button
        type="button"
        className={classes.head}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <IconChevronRight size={14} />
        <span className="mono truncate">{brief(record.inputs)}</span>
        <span className="mono truncate">
          {isEmpty(record.expectations) ? 'nothing expected' : brief(record.expectations)}
        </span>
      </button>
      {open && <RecordBody record={record} dataset={dataset} />}
    </div>
  );
}

function RecordBody({ record, dataset }: { record: DatasetRecord; dataset: Dataset }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteRecords(dataset.dataset_id, [record.record_id]),
    onSuccess: () =>
      queries.invalidateQueries({ queryKey: ['evaluation-dataset', dataset.dataset_id] }),
    onError: notifyError,
  });
  const ask = () =>
    confirmDanger({
      title: 'Delete this record?',
      body: 'Its inputs and expectations leave the dataset for good.',
      confirm: 'Delete record',
      onConfirm: () => remove.mutate(),
    });
  const parts: [string, unknown][] = [
    ['Inputs', record.inputs],
    ['Expectations', record.expectations],
    ['Outputs', record.outputs],
    ['Tags', record.tags],
    ['Source', record.source_data],
  ];
  return (
    <div className={classes.body}>
      <Group gap="xs" justify="space-between">
        <Text size="xs" c="dimmed" component="div">
          <ShortId id={record.record_id} what="record id" />
          {record.source_type && ` · from ${record.source_type.toLowerCase()}`}
          {record.source_type === 'TRACE' && record.source_id && (
            <>
              {' '}
              <LinkAnchor
                to="/projects/$key/traces/$traceId"
                params={{ key: dataset.project_key, traceId: record.source_id }}
                size="xs"
              >
                {record.source_id}
              </LinkAnchor>
            </>
          )}
          {' · '}
          <RelativeTime at={new Date(record.last_update_time_ms).toISOString()} />
        </Text>
        {dataset.can_write && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="red"
            loading={remove.isPending}
            onClick={ask}
          >
            Delete
          </Button>
        )}
      </Group>
      {parts
        .filter(([, value]) => !isEmpty(value))
        .map(([name, value]) => (
          <section key={name}>
            <h3>{name}</h3>
            <JsonBlock value={value} what={name.toLowerCase()} />
          </section>
        ))}
    </div>
  );
}
