import { Button, Menu, Text } from '@mantine/core';
import { IconDots, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Dataset } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { plural } from '@/lib/format';
import { confirmDanger } from '@/ui/confirm';
import { ShortId } from '@/ui/copyable';
import { Facts } from '@/ui/facts';
import { LinkAnchor } from '@/ui/link';
import { notifyDone, notifyError } from '@/ui/notify';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { TagEditor, type TagPatch } from '@/ui/tag-editor';
import { RelativeTime } from '@/ui/time';
import classes from './evaluation.module.css';
import { datasetQuery, deleteDataset, tagDataset } from './queries';
import { RecordsPanel } from './records-panel';

export function DatasetPage({ dataset }: { dataset: Dataset }) {
  const queries = useQueryClient();
  const tag = useMutation({
    mutationFn: (patch: TagPatch) => tagDataset(dataset.dataset_id, patch),
    onSuccess: (changed) =>
      queries.setQueryData(datasetQuery(dataset.dataset_id).queryKey, changed),
    onError: notifyError,
  });
  const key = dataset.project_key;
  return (
    <Page
      title={dataset.name}
      crumbs={projectCrumbs(
        { key, name: dataset.project_name },
        <Link
          key="datasets"
          to="/projects/$key/evaluation-datasets"
          params={{ key }}
          className="quiet"
        >
          Evaluation datasets
        </Link>,
      )}
      aside={
        <>
          <Text component="span" size="sm" c="dimmed">
            {plural(dataset.record_count, 'record')}
          </Text>
          <ShortId id={dataset.dataset_id} what="dataset id" />
        </>
      }
      actions={dataset.can_delete && <DatasetMenu dataset={dataset} />}
    >
      <div className={classes.columns}>
        <RecordsPanel dataset={dataset} />
        <div className={classes.stack}>
          <DatasetFacts dataset={dataset} />
          <TagEditor
            tags={dataset.tags}
            mayEdit={dataset.can_annotate}
            pending={tag.isPending}
            onChange={tag.mutate}
          />
          <SchemaPanel dataset={dataset} />
        </div>
      </div>
    </Page>
  );
}

function DatasetFacts({ dataset }: { dataset: Dataset }) {
  const facts: [string, ReactNode][] = [
    ['Made by', dataset.created_by || '–'],
    ['Made', <RelativeTime key="made" at={new Date(dataset.created_time_ms).toISOString()} />],
    ['Changed by', dataset.last_updated_by || '–'],
    [
      'Changed',
      <RelativeTime key="changed" at={new Date(dataset.last_update_time_ms).toISOString()} />,
    ],
    [
      'Digest',
      <span key="digest" className="mono">
        {dataset.digest || '–'}
      </span>,
    ],
    [
      'Experiments',
      dataset.experiments.length === 0
        ? 'none'
        : dataset.experiments.map(({ id, name }) => (
            <div key={id}>
              <LinkAnchor
                to="/projects/$key/runs"
                params={{ key: dataset.project_key }}
                search={{ experiments: [id] }}
                size="sm"
              >
                {name}
              </LinkAnchor>
            </div>
          )),
    ],
  ];
  return (
    <Panel title="About">
      <Facts facts={facts} />
    </Panel>
  );
}

function SchemaPanel({ dataset }: { dataset: Dataset }) {
  if (!dataset.schema) return null;
  const { inputs, expectations } = dataset.schema;
  return (
    <Panel title="Fields">
      <Text size="xs" c="dimmed" mb={4}>
        Inputs
      </Text>
      <Facts facts={Object.entries(inputs)} />
      {Object.keys(expectations).length > 0 && (
        <>
          <Text size="xs" c="dimmed" mt="sm" mb={4}>
            Expectations
          </Text>
          <Facts facts={Object.entries(expectations)} />
        </>
      )}
    </Panel>
  );
}

function DatasetMenu({ dataset }: { dataset: Dataset }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const remove = useMutation({
    mutationFn: () => deleteDataset(dataset.dataset_id),
    onSuccess: async () => {
      notifyDone(`«${dataset.name}» is deleted.`);
      await navigate({
        to: '/projects/$key/evaluation-datasets',
        params: { key: dataset.project_key },
      });
      void queries.invalidateQueries({ queryKey: ['evaluation-datasets', dataset.project_key] });
    },
    onError: notifyError,
  });
  const ask = () =>
    confirmDanger({
      title: `Delete «${dataset.name}»?`,
      body: `Its ${plural(dataset.record_count, 'record')} go with it. This cannot be undone.`,
      confirm: 'Delete dataset',
      onConfirm: () => remove.mutate(),
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px={9} aria-label="Dataset actions">
          <IconDots size={16} />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconTrash size={15} />}
          c="var(--mantine-color-error)"
          onClick={ask}
        >
          Delete
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
