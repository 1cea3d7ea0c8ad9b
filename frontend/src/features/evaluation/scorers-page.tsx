import { Badge, Select, Text } from '@mantine/core';
import { IconChevronRight, IconGauge } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Project, Scorer } from '@/api/types';
import { experimentsQuery } from '@/features/experiments/queries';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { Facts } from '@/ui/facts';
import { JsonBlock } from '@/ui/json-block';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { RelativeTime } from '@/ui/time';
import classes from './evaluation.module.css';
import { scorersQuery, scorerVersionsQuery } from './queries';

interface ScorersPageProps {
  project: Project;
  experiment: number | undefined;
  onExperiment: (experiment: number) => void;
}

/** The judges and functions that score answers, by experiment. */
export function ScorersPage({ project, experiment, onExperiment }: ScorersPageProps) {
  const query = useQuery(experimentsQuery(project.key, false));
  return (
    <Page
      title="Scorers"
      crumbs={projectCrumbs(project)}
      description="The judges and functions that scripts registered to score answers."
    >
      <QueryView query={query}>
        {({ results }) => {
          const chosen = experiment ?? results[0]?.id;
          if (chosen === undefined) return <NoScorers />;
          return (
            <>
              <div className={classes.toolbar}>
                <Select
                  aria-label="Experiment"
                  w={280}
                  searchable
                  data={results.map(({ id, name }) => ({ value: String(id), label: name }))}
                  value={String(chosen)}
                  onChange={(id) => id && onExperiment(Number(id))}
                />
              </div>
              <ScorerList key={chosen} experimentId={chosen} />
            </>
          );
        }}
      </QueryView>
    </Page>
  );
}

function NoScorers() {
  return (
    <EmptyState icon={<IconGauge size={22} />} title="No scorers in this experiment">
      A script registers one with <span className="mono">scorer.register(name="…")</span>, see
      mlflow.genai.scorers and mlflow.genai.judges.
    </EmptyState>
  );
}

function ScorerList({ experimentId }: { experimentId: number }) {
  const query = useQuery(scorersQuery(experimentId));
  return (
    <QueryView query={query}>
      {({ results }) =>
        results.length === 0 ? (
          <NoScorers />
        ) : (
          <Panel flush title="Registered scorers">
            {results.map((scorer) => (
              <ScorerRow key={scorer.scorer_id} scorer={scorer} />
            ))}
          </Panel>
        )
      }
    </QueryView>
  );
}

function ScorerRow({ scorer }: { scorer: Scorer }) {
  const [open, setOpen] = useState(false);
  return (
    <div className={classes.record}>
      <button
        type="button"
        className={classes.head}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <IconChevronRight size={14} />
        <span className="truncate">
          <b>{scorer.name}</b> v{scorer.version}
        </span>
        <span className="truncate">{scorer.description || scorer.instructions}</span>
        <Badge variant="light" color="gray" tt="none" radius="sm" fw={500}>
          {scorer.kind}
        </Badge>
      </button>
      {open && <ScorerVersions scorer={scorer} />}
    </div>
  );
}

function ScorerVersions({ scorer }: { scorer: Scorer }) {
  const query = useQuery(scorerVersionsQuery(scorer.experiment_id, scorer.name));
  const [version, setVersion] = useState<string | null>(null);
  return (
    <div className={classes.body}>
      <QueryView query={query}>
        {({ results }) => {
          const shown = results.find((each) => String(each.version) === version) ?? scorer;
          return (
            <>
              {results.length > 1 && (
                <Select
                  size="xs"
                  w={140}
                  mb="xs"
                  aria-label="Version"
                  data={results.map((each) => ({
                    value: String(each.version),
                    label: `Version ${each.version}`,
                  }))}
                  value={String(shown.version)}
                  onChange={setVersion}
                />
              )}
              <ScorerBody scorer={shown} />
            </>
          );
        }}
      </QueryView>
    </div>
  );
}

function ScorerBody({ scorer }: { scorer: Scorer }) {
  return (
    <>
      <Facts
        facts={[
          [
            'Registered',
            <RelativeTime key="at" at={new Date(scorer.created_time_ms).toISOString()} />,
          ],
          ['Model', scorer.model ?? '–'],
          [
            'Samples',
            scorer.sample_rate === null ? 'not run by itself' : `${scorer.sample_rate * 100} %`,
          ],
        ]}
      />
      {scorer.description && (
        <Text size="sm" mt="xs">
          {scorer.description}
        </Text>
      )}
      {scorer.instructions && (
        <section>
          <h3>Instructions</h3>
          <JsonBlock value={scorer.instructions} what="instructions" />
        </section>
      )}
      {scorer.code && (
        <section>
          <h3>Code</h3>
          <JsonBlock value={scorer.code} what="code" />
        </section>
      )}
    </>
  );
}
