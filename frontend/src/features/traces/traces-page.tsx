import { useQuery } from '@tanstack/react-query';
import type { Project } from '@/api/types';
import { ExperimentTabs } from '@/features/experiments/experiment-tabs';
import { experimentsQuery } from '@/features/experiments/queries';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { atLeast } from '@/features/projects/roles';
import { Page } from '@/ui/page';
import { TraceList } from './table/trace-list';
import type { TracesView } from './table/trace-search';

interface TracesPageProps {
  project: Project;
  view: TracesView;
  onView: (view: TracesView) => void;
}

export function TracesPage({ project, view, onView }: TracesPageProps) {
  const experiments = useQuery(experimentsQuery(project.key, false)).data?.results ?? [];
  const [only] = view.experiments ?? [];
  return (
    <Page
      title="Traces"
      crumbs={projectCrumbs(project)}
      actions={
        <ExperimentTabs projectKey={project.key} experiments={view.experiments} value="traces" />
      }
      fill
    >
      <TraceList
        of={{ projectKey: project.key }}
        view={view}
        onView={onView}
        mayDelete={atLeast(project.role, 'maintainer')}
        experiment={experiments.find(({ id }) => id === only)?.name ?? 'assistant'}
      />
    </Page>
  );
}
