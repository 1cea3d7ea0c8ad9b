import { Button, Select, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ModelVersion, Project, Stage } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { atLeast } from '@/features/projects/roles';
import { confirmDanger } from '@/ui/confirm';
import { CodeBlock, CopyIcon } from '@/ui/copyable';
import { Facts } from '@/ui/facts';
import { LinkAnchor } from '@/ui/link';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { TagEditor } from '@/ui/tag-editor';
import { RelativeTime } from '@/ui/time';
import { AliasPanel } from './alias-panel';
import { DescriptionPanel } from './description-panel';
import classes from './models.module.css';
import { type Change, changeVersion, deleteVersion } from './queries';
import { loadSnippet, versionUri } from './snippets';
import { useChange } from './use-change';
import { RunLink } from './version-table';

const STAGES: Stage[] = ['None', 'Staging', 'Production', 'Archived'];

interface VersionPageProps {
  project: Project;
  version: ModelVersion;
}

/** One version of a model: where it came from, what it is called, how to load it. */
export function VersionPage({ project, version }: VersionPageProps) {
  const { key } = project;
  const change = useChange(key, version.name, (body: Change & { stage?: Stage }) =>
    changeVersion(version, key, body),
  );
  const mayEdit = atLeast(project.role, 'annotator');
  const uri = versionUri('models', version.name, version.version, version.aliases);
  return (
    <Page
      title={`Version ${version.version}`}
      documentTitle={`${version.name} ${version.version}`}
      crumbs={projectCrumbs(
        project,
        <Link key="models" to="/projects/$key/models" params={{ key }} className="quiet">
          Models
        </Link>,
        <Link
          key="model"
          to="/projects/$key/models/$name"
          params={{ key, name: version.name }}
          className="quiet"
        >
          {version.name}
        </Link>,
      )}
      actions={
        atLeast(project.role, 'maintainer') && <DeleteVersion projectKey={key} version={version} />
      }
    >
      <div className={classes.columns}>
        <div className={classes.stack}>
          <Panel title="About">
            <Facts facts={facts(key, version)} />
          </Panel>
          <DescriptionPanel
            text={version.description}
            mayEdit={mayEdit}
            pending={change.isPending}
            onSave={(description) => change.mutateAsync({ description })}
          />
          <Panel title="Load it">
            <Text size="sm" mb="xs" className="mono">
              {uri} <CopyIcon value={uri} what="the model's URI" />
            </Text>
            <CodeBlock code={loadSnippet('models', uri)} what="the lines" />
          </Panel>
        </div>
        <div className={classes.stack}>
          <AliasPanel project={project} version={version} />
          <TagEditor
            tags={version.tags}
            mayEdit={mayEdit}
            pending={change.isPending}
            onChange={change.mutate}
          />
          <Panel title="Stage">
            {atLeast(project.role, 'contributor') ? (
              <Select
                aria-label="Stage"
                size="xs"
                w={180}
                data={STAGES}
                allowDeselect={false}
                value={version.stage}
                onChange={(stage) => stage && change.mutate({ stage: stage as Stage })}
              />
            ) : (
              <Text size="sm">{version.stage}</Text>
            )}
          </Panel>
        </div>
      </div>
    </Page>
  );
}

function facts(key: string, version: ModelVersion): [string, ReactNode][] {
  return [
    ['Source run', <RunLink key="run" projectKey={key} runId={version.run_id} />],
    [
      'Logged model',
      version.model_id ? (
        <LinkAnchor
          key="logged"
          to="/projects/$key/logged-models/$modelId"
          params={{ key, modelId: version.model_id }}
          size="sm"
          className="mono"
        >
          {version.model_id.slice(0, 10)}
        </LinkAnchor>
      ) : (
        '–'
      ),
    ],
    [
      'Source',
      <span key="source" className="mono" style={{ overflowWrap: 'anywhere' }}>
        {version.source_uri} <CopyIcon value={version.source_uri} what="the source" />
      </span>,
    ],
    ['Created by', version.created_by || '–'],
    ['Created', <RelativeTime key="created" at={version.created_at} />],
    ['Modified', <RelativeTime key="modified" at={version.updated_at} />],
  ];
}

function DeleteVersion({ projectKey, version }: { projectKey: string; version: ModelVersion }) {
  const navigate = useNavigate();
  const remove = useChange(projectKey, version.name, async () => {
    await deleteVersion(projectKey, version.name, version.version);
    const params = { key: projectKey, name: version.name };
    await navigate({ to: '/projects/$key/models/$name', params });
  });
  const ask = () =>
    confirmDanger({
      title: `Delete version ${version.version} of ${version.name}?`,
      body: 'Its aliases and tags go with it, and its number is never used again. The files stay where they are.',
      confirm: 'Delete version',
      onConfirm: () => remove.mutate(undefined),
    });
  return (
    <Button
      variant="default"
      leftSection={<IconTrash size={15} />}
      loading={remove.isPending}
      onClick={ask}
    >
      Delete
    </Button>
  );
}
