import { Anchor, Badge, Button, SimpleGrid, Skeleton, Text, TextInput } from '@mantine/core';
import { IconFolderPlus, IconPlus, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Page } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { CreateProject } from './create-project';
import { ProjectCard } from './project-card';
import { projectsQuery } from './queries';

interface ProjectsPageProps {
  creating: boolean;
  onCreating: (creating: boolean) => void;
}

const SEARCH_FROM = 9;

export function ProjectsPage({ creating, onCreating }: ProjectsPageProps) {
  const query = useQuery(projectsQuery);
  const [search, setSearch] = useState('');
  const count = query.data?.results.length ?? 0;
  const create = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => onCreating(true)}>
      New project
    </Button>
  );
  return (
    <Page
      title="Projects"
      aside={
        count > 0 && (
          <Badge variant="light" color="gray">
            {count}
          </Badge>
        )
      }
      actions={create}
      description="A project keeps experiments, runs, jobs and the people who may see them together."
    >
      {count >= SEARCH_FROM && (
        <TextInput
          aria-label="Find a project"
          placeholder="Find a project"
          leftSection={<IconSearch size={15} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          maw={320}
          mb="md"
        />
      )}
      <QueryView query={query} loading={<CardSkeletons />}>
        {({ results }) => {
          if (results.length === 0) return <NoProjects action={create} />;
          const wanted = search.trim().toLowerCase();
          const shown = results.filter(({ key, name }) =>
            `${key} ${name}`.toLowerCase().includes(wanted),
          );
          if (shown.length === 0) {
            return (
              <Text size="sm" c="dimmed">
                No project matches «{search}».{' '}
                <Anchor component="button" size="sm" onClick={() => setSearch('')}>
                  Show all
                </Anchor>
              </Text>
            );
          }
          return (
            <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} spacing="md">
              {shown.map((project) => (
                <ProjectCard key={project.key} project={project} />
              ))}
            </SimpleGrid>
          );
        }}
      </QueryView>
      <CreateProject opened={creating} onClose={() => onCreating(false)} />
    </Page>
  );
}

function NoProjects({ action }: { action: React.ReactNode }) {
  return (
    <EmptyState icon={<IconFolderPlus size={22} />} title="No project yet" action={action}>
      Create one, or ask a colleague to add you to theirs. Your scripts then need two environment
      variables and no other change.
    </EmptyState>
  );
}

function CardSkeletons() {
  return (
    <SimpleGrid cols={{ base: 1, md: 2, xl: 3 }} spacing="md" role="status" aria-label="Loading">
      {['a', 'b', 'c'].map((name) => (
        <Skeleton key={name} height={132} radius={8} />
      ))}
    </SimpleGrid>
  );
}
