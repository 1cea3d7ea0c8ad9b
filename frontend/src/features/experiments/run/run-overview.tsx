import { Alert, Stack, Table } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Run } from '@/api/types';
import { RunVersions } from '@/features/models/run-versions';
import { LinkAnchor } from '@/ui/link';
import { Panel } from '@/ui/panel';
import { RelativeTime } from '@/ui/time';
import { ModelStatus } from '../logged-model/model-status';
import { runChildrenQuery, runModelsQuery } from '../queries';
import { RunList } from '../run-list';
import classes from './run.module.css';
import { RunDescription } from './run-description';
import { RunFacts } from './run-facts';
import { RunMetrics } from './run-metrics';
import { RunParams } from './run-params';
import { RunTags } from './run-tags';

export function RunOverview({ run }: { run: Run }) {
  return (
    <Stack gap="md">
      {run.deleted && (
        <Alert variant="light" color="yellow" icon={<IconTrash size={18} />}>
          This run is deleted. It is kept, and can be restored from the menu above.
        </Alert>
      )}
      <div className={classes.columns}>
        <div className={classes.stack}>
          <RunFacts run={run} />
          <RunTags run={run} />
          <RunDescription run={run} />
        </div>
        <div className={classes.stack}>
          <RunMetrics runId={run.run_id} />
          <RunParams runId={run.run_id} />
          <RunModels runId={run.run_id} projectKey={run.project.key} />
          <RunVersions runId={run.run_id} projectKey={run.project.key} />
          <RunChildren runId={run.run_id} projectKey={run.project.key} />
        </div>
      </div>
    </Stack>
  );
}

interface RelatedProps {
  runId: string;
  projectKey: string;
}

function RunModels({ runId, projectKey }: RelatedProps) {
  const models = useQuery(runModelsQuery(runId)).data?.results ?? [];
  if (models.length === 0) return null;
  return (
    <Panel flush title="Models">
      <Table horizontalSpacing={14} verticalSpacing={7}>
        <Table.Tbody>
          {models.map((model) => (
            <Table.Tr key={model.model_id}>
              <Table.Td>
                <LinkAnchor
                  to="/projects/$key/logged-models/$modelId"
                  params={{ key: projectKey, modelId: model.model_id }}
                  size="sm"
                  fw={500}
                >
                  {model.name}
                </LinkAnchor>
              </Table.Td>
              <Table.Td>
                {model.artifact_path ? (
                  <LinkAnchor
                    to="/projects/$key/runs/$runId"
                    params={{ key: projectKey, runId }}
                    search={{ tab: 'artifacts', path: `${model.artifact_path}/MLmodel` }}
                    size="sm"
                    className="mono"
                  >
                    {model.artifact_path}
                  </LinkAnchor>
                ) : (
                  '–'
                )}
              </Table.Td>
              <Table.Td>
                <ModelStatus status={model.status} />
              </Table.Td>
              <Table.Td c="dimmed" ta="right">
                <RelativeTime at={model.created_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function RunChildren({ runId, projectKey }: RelatedProps) {
  const page = useQuery(runChildrenQuery(runId)).data;
  if (!page || page.results.length === 0) return null;
  return (
    <Panel flush title={`Child runs (${page.total})`}>
      <RunList runs={page.results} projectKey={projectKey} withExperiment={false} />
    </Panel>
  );
}
