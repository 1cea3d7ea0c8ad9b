import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Project, RegisteredModel } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { atLeast } from '@/features/projects/roles';
import { CodeBlock, CopyIcon } from '@/ui/copyable';
import { Facts } from '@/ui/facts';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { TagEditor } from '@/ui/tag-editor';
import { RelativeTime } from '@/ui/time';
import { AliasChips } from './chips';
import { DescriptionPanel } from './description-panel';
import { ModelMenu } from './model-menu';
import classes from './models.module.css';
import { type Change, changeModel } from './queries';
import { loadSnippet, versionUri } from './snippets';
import { useChange } from './use-change';
import { VersionTable } from './version-table';

/** A registered model: its versions, which of them counts, and how to load it. */
export function ModelPage({ project, model }: { project: Project; model: RegisteredModel }) {
  const { key } = project;
  const change = useChange(key, model.name, (body: Change) => changeModel(key, model.name, body));
  const mayEdit = atLeast(project.role, 'annotator');
  return (
    <Page
      title={model.name}
      crumbs={projectCrumbs(
        project,
        <Link key="models" to="/projects/$key/models" params={{ key }} className="quiet">
          Models
        </Link>,
      )}
      actions={<ModelMenu kind="models" model={model} project={project} />}
    >
      <div className={classes.columns}>
        <div className={classes.stack}>
          <VersionTable projectKey={key} name={model.name} />
        </div>
        <div className={classes.stack}>
          <About model={model} />
          {model.latest !== null && <LoadPanel model={model} latest={model.latest} />}
          <DescriptionPanel
            text={model.description}
            mayEdit={mayEdit}
            pending={change.isPending}
            onSave={(description) => change.mutateAsync({ description })}
          />
          <TagEditor
            tags={model.tags}
            mayEdit={mayEdit}
            pending={change.isPending}
            onChange={change.mutate}
          />
        </div>
      </div>
    </Page>
  );
}

function About({ model }: { model: RegisteredModel }) {
  return (
    <Panel title="About">
      <Facts
        facts={[
          ['Versions', model.version_count],
          ['Latest version', model.latest ?? '–'],
          [
            'Aliases',
            Object.keys(model.aliases).length > 0 ? (
              <AliasChips key="aliases" aliases={Object.keys(model.aliases)} />
            ) : (
              '–'
            ),
          ],
          ['Created by', model.created_by || '–'],
          ['Created', <RelativeTime key="created" at={model.created_at} />],
          ['Modified', <RelativeTime key="modified" at={model.updated_at} />],
        ]}
      />
    </Panel>
  );
}

function LoadPanel({ model, latest }: { model: RegisteredModel; latest: number }) {
  const uri = versionUri('models', model.name, latest, Object.keys(model.aliases));
  return (
    <Panel title="Load it">
      <Text size="sm" mb="xs" className="mono">
        {uri} <CopyIcon value={uri} what="the model's URI" />
      </Text>
      <CodeBlock code={loadSnippet('models', uri)} what="the lines" />
    </Panel>
  );
}
