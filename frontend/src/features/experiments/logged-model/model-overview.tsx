import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { LoggedModel } from '@/api/types';
import { CopyIcon } from '@/ui/copyable';
import { Facts } from '@/ui/facts';
import { LinkAnchor } from '@/ui/link';
import { Markdown } from '@/ui/markdown';
import { notifyError } from '@/ui/notify';
import { Panel } from '@/ui/panel';
import { TagEditor, type TagPatch } from '@/ui/tag-editor';
import { RelativeTime } from '@/ui/time';
import { ParamTable } from '../param-table';
import classes from '../run/run.module.css';
import { ModelMetrics } from './model-metrics';
import { ModelStatus } from './model-status';
import { ModelVersions } from './model-versions';
import { loggedModelQuery, tagLoggedModel } from './queries';

export function ModelOverview({ model }: { model: LoggedModel }) {
  const queries = useQueryClient();
  const tag = useMutation({
    mutationFn: (patch: TagPatch) => tagLoggedModel(model.model_id, patch),
    onSuccess: (changed) =>
      queries.setQueryData(loggedModelQuery(model.model_id).queryKey, changed),
    onError: notifyError,
  });
  const params = Object.entries(model.params)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([key, value]) => ({ key, value }));
  return (
    <Stack gap="md">
      {model.status === 'LOGGED_MODEL_UPLOAD_FAILED' && (
        <Alert variant="light" color="red" icon={<IconAlertTriangle size={18} />}>
          {model.status_message || 'The upload of its files failed; log the model again.'}
        </Alert>
      )}
      <div className={classes.columns}>
        <div className={classes.stack}>
          <ModelFacts model={model} />
          <TagEditor
            tags={model.tags}
            mayEdit={model.can.annotate}
            pending={tag.isPending}
            onChange={tag.mutate}
          />
          {model.description && (
            <Panel title="Notes">
              <Markdown text={model.description} />
            </Panel>
          )}
        </div>
        <div className={classes.stack}>
          <ModelMetrics metrics={model.metrics} projectKey={model.project.key} />
          <Panel flush title="Params">
            {params.length === 0 ? (
              <Text size="sm" c="dimmed" p="sm">
                No params logged.
              </Text>
            ) : (
              <ParamTable params={params} />
            )}
          </Panel>
          <ModelVersions projectKey={model.project.key} modelId={model.model_id} />
        </div>
      </div>
    </Stack>
  );
}

function ModelFacts({ model }: { model: LoggedModel }) {
  const key = model.project.key;
  const uri = `models:/${model.model_id}`;
  const run = model.source_run;
  const facts: [string, ReactNode][] = [
    ['Status', <ModelStatus key="status" status={model.status} />],
    ['Type', model.model_type || '–'],
    [
      'Source run',
      run ? (
        <LinkAnchor
          key="run"
          to="/projects/$key/runs/$runId"
          params={{ key, runId: run.run_id }}
          size="sm"
        >
          {run.name || run.run_id.slice(0, 8)}
        </LinkAnchor>
      ) : (
        'none'
      ),
    ],
    [
      'Experiment',
      <LinkAnchor
        key="experiment"
        to="/projects/$key/runs"
        params={{ key }}
        search={{ experiments: [model.experiment_id] }}
        size="sm"
      >
        {model.experiment_name}
      </LinkAnchor>,
    ],
    ['Logged', <RelativeTime key="logged" at={model.created_at} />],
    ['Changed', <RelativeTime key="changed" at={model.updated_at} />],
    [
      'Load it by',
      <span key="uri">
        <span className="mono">{uri}</span> <CopyIcon value={uri} what="model URI" />
      </span>,
    ],
    [
      'Files',
      <span key="files">
        <span className="mono">{model.artifact_uri}</span>{' '}
        <CopyIcon value={model.artifact_uri} what="artifact address" />
      </span>,
    ],
  ];
  return (
    <Panel title="About">
      <Facts facts={facts} />
    </Panel>
  );
}
