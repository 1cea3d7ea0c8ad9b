import { Select } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ModelVersion, Project, RegisteredModel } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { AliasPanel } from './alias-panel';
import { ModelMenu } from './model-menu';
import classes from './models.module.css';
import { PromptDiff } from './prompt-diff';
import { PromptFacts } from './prompt-facts';
import { PromptTemplate } from './prompt-template';
import { PromptVersions } from './prompt-versions';
import { versionsQuery } from './queries';

export interface PromptView {
  version?: number;
  compare?: number;
}

interface PromptPageProps {
  project: Project;
  model: RegisteredModel;
  view: PromptView;
  onView: (view: PromptView) => void;
}

/** A prompt: its versions beside what the chosen one says, or how it differs from another. */
export function PromptPage({ project, model, view, onView }: PromptPageProps) {
  const { key } = project;
  const query = useInfiniteQuery(versionsQuery(key, model.name));
  return (
    <Page
      title={model.name}
      crumbs={projectCrumbs(
        project,
        <Link key="prompts" to="/projects/$key/prompts" params={{ key }} className="quiet">
          Prompts
        </Link>,
      )}
      actions={<ModelMenu kind="prompts" model={model} project={project} />}
    >
      <QueryView query={query}>
        {({ pages }) => {
          const versions = pages.flatMap(({ results }) => results);
          const chosen = find(versions, view.version) ?? versions[0];
          if (!chosen) {
            return <EmptyState title="No versions yet">Register a text by this name.</EmptyState>;
          }
          return (
            <div className={classes.prompt}>
              <PromptVersions
                projectKey={key}
                versions={versions}
                chosen={chosen}
                hasMore={query.hasNextPage}
                loading={query.isFetchingNextPage}
                onMore={() => void query.fetchNextPage()}
              />
              <div className={classes.stack}>
                <TextPanel versions={versions} chosen={chosen} view={view} onView={onView} />
                <PromptFacts projectKey={key} project={project} version={chosen} />
                <AliasPanel project={project} version={chosen} />
              </div>
            </div>
          );
        }}
      </QueryView>
    </Page>
  );
}

const find = (versions: ModelVersion[], number: number | undefined): ModelVersion | undefined =>
  versions.find(({ version }) => version === number);

interface TextPanelProps {
  versions: ModelVersion[];
  chosen: ModelVersion;
  view: PromptView;
  onView: (view: PromptView) => void;
}

function TextPanel({ versions, chosen, view, onView }: TextPanelProps) {
  const before = find(versions, view.compare);
  const others = versions.filter(({ version }) => version !== chosen.version);
  const compare = others.length > 0 && (
    <Select
      aria-label="Compare with"
      placeholder="Compare with…"
      size="xs"
      w={190}
      clearable
      data={others.map(({ version }) => ({
        value: String(version),
        label: `Compare with version ${version}`,
      }))}
      value={before ? String(before.version) : null}
      onChange={(value) =>
        onView({ version: chosen.version, ...(value ? { compare: Number(value) } : {}) })
      }
    />
  );
  const diff = before && before.version !== chosen.version;
  return (
    <Panel
      flush={diff === true}
      title={diff ? `Version ${before.version} → ${chosen.version}` : `Version ${chosen.version}`}
      actions={compare}
    >
      {diff ? (
        <PromptDiff before={before} after={chosen} />
      ) : (
        chosen.prompt && <PromptTemplate prompt={chosen.prompt} />
      )}
    </Panel>
  );
}
