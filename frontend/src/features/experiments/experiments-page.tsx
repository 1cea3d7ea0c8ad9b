import { Button, SegmentedControl, Table, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFlask, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Experiment, Project } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { atLeast } from '@/features/projects/roles';
import { ImportOffer } from '@/features/transfers/import-offer';
import { Page } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { ExperimentForm } from './experiment-form';
import { ExperimentRow } from './experiment-row';
import classes from './experiments.module.css';
import { experimentsQuery } from './queries';

interface ExperimentsPageProps {
  project: Project;
  deleted: boolean;
  onDeleted: (deleted: boolean) => void;
}

export function ExperimentsPage({ project, deleted, onDeleted }: ExperimentsPageProps) {
  const query = useQuery(experimentsQuery(project.key, deleted));
  const [search, setSearch] = useState('');
  const [opened, dialog] = useDisclosure(false);
  const create = atLeast(project.role, 'contributor') && (
    <Button leftSection={<IconPlus size={16} />} onClick={dialog.open}>
      New experiment
    </Button>
  );
  return (
    <Page
      title="Experiments"
      crumbs={projectCrumbs(project)}
      actions={create}
      description="An experiment gathers the runs that answer one question."
    >
      <div className={classes.toolbar}>
        <TextInput
          aria-label="Find an experiment"
          placeholder="Find an experiment"
          leftSection={<IconSearch size={15} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          w={280}
        />
        <SegmentedControl
          aria-label="Active or deleted experiments"
          value={deleted ? 'deleted' : 'active'}
          onChange={(value) => onDeleted(value === 'deleted')}
          data={[
            { value: 'active', label: 'Active' },
            { value: 'deleted', label: 'Deleted' },
          ]}
        />
      </div>
      <QueryView query={query}>
        {({ results }) => (
          <Experiments
            project={project}
            experiments={matching(results, search)}
            searched={search !== ''}
            deleted={deleted}
          />
        )}
      </QueryView>
      <ExperimentForm project={project} experiment={null} opened={opened} onClose={dialog.close} />
    </Page>
  );
}

function matching(experiments: Experiment[], search: string): Experiment[] {
  const wanted = search.trim().toLowerCase();
  return experiments.filter(({ name, description }) =>
    `${name} ${description}`.toLowerCase().includes(wanted),
  );
}

interface ExperimentsProps {
  project: Project;
  experiments: Experiment[];
  searched: boolean;
  deleted: boolean;
}

function Experiments({ project, experiments, searched, deleted }: ExperimentsProps) {
  if (experiments.length === 0) {
    if (searched) return <Text c="dimmed">No experiment matches.</Text>;
    if (deleted)
      return (
        <EmptyState title="No deleted experiments">
          Deleted ones wait here to be restored.
        </EmptyState>
      );
    return (
      <EmptyState
        icon={<IconFlask size={22} />}
        title="No experiments yet"
        action={<ImportOffer projectKey={project.key} />}
      >
        A script that calls mlflow.set_experiment("…") makes one by itself.
      </EmptyState>
    );
  }
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table verticalSpacing={7} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Experiment</Table.Th>
            <Table.Th className="num" w={100}>
              Runs
            </Table.Th>
            <Table.Th w={130}>Last run</Table.Th>
            <Table.Th w={130}>Created</Table.Th>
            <Table.Th w={60}>
              <span className="visually-hidden">Actions</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {experiments.map((experiment) => (
            <ExperimentRow key={experiment.id} project={project} experiment={experiment} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
