import { Tabs } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { LoggedModel } from '@/api/types';
import { ArtifactsView } from '@/features/artifacts/artifacts-view';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { compact } from '@/lib/search-params';
import { useLiveTopics } from '@/live/live';
import { ShortId } from '@/ui/copyable';
import { Page } from '@/ui/page';
import { ModelOverview } from './model-overview';
import { ModelStatus } from './model-status';
import type { ModelTab, ModelView } from './model-view';

interface LoggedModelPageProps {
  model: LoggedModel;
  view: ModelView;
  onView: (view: ModelView) => void;
}

export function LoggedModelPage({ model, view, onView }: LoggedModelPageProps) {
  const key = model.project.key;
  useLiveTopics(model.source_run ? [`run:${model.source_run.run_id}`] : []);
  const tab = view.tab ?? 'overview';
  const open = (next: ModelTab) => onView(next === 'overview' ? {} : { tab: next });
  return (
    <Page
      title={model.name}
      crumbs={projectCrumbs(
        model.project,
        <Link
          key="experiment"
          to="/projects/$key/runs"
          params={{ key }}
          search={{ experiments: [model.experiment_id] }}
          className="quiet"
        >
          {model.experiment_name}
        </Link>,
      )}
      aside={
        <>
          <ModelStatus status={model.status} />
          <ShortId id={model.model_id} what="model id" />
        </>
      }
    >
      <Tabs value={tab} onChange={(value) => open((value ?? 'overview') as ModelTab)}>
        <Tabs.List mb="md">
          <Tabs.Tab value="overview">Overview</Tabs.Tab>
          <Tabs.Tab value="files">Files</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="overview">
          <ModelOverview model={model} />
        </Tabs.Panel>
        <Tabs.Panel value="files">
          <ArtifactsView
            of={{ kind: 'logged-model', id: model.model_id }}
            uri={model.artifact_uri}
            path={view.path}
            onPath={(path) => onView(compact({ tab, path }))}
            empty="The model's files appear here while they are uploaded."
          />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
