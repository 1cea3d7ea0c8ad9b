import { Alert, Button, Group, Radio, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { explain } from '@/api/errors';
import type { Project, Visibility } from '@/api/types';
import { CodeBlock, ShortId } from '@/ui/copyable';
import { notifyDone, notifyError } from '@/ui/notify';
import { Page } from '@/ui/page';
import { Panel } from '@/ui/panel';
import { projectCrumbs } from './project-crumbs';
import { changeProject, deleteProject } from './queries';
import { roleLabel } from './roles';

export function SettingsPage({ project }: { project: Project }) {
  const isOwner = project.role === 'owner';
  return (
    <Page title="Settings" crumbs={projectCrumbs(project)}>
      <Stack gap="md" maw={640}>
        {isOwner ? (
          <>
            <SettingsForm project={project} />
            <LeavePanel project={project} />
            <DeletePanel project={project} />
          </>
        ) : (
          <>
            <Alert variant="light" color="gray" icon={<IconInfoCircle size={18} />}>
              You are {roleLabel(project.role).toLowerCase()} here. Owners change the settings.
            </Alert>
            <Facts project={project} />
          </>
        )}
      </Stack>
    </Page>
  );
}

function Facts({ project }: { project: Project }) {
  return (
    <Panel title={project.name}>
      <Stack gap={6}>
        <Text size="sm">{project.description || 'No description.'}</Text>
        <Text size="sm" c="dimmed">
          {project.visibility === 'internal'
            ? 'Internal: everyone signed in may read.'
            : 'Private: its members only.'}
        </Text>
        <Text size="sm" c="dimmed" component="div">
          Key <ShortId id={project.key} what="key" />
        </Text>
      </Stack>
    </Panel>
  );
}

function SettingsForm({ project }: { project: Project }) {
  const queries = useQueryClient();
  const [name, setName] = useState(project.name);
  const [description, setDescription] = useState(project.description);
  const [visibility, setVisibility] = useState<Visibility>(project.visibility);
  const save = useMutation({
    mutationFn: () => changeProject(project.key, { name: name.trim(), description, visibility }),
    onSuccess: async () => {
      notifyDone('The settings are saved.');
      await queries.invalidateQueries({ queryKey: ['project', project.key] });
      await queries.invalidateQueries({ queryKey: ['projects'] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title="Project">
      <form onSubmit={submit}>
        <Stack gap="sm">
          {save.isError && (
            <Alert color="red" variant="light" title={explain(save.error).title} role="alert">
              {explain(save.error).fix}
            </Alert>
          )}
          <TextInput
            label="Key"
            value={project.key}
            readOnly
            description="Fixed: scripts and links use it."
          />
          <TextInput
            label="Name"
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Textarea
            label="Description"
            autosize
            minRows={2}
            value={description}
            onChange={(event) => setDescription(event.currentTarget.value)}
          />
          <Radio.Group
            label="Who may see it"
            value={visibility}
            onChange={(value) => setVisibility(value as Visibility)}
          >
            <Stack gap={6} mt={4}>
              <Radio value="private" label="Private: its members only" />
              <Radio value="internal" label="Internal: everyone signed in may read" />
            </Stack>
          </Radio.Group>
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending}>
              Save settings
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

/** Nobody is kept: the one command that takes everything to a plain MLflow. */
function LeavePanel({ project }: { project: Project }) {
  return (
    <Panel title="Take it elsewhere">
      <Text size="sm" c="dimmed" mb="sm">
        Where Naiad runs, this fills a folder with a database and all files, for a plain MLflow
        server. Nothing changes here.
      </Text>
      <CodeBlock
        code={`naiad export mlflow --project ${project.key} --to ./${project.key}-mlflow`}
        what="the command"
      />
    </Panel>
  );
}

function DeletePanel({ project }: { project: Project }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: () => deleteProject(project.key),
    onSuccess: async () => {
      notifyDone(`${project.name} is deleted.`);
      await navigate({ to: '/' });
      queries.removeQueries({ queryKey: ['project', project.key] });
      await queries.invalidateQueries({ queryKey: ['projects'] });
    },
    onError: notifyError,
  });
  return (
    <Panel title="Delete this project">
      <Text size="sm" c="dimmed" mb="sm">
        All its experiments, runs, artifacts and jobs go with it, for everybody.
      </Text>
      <Group align="flex-end">
        <TextInput
          label={`Type ${project.key} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          w={280}
        />
        <Button
          color="red"
          disabled={typed !== project.key}
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          Delete project
        </Button>
      </Group>
    </Panel>
  );
}
