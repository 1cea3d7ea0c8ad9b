import { Anchor, Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import type { Project } from '@/api/types';
import { CreateToken } from '@/features/accounts/create-token';
import { CodeBlock } from '@/ui/copyable';
import { Panel } from '@/ui/panel';

/** The two variables a script needs; the token is made here and shown once, in place. */
export function QuickStart({ project }: { project: Project }) {
  const [opened, dialog] = useDisclosure(false);
  const [token, setToken] = useState<string | null>(null);
  const environment = [
    `export MLFLOW_TRACKING_URI=${window.location.origin}`,
    `export MLFLOW_TRACKING_TOKEN=${token ?? '<a token of this project>'}`,
    'python train.py',
  ].join('\n');
  return (
    <Panel
      title="Log from your scripts"
      actions={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconKey size={14} />}
          onClick={dialog.open}
        >
          Create token
        </Button>
      }
    >
      <Text size="sm" c="dimmed" mb="xs">
        A script that logs with MLflow needs no change: set these two variables and its runs appear
        here, live. The token decides the project.{' '}
        {token && (
          <Text span fw={600} c="var(--mantine-color-text)">
            The token below is shown only now; copy it.
          </Text>
        )}
      </Text>
      <CodeBlock code={environment} what="the variables" />
      {!token && (
        <Text size="xs" c="dimmed" mt={8}>
          <Anchor component="button" size="xs" onClick={dialog.open}>
            Create a token
          </Anchor>{' '}
          to fill the placeholder in.
        </Text>
      )}
      <CreateToken
        opened={opened}
        onClose={dialog.close}
        project={project.key}
        suggestedName={`${project.key} script`}
        onCreated={setToken}
      />
    </Panel>
  );
}
