import {
  Alert,
  Autocomplete,
  Button,
  Group,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { ApiError, explain } from '@/api/errors';
import type { Project, Target } from '@/api/types';
import { experimentsQuery } from '@/features/experiments/queries';
import { projectCrumbs } from '@/features/projects/project-crumbs';
import { atLeast, roleLabel } from '@/features/projects/roles';
import { LinkButton } from '@/ui/link';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { QueryView } from '@/ui/query-view';
import { EmptyState } from '@/ui/states';
import { CodeInput } from './code-input';
import { EnvironmentInput } from './environment-input';
import classes from './jobs.module.css';
import { targetsQuery } from './queries';
import { ResourceInputs } from './resource-inputs';
import { EMPTY_DRAFT, type JobDraft, missing, submitDraft, suggestedCommand } from './submit-job';
import { TargetInput } from './target-input';

export function SubmitPage({ project }: { project: Project }) {
  const targets = useQuery(targetsQuery(project.key));
  return (
    <Page
      title="Submit a job"
      crumbs={projectCrumbs(
        project,
        <Link key="jobs" to="/projects/$key/jobs" params={{ key: project.key }} className="quiet">
          Jobs
        </Link>,
      )}
    >
      {atLeast(project.role, 'contributor') ? (
        <QueryView query={targets}>
          {({ results }) => <SubmitForm project={project} targets={results} />}
        </QueryView>
      ) : (
        <EmptyState title="Your role does not submit jobs">
          You are {roleLabel(project.role).toLowerCase()} here. Ask an owner for the role of a
          contributor.
        </EmptyState>
      )}
    </Page>
  );
}

interface SubmitFormProps {
  project: Project;
  targets: Target[];
}

function SubmitForm({ project, targets }: SubmitFormProps) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<JobDraft>({ ...EMPTY_DRAFT, target: targets[0]?.name ?? '' });
  const [warning, setWarning] = useState<string | null>(null);
  const change = (fields: Partial<JobDraft>) => setDraft((now) => ({ ...now, ...fields }));
  const submit = useMutation({
    mutationFn: () => submitDraft(project.key, draft),
    onSuccess: (job) => {
      void queries.invalidateQueries({ queryKey: ['jobs', project.key] });
      void navigate({
        to: '/projects/$key/jobs/$jobId',
        params: { key: project.key, jobId: job.id },
      });
    },
  });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    const lacking = missing(draft);
    setWarning(lacking);
    if (!lacking) submit.mutate();
  };
  return (
    <form onSubmit={onSubmit}>
      <div className={classes.form}>
        <WhatColumn project={project} draft={draft} change={change} />
        <div className={classes.column}>
          <Panel title="Where">
            <TargetInput
              targets={targets}
              value={draft.target}
              onChange={(target) => change({ target })}
            />
          </Panel>
          <Panel title="Resources and limits">
            <ResourceInputs draft={draft} change={change} />
          </Panel>
          {warning && (
            <Alert color="yellow" variant="light" role="alert">
              {warning}
            </Alert>
          )}
          {submit.isError && <Refusal error={submit.error} />}
          <Group justify="flex-end">
            <LinkButton to="/projects/$key/jobs" params={{ key: project.key }} variant="default">
              Cancel
            </LinkButton>
            <Button type="submit" loading={submit.isPending}>
              Submit job
            </Button>
          </Group>
        </div>
      </div>
    </form>
  );
}

function Refusal({ error }: { error: unknown }) {
  const { title, fix } = explain(error);
  const fields = error instanceof ApiError ? Object.entries(error.problem.errors) : [];
  return (
    <Alert color="red" variant="light" title={title} role="alert">
      {fix}
      {fields.map(([field, messages]) => (
        <Text key={field} size="sm">
          {field}: {messages.join(' ')}
        </Text>
      ))}
    </Alert>
  );
}

interface WhatColumnProps {
  project: Project;
  draft: JobDraft;
  change: (fields: Partial<JobDraft>) => void;
}

function WhatColumn({ project, draft, change }: WhatColumnProps) {
  const experiments = useQuery(experimentsQuery(project.key, false)).data?.results ?? [];
  return (
    <div className={classes.column}>
      <Panel title="What">
        <Stack gap="sm">
          <TextInput
            label="Name"
            placeholder="train-resnet"
            value={draft.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <CodeInput
            value={draft.code}
            onChange={(code) =>
              change({
                code,
                ...(draft.command === '' || draft.command === suggestedCommand(draft.code)
                  ? { command: suggestedCommand(code) }
                  : {}),
              })
            }
          />
          <Textarea
            label="Command"
            description="Runs in a shell, in the folder of the code."
            placeholder="python train.py --epochs 10"
            className="mono-input"
            autosize
            minRows={1}
            value={draft.command}
            onChange={(event) => change({ command: event.currentTarget.value })}
          />
          <Textarea
            label="Requirements"
            description="As in requirements.txt; installed before the command. Empty installs nothing."
            className="mono-input"
            autosize
            minRows={2}
            maxRows={10}
            value={draft.requirements}
            onChange={(event) => change({ requirements: event.currentTarget.value })}
          />
          <Autocomplete
            label="Experiment"
            description="Where its run is put; a new name makes a new experiment."
            placeholder="Default"
            data={[...new Set(experiments.map(({ name }) => name))]}
            value={draft.experiment}
            onChange={(experiment) => change({ experiment })}
          />
        </Stack>
      </Panel>
      <Panel title="Environment variables">
        <EnvironmentInput
          value={draft.environment}
          onChange={(environment) => change({ environment })}
        />
      </Panel>
    </div>
  );
}
