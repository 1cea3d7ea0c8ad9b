import { Button, Group, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconMessage2Code, IconPackage, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { Project } from '@/api/types';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { CodeBlock } from '@/ui/copyable';
import { Page } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { ModelTable } from './model-table';
import classes from './models.module.css';
import { type Kind, modelsQuery } from './queries';
import { firstSteps } from './snippets';

const WORDS = {
  models: {
    title: 'Models',
    noun: 'model',
    description:
      'A registered model gathers versions of the same thing; an alias says which one counts.',
    empty: 'Register what a run logged, by name:',
    icon: <IconPackage size={22} />,
  },
  prompts: {
    title: 'Prompts',
    noun: 'prompt',
    description: 'A prompt is text with versions; an alias says which one is in use.',
    empty: 'Register a text and load it wherever it is needed:',
    icon: <IconMessage2Code size={22} />,
  },
} as const;

interface ModelsPageProps {
  project: Project;
  kind: Kind;
  search: string;
  onSearch: (search: string) => void;
}

export function ModelsPage({ project, kind, search, onSearch }: ModelsPageProps) {
  const [wanted] = useDebouncedValue(search.trim(), 250);
  const query = useInfiniteQuery({
    ...modelsQuery(project.key, kind, wanted),
    placeholderData: keepPreviousData,
  });
  const words = WORDS[kind];
  return (
    <Page title={words.title} crumbs={projectCrumbs(project)} description={words.description}>
      <div className={classes.toolbar}>
        <TextInput
          aria-label={`Find a ${words.noun}`}
          placeholder={`Find a ${words.noun}`}
          leftSection={<IconSearch size={15} />}
          value={search}
          onChange={(event) => onSearch(event.currentTarget.value)}
          w={280}
        />
      </div>
      <QueryView query={query}>
        {({ pages }) => {
          const models = pages.flatMap(({ results }) => results);
          if (models.length === 0) return <Nothing kind={kind} searched={wanted !== ''} />;
          return (
            <>
              <ModelTable kind={kind} models={models} projectKey={project.key} />
              {query.hasNextPage && (
                <Group justify="center" mt="md">
                  <Button
                    variant="default"
                    loading={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    Show more
                  </Button>
                </Group>
              )}
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}

function Nothing({ kind, searched }: { kind: Kind; searched: boolean }) {
  const words = WORDS[kind];
  if (searched) {
    return (
      <EmptyState icon={words.icon} title={`No ${words.noun} matches`}>
        The search looks at names only.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={words.icon} title={`No ${kind} yet`}>
      {words.empty}
      <div className={classes.empty}>
        <CodeBlock code={firstSteps[kind]} what="the lines" />
      </div>
    </EmptyState>
  );
}
