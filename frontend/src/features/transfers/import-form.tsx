import { Alert, Button, Group, Modal, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { explain, fieldError } from '@/api/errors';
import { projectsQuery } from '@/features/projects/queries';
import { LoginFields, type LoginKind, NO_LOGIN } from './login-fields';
import { startImport } from './queries';

interface ImportDialogProps extends ImportFormProps {
  opened: boolean;
}

interface ImportFormProps {
  /** The project that is chosen at first. */
  into: string | undefined;
  onClose: () => void;
}

/** Where to import from, and into which project. */
export function ImportDialog({ opened, into, onClose }: ImportDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title="Import from MLflow" size="lg">
      <ImportForm into={into} onClose={onClose} />
    </Modal>
  );
}

function ImportForm({ into, onClose }: ImportFormProps) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const projects = useQuery(projectsQuery);
  const [source, setSource] = useState('');
  const [project, setProject] = useState<string | null>(into ?? null);
  const [workspace, setWorkspace] = useState('');
  const [files, setFiles] = useState<'copy' | 'reference'>('copy');
  const [kind, setKind] = useState<LoginKind>('none');
  const [login, setLogin] = useState(NO_LOGIN);
  const start = useMutation({
    mutationFn: () =>
      startImport({
        project_key: project ?? '',
        source: source.trim(),
        workspace: workspace.trim(),
        files,
        ...login,
      }),
    onSuccess: ({ transfer }) => {
      void queries.invalidateQueries({ queryKey: ['transfers'] });
      return navigate({ to: '/imports/$transferId', params: { transferId: transfer.id } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {start.isError && (
          <Alert color="red" variant="light" title={explain(start.error).title} role="alert">
            {explain(start.error).fix}
          </Alert>
        )}
        <TextInput
          label="Tracking server"
          description="What clients have as MLFLOW_TRACKING_URI. A database or a folder is imported by the command naiad import mlflow."
          placeholder="https://mlflow.example.org"
          required
          type="url"
          data-autofocus
          value={source}
          error={fieldError(start.error, 'source')}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
        <LoginFields kind={kind} login={login} onKind={setKind} onLogin={setLogin} />
        <Select
          label="Into the project"
          placeholder="Choose a project"
          required
          searchable
          data={(projects.data?.results ?? []).map(({ key, name }) => ({
            value: key,
            label: name,
          }))}
          value={project}
          error={fieldError(start.error, 'project_key')}
          onChange={setProject}
        />
        <TextInput
          label="Workspace"
          description="Only where the server has several."
          value={workspace}
          onChange={(event) => setWorkspace(event.currentTarget.value)}
        />
        <Radio.Group
          label="Files"
          value={files}
          onChange={(value) => setFiles(value === 'reference' ? 'reference' : 'copy')}
        >
          <Stack gap={6} mt={6}>
            <Radio value="copy" label="Copy them here" />
            <Radio value="reference" label="Leave them where they are, and refer to them" />
          </Stack>
        </Radio.Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={start.isPending} disabled={!project}>
            Start import
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
