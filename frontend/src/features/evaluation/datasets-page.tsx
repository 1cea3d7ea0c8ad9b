import { Button, Select, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconTable } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { DatasetRow, Project } from '@/api/types';
import { experimentsQuery } from '@/features/experiments/queries';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { formatCount } from '@/lib/format';
import { CodeBlock } from '@/ui/copyable';
import { Page } from '@/ui/page';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { RelativeTime } from '@/ui/time';
import classes from './evaluation.module.css';
import { datasetsQuery } from './queries';

interface DatasetsPageProps {
  project: Project;
  experiment: number | undefined;
  onExperiment: (experiment: number | undefined) => void;
}

const EXAMPLE = [
  'from mlflow.genai.datasets import create_dataset',
  '',
  'dataset = create_dataset(name="questions")',
  'dataset.merge_records([{',
  '    "inputs": {"question": "…"},',
  '    "expectations": {"answer": "…"},',
  '}])',
].join('\n');

export function DatasetsPage({ project, experiment, onExperiment }: DatasetsPageProps) {
  const [search, setSearch] = useState('');
  const [words] = useDebouncedValue(search.trim(), 200);
  const experiments = useQuery(experimentsQuery(project.key, false)).data?.results ?? [];
  const query = useInfiniteQuery({
    ...datasetsQuery(project.key, experiment, words),
    placeholderData: keepPreviousData,
  });
  const narrowed = words !== '' || experiment !== undefined;
  return (
    <Page
      title="Evaluation datasets"
      crumbs={projectCrumbs(project)}
      description="Questions with what is expected of the answers, kept to measure one version after the other."
    >
      <div className={classes.toolbar}>
        <TextInput
          aria-label="Find a dataset"
          placeholder="Find a dataset"
          leftSection={<IconSearch size={15} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          w={280}
        />
        <Select
          aria-label="Experiment"
          placeholder="All experiments"
          w={220}
          searchable
          clearable
          data={experiments.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={experiment === undefined ? null : String(experiment)}
          onChange={(id) => onExperiment(id ? Number(id) : undefined)}
        />
      </div>
      <QueryView query={query}>
        {({ pages }) => {
          const datasets = pages.flatMap(({ results }) => results);
          if (datasets.length === 0) {
            return narrowed ? <Text c="dimmed">No dataset matches.</Text> : <NoDatasets />;
          }
          return (
            <>
              <DatasetTable project={project} datasets={datasets} />
              {query.hasNextPage && (
                <Button
                  variant="default"
                  mt="sm"
                  loading={query.isFetchingNextPage}
                  onClick={() => void query.fetchNextPage()}
                >
                  Show more
                </Button>
              )}
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}

function NoDatasets() {
  return (
    <EmptyState icon={<IconTable size={22} />} title="No evaluation datasets yet">
      A script makes one:
      <div className={classes.example}>
        <CodeBlock code={EXAMPLE} what="the Python lines" />
      </div>
    </EmptyState>
  );
}

function DatasetTable({ project, datasets }: { project: Project; datasets: DatasetRow[] }) {
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table verticalSpacing={7} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Dataset</Table.Th>
            <Table.Th className="num" w={110}>
              Records
            </Table.Th>
            <Table.Th>Tags</Table.Th>
            <Table.Th w={180}>By</Table.Th>
            <Table.Th w={120}>Changed</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {datasets.map((dataset) => (
            <Table.Tr key={dataset.dataset_id}>
              <Table.Td>
                <Link
                  to="/projects/$key/evaluation-datasets/$datasetId"
                  params={{ key: project.key, datasetId: dataset.dataset_id }}
                  className="quiet"
                >
                  <Text span size="sm" fw={500}>
                    {dataset.name}
                  </Text>
                </Link>
              </Table.Td>
              <Table.Td className="num">{formatCount(dataset.record_count)}</Table.Td>
              <Table.Td c="dimmed">
                {Object.entries(dataset.tags)
                  .map(([key, value]) => `${key}: ${value}`)
                  .join(', ')}
              </Table.Td>
              <Table.Td c="dimmed">{dataset.last_updated_by || dataset.created_by || '–'}</Table.Td>
              <Table.Td c="dimmed">
                <RelativeTime at={new Date(dataset.last_update_time_ms).toISOString()} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
